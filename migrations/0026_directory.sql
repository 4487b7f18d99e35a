-- 0026_directory.sql: the directory as people look at it: what marks each authority, who speaks for it, who knows how to do what.
-- Safe beside the old code, which reads none of it. People stand in it by their ids alone; what they are called is in people.person.

SET LOCAL ROLE club21_app;

CREATE TABLE read.directory_1 (
    network_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    position bigint NOT NULL,
    population integer,
    traits text[] NOT NULL,
    needs text[] NOT NULL,
    body_id uuid,
    initiative text,
    initiative_stage text,
    particulars text,
    engagement text NOT NULL CONSTRAINT directory_1_engagement CHECK (engagement IN ('prospect', 'engaged', 'recognised')),
    engaged_on date,
    conflicts jsonb NOT NULL,  -- [{conflict_id, field, was, yours, by, at}] until they are settled
    changed_at timestamptz NOT NULL,
    changed_by uuid NOT NULL,
    CONSTRAINT directory_1_pk PRIMARY KEY (network_id, authority_id)
);
CREATE VIEW read.directory AS SELECT * FROM read.directory_1;

CREATE TABLE read.referent_list_1 (
    network_id uuid NOT NULL,
    referent_id uuid NOT NULL,
    position bigint NOT NULL,
    person_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    capacity text NOT NULL,
    named_at timestamptz NOT NULL,
    ambassador_of text[] NOT NULL,
    retired_at timestamptz,
    CONSTRAINT referent_list_1_pk PRIMARY KEY (network_id, referent_id)
);
CREATE INDEX referent_list_1_authority ON read.referent_list_1 (network_id, authority_id);
CREATE VIEW read.referent_list AS SELECT * FROM read.referent_list_1;

CREATE TABLE read.skill_list_1 (
    network_id uuid NOT NULL,
    skill_id uuid NOT NULL,
    position bigint NOT NULL,
    name text NOT NULL,
    authority_id uuid,
    person_id uuid,
    action_id uuid,
    evidence text,
    declared_at timestamptz NOT NULL,
    declared_by uuid NOT NULL,
    endorsements jsonb NOT NULL,  -- [{by, action_id, evidence, at}]
    withdrawn boolean NOT NULL,
    CONSTRAINT skill_list_1_pk PRIMARY KEY (network_id, skill_id)
);
CREATE VIEW read.skill_list AS SELECT * FROM read.skill_list_1;

RESET ROLE;
