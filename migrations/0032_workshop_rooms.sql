-- 0032_workshop_rooms.sql: the second versions of the list and the board of workshops, which know the meeting of a workshop and the
-- orientation, question and nature of a contribution; and what is asked in a workshop, its groups, who sits where, and how much was
-- proposed. Safe beside the old code, which goes on writing the first versions and reads none of the rest. Where no network was ever
-- followed, as in a new database, the views turn at once; elsewhere `club21 rebuild` fills the tables and turns them.

SET LOCAL ROLE club21_app;

CREATE TABLE read.workshop_list_2 (
    network_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    position bigint NOT NULL,
    title text NOT NULL,
    question text NOT NULL,
    plan_id uuid,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    meeting_id uuid,
    sitting bigint NOT NULL,
    closed_at timestamptz,
    CONSTRAINT workshop_list_2_pk PRIMARY KEY (network_id, workshop_id)
);

CREATE TABLE read.workshop_board_2 (
    network_id uuid NOT NULL,
    contribution_id uuid NOT NULL,
    position bigint NOT NULL,
    workshop_id uuid NOT NULL,
    author_id uuid NOT NULL,
    author_kind text,
    group_name text,
    action text NOT NULL,
    objective text,
    contributed_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    orientation text,
    question_id uuid,
    nature text NOT NULL,
    withdrawn boolean NOT NULL,
    CONSTRAINT workshop_board_2_pk PRIMARY KEY (network_id, contribution_id)
);
CREATE INDEX workshop_board_2_workshop ON read.workshop_board_2 (network_id, workshop_id);

CREATE TABLE read.workshop_questions_1 (
    network_id uuid NOT NULL,
    question_id uuid NOT NULL,
    position bigint NOT NULL,
    workshop_id uuid NOT NULL,
    text text NOT NULL,
    order_key text NOT NULL,
    withdrawn boolean NOT NULL,
    CONSTRAINT workshop_questions_1_pk PRIMARY KEY (network_id, question_id)
);
CREATE VIEW read.workshop_questions AS SELECT * FROM read.workshop_questions_1;

CREATE TABLE read.workshop_groups_1 (
    network_id uuid NOT NULL,
    table_id uuid NOT NULL,
    position bigint NOT NULL,
    workshop_id uuid NOT NULL,
    group_name text NOT NULL,
    assigned_at timestamptz NOT NULL,
    CONSTRAINT workshop_groups_1_pk PRIMARY KEY (network_id, table_id)
);
CREATE VIEW read.workshop_groups AS SELECT * FROM read.workshop_groups_1;

CREATE TABLE read.workshop_seats_1 (
    network_id uuid NOT NULL,
    seat_id uuid NOT NULL,
    position bigint NOT NULL,
    workshop_id uuid NOT NULL,
    person_id uuid NOT NULL,
    group_name text,
    kind text,
    CONSTRAINT workshop_seats_1_pk PRIMARY KEY (network_id, seat_id)
);
CREATE VIEW read.workshop_seats AS SELECT * FROM read.workshop_seats_1;

CREATE TABLE read.workshop_tally_1 (
    network_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    position bigint NOT NULL,
    meeting_id uuid,
    contributions bigint NOT NULL,
    CONSTRAINT workshop_tally_1_pk PRIMARY KEY (network_id, workshop_id)
);
CREATE VIEW read.workshop_tally AS SELECT * FROM read.workshop_tally_1;

SELECT network_id FROM read.show_version('workshop_list', 2) AS behind (network_id);
SELECT network_id FROM read.show_version('workshop_board', 2) AS behind (network_id);

RESET ROLE;
