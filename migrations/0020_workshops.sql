-- 0020_workshops.sql: workshops as people look at them, and the codes by which guests join one. Safe beside the old code, which reads none
-- of it and knows no session of a guest: what such a session may do is in the log, and the old code folds nothing from there.
--
-- A code has six digits, so whoever reads its hash can find it by trying all of them: it is hashed so that nobody reads it by chance, and
-- it is of no use once the sitting that it was made for is over, which the log says.

SET LOCAL ROLE club21_app;

CREATE TABLE read.workshop_list_1 (
    network_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    position bigint NOT NULL,
    title text NOT NULL,
    question text NOT NULL,
    plan_id uuid,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    sitting bigint NOT NULL,
    closed_at timestamptz,
    CONSTRAINT workshop_list_1_pk PRIMARY KEY (network_id, workshop_id)
);
CREATE VIEW read.workshop_list AS SELECT * FROM read.workshop_list_1;

CREATE TABLE read.workshop_board_1 (
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
    withdrawn boolean NOT NULL,
    CONSTRAINT workshop_board_1_pk PRIMARY KEY (network_id, contribution_id)
);
CREATE INDEX workshop_board_1_workshop ON read.workshop_board_1 (network_id, workshop_id);
CREATE VIEW read.workshop_board AS SELECT * FROM read.workshop_board_1;

RESET ROLE;

CREATE TABLE people.workshop_code (  -- the one code of each workshop; a new one takes the place of the old
    network_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    code_hash bytea NOT NULL CONSTRAINT workshop_code_length CHECK (length(code_hash) = 32),
    sitting bigint NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT workshop_code_pk PRIMARY KEY (network_id, workshop_id),
    CONSTRAINT workshop_code_once UNIQUE (code_hash)
);

CREATE TABLE people.workshop_try (  -- useless tries of the last minute, by a hash of the address they came from
    try_id bigint GENERATED ALWAYS AS IDENTITY,
    origin_hash bytea NOT NULL CONSTRAINT workshop_try_length CHECK (length(origin_hash) = 32),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT workshop_try_pk PRIMARY KEY (try_id)
);
CREATE INDEX workshop_try_by_origin ON people.workshop_try (origin_hash, at);
CREATE INDEX workshop_try_at ON people.workshop_try (at);

CREATE TABLE people.guest (  -- whose session is a guest's, and of which workshop; their name stands in people.person
    person_id uuid NOT NULL CONSTRAINT guest_person REFERENCES people.person,
    network_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    joined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT guest_pk PRIMARY KEY (person_id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON people.workshop_code TO club21_app;
GRANT SELECT, INSERT, DELETE ON people.workshop_try TO club21_app;
GRANT SELECT, INSERT ON people.guest TO club21_app;
