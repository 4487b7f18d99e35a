-- 0033_governance.sql: how a network is steered, as people look at it: its period, its objectives in order and its technical committee.
-- Safe beside the old code, which reads none of it. People stand in it by their ids alone; what they are called is in people.person.

SET LOCAL ROLE club21_app;

CREATE TABLE read.network_governance_1 (
    network_id uuid NOT NULL,
    governance_id uuid NOT NULL,
    position bigint NOT NULL,
    begins_on date,
    ends_on date,
    objectives jsonb NOT NULL,  -- [{objective_id, title, order_key, workshop_id}] in order
    committee jsonb NOT NULL,  -- [{person_id, authority_id}]
    CONSTRAINT network_governance_1_pk PRIMARY KEY (network_id, governance_id)
);
CREATE VIEW read.network_governance AS SELECT * FROM read.network_governance_1;

RESET ROLE;
