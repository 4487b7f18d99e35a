-- 0014_restricted_items.sql: who alone may see which item. Safe beside the old code, which writes no restriction and does not read this.

SET LOCAL ROLE club21_app;

CREATE TABLE read.restricted_items_1 (
    network_id uuid NOT NULL,
    item_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    parties uuid[] NOT NULL,
    by uuid NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT restricted_items_1_pk PRIMARY KEY (network_id, item_id)
);
CREATE VIEW read.restricted_items AS SELECT * FROM read.restricted_items_1;

RESET ROLE;
