-- 0062_bulk.sql: bulk actions, so that the same one asked again gets the same answer and one that broke off goes on. Safe beside the old code,
-- which knows none of it.
--
-- No text stands here: what was asked comes again with whoever asks again, and what became of it are ids and codes.

CREATE TABLE bulk_run (
    network_id uuid NOT NULL,
    bulk_id uuid NOT NULL,  -- the cause of all its events; the ids of its commands follow from it and from the action of each
    by uuid NOT NULL,
    request_hash bytea NOT NULL CONSTRAINT bulk_run_hash CHECK (length(request_hash) = 32),
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done integer NOT NULL DEFAULT 0,
    steps integer NOT NULL,
    answer jsonb,  -- null until it is finished
    CONSTRAINT bulk_run_pk PRIMARY KEY (network_id, bulk_id)
);

GRANT SELECT, INSERT ON bulk_run TO club21_app;
GRANT UPDATE (done, answer) ON bulk_run TO club21_app;
