-- 0021_passed_over.sql: events that an operator lets one projection of one network pass over, since it can not fold them and will
-- not be mended soon. Safe beside the old code, which goes on standing still at them.

SET LOCAL ROLE club21_app;

CREATE TABLE read.passed_over (  -- never emptied by the program: what is missing from a table stays known
    network_id uuid NOT NULL,
    projection text NOT NULL,
    position bigint NOT NULL,
    reason text NOT NULL CONSTRAINT passed_over_reason CHECK (length(btrim(reason)) > 0),
    error text NOT NULL,  -- why the projection stood still
    at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT passed_over_pk PRIMARY KEY (network_id, projection, position)
);

RESET ROLE;
