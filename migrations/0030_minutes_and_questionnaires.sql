-- 0030_minutes_and_questionnaires.sql: the minutes of meetings and questionnaires as people look at them. Safe beside the old code, which
-- reads none of it and writes neither. Nobody's name stands here: whoever is meant stands by their id.

SET LOCAL ROLE club21_app;

CREATE TABLE read.minutes_list_1 (
    network_id uuid NOT NULL,
    minutes_id uuid NOT NULL,
    position bigint NOT NULL,
    meeting_id uuid NOT NULL,
    title text NOT NULL,
    workshops uuid[] NOT NULL,
    stage text NOT NULL CONSTRAINT minutes_list_1_stage CHECK (stage IN ('draft', 'review', 'approved', 'published')),
    begun_at timestamptz NOT NULL,
    begun_by uuid NOT NULL,
    reviewed_at timestamptz,
    approved_at timestamptz,
    approved_by uuid,
    published_at timestamptz,
    published_by uuid,
    published_position bigint,  -- what stood there is what everyone reads
    CONSTRAINT minutes_list_1_pk PRIMARY KEY (network_id, minutes_id)
);
CREATE VIEW read.minutes_list AS SELECT * FROM read.minutes_list_1;

CREATE TABLE read.minutes_sections_1 (
    network_id uuid NOT NULL,
    section_id uuid NOT NULL,
    position bigint NOT NULL,
    minutes_id uuid NOT NULL,
    part text NOT NULL,
    workshop_id uuid,
    heading text NOT NULL,
    text text,
    order_key text NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by uuid NOT NULL,
    withdrawn boolean NOT NULL,
    CONSTRAINT minutes_sections_1_pk PRIMARY KEY (network_id, section_id)
);
CREATE INDEX minutes_sections_1_minutes ON read.minutes_sections_1 (network_id, minutes_id);
CREATE VIEW read.minutes_sections AS SELECT * FROM read.minutes_sections_1;

CREATE TABLE read.minutes_amendments_1 (
    network_id uuid NOT NULL,
    amendment_id uuid NOT NULL,
    position bigint NOT NULL,
    minutes_id uuid NOT NULL,
    section_id uuid NOT NULL,
    author_id uuid NOT NULL,
    was text,
    wanted text,
    why text,
    proposed_at timestamptz NOT NULL,
    outcome text,
    answered_at timestamptz,
    answered_by uuid,
    why_not text,
    CONSTRAINT minutes_amendments_1_pk PRIMARY KEY (network_id, amendment_id)
);
CREATE INDEX minutes_amendments_1_minutes ON read.minutes_amendments_1 (network_id, minutes_id);
CREATE VIEW read.minutes_amendments AS SELECT * FROM read.minutes_amendments_1;

CREATE TABLE read.questionnaire_list_1 (
    network_id uuid NOT NULL,
    questionnaire_id uuid NOT NULL,
    position bigint NOT NULL,
    title text NOT NULL,
    introduction text,
    respondents text NOT NULL CONSTRAINT questionnaire_list_1_respondents CHECK (respondents IN ('people', 'authorities')),
    meeting_id uuid,
    stage text NOT NULL CONSTRAINT questionnaire_list_1_stage CHECK (stage IN ('draft', 'open', 'closed')),
    drafted_at timestamptz NOT NULL,
    drafted_by uuid NOT NULL,
    opened_at timestamptz,
    closed_at timestamptz,
    CONSTRAINT questionnaire_list_1_pk PRIMARY KEY (network_id, questionnaire_id)
);
CREATE VIEW read.questionnaire_list AS SELECT * FROM read.questionnaire_list_1;

CREATE TABLE read.questionnaire_questions_1 (
    network_id uuid NOT NULL,
    question_id uuid NOT NULL,
    position bigint NOT NULL,
    questionnaire_id uuid NOT NULL,
    text text NOT NULL,
    kind text NOT NULL,
    order_key text NOT NULL,
    choices text[] NOT NULL,
    required boolean NOT NULL,
    about text,
    withdrawn boolean NOT NULL,
    CONSTRAINT questionnaire_questions_1_pk PRIMARY KEY (network_id, question_id)
);
CREATE INDEX questionnaire_questions_1_of ON read.questionnaire_questions_1 (network_id, questionnaire_id);
CREATE VIEW read.questionnaire_questions AS SELECT * FROM read.questionnaire_questions_1;

CREATE TABLE read.questionnaire_answers_1 (  -- one a person or authority: the last thing they said
    network_id uuid NOT NULL,
    answer_id uuid NOT NULL,
    position bigint NOT NULL,
    questionnaire_id uuid NOT NULL,
    person_id uuid NOT NULL,
    authority_id uuid,
    answers jsonb NOT NULL,  -- {question: {text, number}}
    answered_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    times bigint NOT NULL,
    CONSTRAINT questionnaire_answers_1_pk PRIMARY KEY (network_id, answer_id)
);
CREATE INDEX questionnaire_answers_1_of ON read.questionnaire_answers_1 (network_id, questionnaire_id);
CREATE VIEW read.questionnaire_answers AS SELECT * FROM read.questionnaire_answers_1;

RESET ROLE;
