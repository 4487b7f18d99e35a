-- 0029_syntheses_and_roadmaps.sql: what becomes of what was said, as people look at it: syntheses with their clusters, roadmaps with their
-- programmes, and consultations with their opinions. Safe beside the old code, which reads none of it.

SET LOCAL ROLE club21_app;

CREATE TABLE read.synthesis_list_1 (
    network_id uuid NOT NULL,
    synthesis_id uuid NOT NULL,
    position bigint NOT NULL,
    title text NOT NULL,
    workshop_ids uuid[] NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    CONSTRAINT synthesis_list_1_pk PRIMARY KEY (network_id, synthesis_id)
);
CREATE VIEW read.synthesis_list AS SELECT * FROM read.synthesis_list_1;

CREATE TABLE read.synthesis_clusters_1 (
    network_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    position bigint NOT NULL,
    synthesis_id uuid NOT NULL,
    title text NOT NULL,
    summary text,
    made_at timestamptz NOT NULL,
    made_by uuid NOT NULL,
    split_from uuid,
    merged_into uuid,
    merged_at timestamptz,
    aside_at timestamptz,
    why_aside text,
    plan_id uuid,
    action_id uuid,
    promoted_at timestamptz,
    promoted_by uuid,
    CONSTRAINT synthesis_clusters_1_pk PRIMARY KEY (network_id, cluster_id)
);
CREATE INDEX synthesis_clusters_1_action ON read.synthesis_clusters_1 (network_id, action_id);
CREATE VIEW read.synthesis_clusters AS SELECT * FROM read.synthesis_clusters_1;

CREATE TABLE read.synthesis_sources_1 (
    network_id uuid NOT NULL,
    place_id uuid NOT NULL,
    position bigint NOT NULL,
    synthesis_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    contribution_id uuid NOT NULL,
    cluster_id uuid,
    moves jsonb NOT NULL,
    CONSTRAINT synthesis_sources_1_pk PRIMARY KEY (network_id, place_id)
);
CREATE INDEX synthesis_sources_1_contribution ON read.synthesis_sources_1 (network_id, contribution_id);
CREATE VIEW read.synthesis_sources AS SELECT * FROM read.synthesis_sources_1;

CREATE TABLE read.synthesis_answers_1 (
    network_id uuid NOT NULL,
    link_id uuid NOT NULL,
    position bigint NOT NULL,
    synthesis_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    answer_id uuid NOT NULL,
    text text NOT NULL,
    questionnaire_id uuid,
    linked_at timestamptz NOT NULL,
    linked_by uuid NOT NULL,
    CONSTRAINT synthesis_answers_1_pk PRIMARY KEY (network_id, link_id)
);
CREATE VIEW read.synthesis_answers AS SELECT * FROM read.synthesis_answers_1;

CREATE TABLE read.synthesis_scores_1 (
    network_id uuid NOT NULL,
    score_id uuid NOT NULL,
    position bigint NOT NULL,
    synthesis_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    person_id uuid NOT NULL,
    criterion text NOT NULL,
    points bigint NOT NULL,
    why text NOT NULL,
    scored_at timestamptz NOT NULL,
    times bigint NOT NULL,
    CONSTRAINT synthesis_scores_1_pk PRIMARY KEY (network_id, score_id)
);
CREATE VIEW read.synthesis_scores AS SELECT * FROM read.synthesis_scores_1;

CREATE TABLE read.roadmap_list_1 (
    network_id uuid NOT NULL,
    roadmap_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    first_year bigint NOT NULL,
    last_year bigint NOT NULL,
    drafted_at timestamptz NOT NULL,
    drafted_by uuid NOT NULL,
    stage text NOT NULL,
    consultation_id uuid,
    sent_out_at timestamptz,
    body text,
    adopted_on date,
    adopted_at timestamptz,
    adopted_by uuid,
    version_id uuid,
    started_at timestamptz,
    started_by uuid,
    CONSTRAINT roadmap_list_1_pk PRIMARY KEY (network_id, roadmap_id)
);
CREATE VIEW read.roadmap_list AS SELECT * FROM read.roadmap_list_1;

CREATE TABLE read.roadmap_programmes_1 (
    network_id uuid NOT NULL,
    programme_id uuid NOT NULL,
    position bigint NOT NULL,
    roadmap_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    year bigint NOT NULL,
    action_ids uuid[] NOT NULL,
    carried_ids uuid[] NOT NULL,
    left_out jsonb NOT NULL,
    programmed_at timestamptz NOT NULL,
    programmed_by uuid NOT NULL,
    times bigint NOT NULL,
    CONSTRAINT roadmap_programmes_1_pk PRIMARY KEY (network_id, programme_id)
);
CREATE VIEW read.roadmap_programmes AS SELECT * FROM read.roadmap_programmes_1;

CREATE TABLE read.consultation_list_1 (
    network_id uuid NOT NULL,
    consultation_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    title text NOT NULL,
    question text,
    until date NOT NULL,
    authority_ids uuid[] NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    closed_at timestamptz,
    why_closed text,
    CONSTRAINT consultation_list_1_pk PRIMARY KEY (network_id, consultation_id)
);
CREATE VIEW read.consultation_list AS SELECT * FROM read.consultation_list_1;

CREATE TABLE read.consultation_opinions_1 (
    network_id uuid NOT NULL,
    opinion_id uuid NOT NULL,
    position bigint NOT NULL,
    consultation_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    stance text NOT NULL,
    words text,
    given_at timestamptz NOT NULL,
    given_by uuid NOT NULL,
    times bigint NOT NULL,
    CONSTRAINT consultation_opinions_1_pk PRIMARY KEY (network_id, opinion_id)
);
CREATE INDEX consultation_opinions_1_consultation ON read.consultation_opinions_1 (network_id, consultation_id);
CREATE VIEW read.consultation_opinions AS SELECT * FROM read.consultation_opinions_1;

RESET ROLE;
