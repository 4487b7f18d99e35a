-- 0042_cluster_promotions.sql: the second version of the clusters of a synthesis, without the action that came of one: that stands in a
-- table of its own, since it tells of the action and is for who may see it. Safe beside the old code, which goes on writing the first
-- version. Where no network was ever followed, as in a new database, the view turns at once; elsewhere `club21 rebuild` fills the tables
-- and turns it.

SET LOCAL ROLE club21_app;

CREATE TABLE read.synthesis_clusters_2 (
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
    CONSTRAINT synthesis_clusters_2_pk PRIMARY KEY (network_id, cluster_id)
);

CREATE TABLE read.synthesis_promotions_1 (
    network_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    position bigint NOT NULL,
    synthesis_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    action_id uuid NOT NULL,
    promoted_at timestamptz NOT NULL,
    promoted_by uuid NOT NULL,
    CONSTRAINT synthesis_promotions_1_pk PRIMARY KEY (network_id, cluster_id)
);
CREATE INDEX synthesis_promotions_1_action ON read.synthesis_promotions_1 (network_id, action_id);
CREATE VIEW read.synthesis_promotions AS SELECT * FROM read.synthesis_promotions_1;

SELECT network_id FROM read.show_version('synthesis_clusters', 2) AS behind (network_id);

RESET ROLE;
