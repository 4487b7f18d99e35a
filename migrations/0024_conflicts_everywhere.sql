-- 0024_conflicts_everywhere.sql: the second version of the conflict inbox, which holds conflicts of notes and workshops too; a workshop
-- is in no plan. Safe beside the old code, which goes on writing the first one. Where no network was ever followed, as in a new database,
-- the view turns at once; elsewhere `club21 rebuild conflict_inbox` fills the table and turns it.

SET LOCAL ROLE club21_app;

CREATE TABLE read.conflict_inbox_2 (
    network_id uuid NOT NULL,
    conflict_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid,
    stream_id uuid NOT NULL,
    item_id uuid NOT NULL,
    field text NOT NULL,
    was jsonb,
    yours jsonb,
    by uuid NOT NULL,
    at timestamptz NOT NULL,
    settled_by uuid,
    settled_at timestamptz,
    CONSTRAINT conflict_inbox_2_pk PRIMARY KEY (network_id, conflict_id)
);

SELECT network_id FROM read.show_version('conflict_inbox', 2) AS behind (network_id);

RESET ROLE;
