-- 0015_public_plans.sql: which version of which plan the public sees. Safe beside the old code, which shows the public nothing and does
-- not read this.

SET LOCAL ROLE club21_app;

CREATE TABLE read.public_plans_1 (
    network_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    position bigint NOT NULL,
    version_id uuid NOT NULL,
    shown_at timestamptz NOT NULL,
    shown_by uuid NOT NULL,
    CONSTRAINT public_plans_1_pk PRIMARY KEY (network_id, plan_id)
);
CREATE VIEW read.public_plans AS SELECT * FROM read.public_plans_1;

RESET ROLE;
