-- 0046_moments.sql: one row a named moment. Safe beside the old code, which does not read it; where a network was followed before, its rows
-- are folded when the new code first follows it.

SET LOCAL ROLE club21_app;

CREATE TABLE read.moment_list_1 (
    network_id uuid NOT NULL,
    moment_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid,
    title text NOT NULL,
    kind text NOT NULL CONSTRAINT moment_list_1_kind CHECK (kind IN ('council_vote', 'steering_committee', 'version', 'other')),
    held_on date NOT NULL,
    description text,
    of text,
    named_position bigint NOT NULL,
    named_at timestamptz NOT NULL,
    named_by uuid NOT NULL,
    withdrawn boolean NOT NULL,
    CONSTRAINT moment_list_1_pk PRIMARY KEY (network_id, moment_id)
);
CREATE VIEW read.moment_list AS SELECT * FROM read.moment_list_1;

RESET ROLE;
