-- 0031_process.sql: the process behind a plan as people look at it: findings of the assessment, ideas, bodies, steps, resolutions,
-- recognition, and who was trained. Safe beside the old code, which reads none of it. People stand in it by their ids alone.

SET LOCAL ROLE club21_app;

CREATE TABLE read.finding_list_1 (
    network_id uuid NOT NULL,
    finding_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    author_id uuid NOT NULL,
    text text NOT NULL,
    theme text,
    source text,
    verifier_id uuid,
    submitted_at timestamptz NOT NULL,
    standing text NOT NULL
        CONSTRAINT finding_list_1_standing CHECK (standing IN ('submitted', 'verified', 'contested', 'upheld', 'dismissed', 'withdrawn')),
    standing_reason text,
    standing_by uuid,
    opinions jsonb NOT NULL,  -- {person_id: high | medium | low}
    CONSTRAINT finding_list_1_pk PRIMARY KEY (network_id, finding_id)
);
CREATE INDEX finding_list_1_plan ON read.finding_list_1 (network_id, plan_id);
CREATE VIEW read.finding_list AS SELECT * FROM read.finding_list_1;

CREATE TABLE read.idea_list_1 (
    network_id uuid NOT NULL,
    idea_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    author_id uuid NOT NULL,
    title text NOT NULL,
    text text,
    origin text NOT NULL,
    heard text,
    from_body_id uuid,
    proposed_at timestamptz NOT NULL,
    refined_at timestamptz,
    standing text NOT NULL CONSTRAINT idea_list_1_standing CHECK (standing IN ('open', 'promoted', 'declined', 'withdrawn')),
    standing_reason text,
    action_id uuid,
    CONSTRAINT idea_list_1_pk PRIMARY KEY (network_id, idea_id)
);
CREATE INDEX idea_list_1_plan ON read.idea_list_1 (network_id, plan_id);
CREATE INDEX idea_list_1_action ON read.idea_list_1 (network_id, action_id);
CREATE VIEW read.idea_list AS SELECT * FROM read.idea_list_1;

CREATE TABLE read.body_list_1 (
    network_id uuid NOT NULL,
    body_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid,
    name text NOT NULL,
    kind text NOT NULL,
    facet text,
    theme text,
    mandate text,
    people uuid[] NOT NULL,
    authorities uuid[] NOT NULL,
    established_at timestamptz NOT NULL,
    dissolved_at timestamptz,
    CONSTRAINT body_list_1_pk PRIMARY KEY (network_id, body_id)
);
CREATE VIEW read.body_list AS SELECT * FROM read.body_list_1;

CREATE TABLE read.body_follow_ups_1 (
    network_id uuid NOT NULL,
    follow_up_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid,
    body_id uuid NOT NULL,
    seen_on date NOT NULL,
    text text NOT NULL,
    author_id uuid NOT NULL,
    CONSTRAINT body_follow_ups_1_pk PRIMARY KEY (network_id, follow_up_id)
);
CREATE VIEW read.body_follow_ups AS SELECT * FROM read.body_follow_ups_1;

CREATE TABLE read.process_list_1 (
    network_id uuid NOT NULL,
    process_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    canvas text,
    template_id uuid,
    started_at timestamptz NOT NULL,
    CONSTRAINT process_list_1_pk PRIMARY KEY (network_id, process_id)
);
CREATE VIEW read.process_list AS SELECT * FROM read.process_list_1;

CREATE TABLE read.process_steps_1 (
    network_id uuid NOT NULL,
    step_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    process_id uuid NOT NULL,
    title text NOT NULL,
    order_key text NOT NULL,
    done_on date,
    withdrawn boolean NOT NULL,
    CONSTRAINT process_steps_1_pk PRIMARY KEY (network_id, step_id)
);
CREATE VIEW read.process_steps AS SELECT * FROM read.process_steps_1;

CREATE TABLE read.process_resolutions_1 (
    network_id uuid NOT NULL,
    resolution_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    process_id uuid NOT NULL,
    reference text NOT NULL,
    resolved_on date NOT NULL,
    council text NOT NULL,
    subject text NOT NULL,
    title text NOT NULL,
    result text NOT NULL CONSTRAINT process_resolutions_1_result CHECK (result IN ('adopted', 'rejected')),
    provider text,
    votes_for integer,
    votes_against integer,
    abstained integer,
    withdrawn boolean NOT NULL,
    withdrawn_reason text,
    CONSTRAINT process_resolutions_1_pk PRIMARY KEY (network_id, resolution_id)
);
CREATE VIEW read.process_resolutions AS SELECT * FROM read.process_resolutions_1;

CREATE TABLE read.process_recognitions_1 (
    network_id uuid NOT NULL,
    request_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    process_id uuid NOT NULL,
    dossier text NOT NULL,
    requested_on date NOT NULL,
    outcome text NOT NULL CONSTRAINT process_recognitions_1_outcome CHECK (outcome IN ('waiting', 'granted', 'refused')),
    answered_on date,
    answer_reason text,
    CONSTRAINT process_recognitions_1_pk PRIMARY KEY (network_id, request_id)
);
CREATE VIEW read.process_recognitions AS SELECT * FROM read.process_recognitions_1;

CREATE TABLE read.process_sessions_1 (
    network_id uuid NOT NULL,
    session_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    process_id uuid NOT NULL,
    title text NOT NULL,
    purpose text NOT NULL,
    held_on date NOT NULL,
    public text NOT NULL,
    headcount integer NOT NULL,
    attended integer,
    meeting_id uuid,
    withdrawn boolean NOT NULL,
    CONSTRAINT process_sessions_1_pk PRIMARY KEY (network_id, session_id)
);
CREATE VIEW read.process_sessions AS SELECT * FROM read.process_sessions_1;

CREATE TABLE read.process_templates_1 (
    network_id uuid NOT NULL,
    template_id uuid NOT NULL,
    position bigint NOT NULL,
    name text NOT NULL,
    steps text[] NOT NULL,
    written_at timestamptz NOT NULL,
    withdrawn boolean NOT NULL,
    CONSTRAINT process_templates_1_pk PRIMARY KEY (network_id, template_id)
);
CREATE VIEW read.process_templates AS SELECT * FROM read.process_templates_1;

RESET ROLE;
