-- 0028_mentoring.sql: mentoring as people look at it: who offers, who guides whom, their journal, questions in the open, support files.
-- Safe beside the old code, which reads none of it. Who may see a row of the circle or the journal is told by read.item_places,
-- and nobody else reads them; people stand in all of it by their ids alone.

SET LOCAL ROLE club21_app;

CREATE TABLE read.mentor_list_1 (
    network_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    position bigint NOT NULL,
    person_id uuid NOT NULL,
    authority_id uuid,
    themes text[] NOT NULL,
    capacity integer NOT NULL,
    offered_at timestamptz NOT NULL,
    paused boolean NOT NULL,
    withdrawn boolean NOT NULL,
    CONSTRAINT mentor_list_1_pk PRIMARY KEY (network_id, offer_id)
);
CREATE VIEW read.mentor_list AS SELECT * FROM read.mentor_list_1;

CREATE TABLE read.mentor_places_1 (  -- of the mentor alone, hence no column of the pool
    network_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    position bigint NOT NULL,
    person_id uuid NOT NULL,
    taken integer NOT NULL CONSTRAINT mentor_places_1_taken CHECK (taken >= 0),
    CONSTRAINT mentor_places_1_pk PRIMARY KEY (network_id, offer_id)
);
CREATE VIEW read.mentor_places AS SELECT * FROM read.mentor_places_1;

CREATE TABLE read.mentoring_circle_1 (
    network_id uuid NOT NULL,
    mentorship_id uuid NOT NULL,
    position bigint NOT NULL,
    offer_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    mentee_id uuid NOT NULL,
    authority_id uuid,
    situation text NOT NULL,
    need text NOT NULL,
    themes text[] NOT NULL,
    size integer,
    requested_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    stage text NOT NULL CONSTRAINT mentoring_circle_1_stage
        CHECK (stage IN ('requested', 'questioned', 'accepted', 'running', 'declined', 'withdrawn', 'closed')),
    exchanges jsonb NOT NULL,  -- [{question, answer}]
    charter text,
    agreed uuid[] NOT NULL,
    started_on date,
    meeting_id uuid,
    sessions jsonb NOT NULL,  -- [{session_id, on, minutes}]
    goals jsonb NOT NULL,  -- [{goal_id, text, due_on, standing, plan_id, action_id}]
    closed_at timestamptz,
    closed_by uuid,
    ending text,
    reason text,
    evaluations jsonb NOT NULL,  -- [{by, rating, words}]
    CONSTRAINT mentoring_circle_1_pk PRIMARY KEY (network_id, mentorship_id)
);
CREATE VIEW read.mentoring_circle AS SELECT * FROM read.mentoring_circle_1;

CREATE TABLE read.mentoring_journal_1 (
    network_id uuid NOT NULL,
    note_id uuid NOT NULL,
    position bigint NOT NULL,
    mentorship_id uuid NOT NULL,
    session_id uuid,
    author uuid NOT NULL,
    private boolean NOT NULL,
    text text NOT NULL,
    written_at timestamptz NOT NULL,
    edited_at timestamptz,
    withdrawn boolean NOT NULL,
    CONSTRAINT mentoring_journal_1_pk PRIMARY KEY (network_id, note_id)
);
CREATE INDEX mentoring_journal_1_mentorship ON read.mentoring_journal_1 (network_id, mentorship_id);
CREATE VIEW read.mentoring_journal AS SELECT * FROM read.mentoring_journal_1;

CREATE TABLE read.question_list_1 (
    network_id uuid NOT NULL,
    question_id uuid NOT NULL,
    position bigint NOT NULL,
    asker uuid NOT NULL,
    text text NOT NULL,
    theme text,
    skill_id uuid,
    asked_at timestamptz NOT NULL,
    answers jsonb NOT NULL,  -- [{answer_id, author, text, at, useful_to, withdrawn}]
    withdrawn boolean NOT NULL,
    CONSTRAINT question_list_1_pk PRIMARY KEY (network_id, question_id)
);
CREATE VIEW read.question_list AS SELECT * FROM read.question_list_1;

CREATE TABLE read.support_file_list_1 (
    network_id uuid NOT NULL,
    file_id uuid NOT NULL,
    position bigint NOT NULL,
    authority_id uuid NOT NULL,
    adviser_id uuid NOT NULL,
    need text NOT NULL,
    opened_at timestamptz NOT NULL,
    tools jsonb NOT NULL,  -- [{tool_id, name, notes, delivered_at, withdrawn}]
    closed_at timestamptz,
    reason text,
    CONSTRAINT support_file_list_1_pk PRIMARY KEY (network_id, file_id)
);
CREATE VIEW read.support_file_list AS SELECT * FROM read.support_file_list_1;

RESET ROLE;
