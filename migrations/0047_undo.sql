-- 0047_undo.sql: what people undid, so that the same undo asked again gets the same answer and one that broke off goes on; and the way
-- to what an import or an undo brought. Safe beside the old code, which knows none of it. The index is made while nobody writes: a second
-- for a million events, of which it holds those with a cause alone.
--
-- No text stands here, only what was undone of which item, and who changed it since: what is put back is read from the log.

CREATE INDEX event_cause ON event (network_id, cause) WHERE cause IS NOT NULL;

CREATE TABLE undo_run (
    network_id uuid NOT NULL,
    undo_id uuid NOT NULL,  -- the ids of its commands follow from it and from the position of what each undoes
    by uuid NOT NULL,
    request_hash bytea NOT NULL CONSTRAINT undo_run_hash CHECK (length(request_hash) = 32),
    of_command uuid,  -- what is undone: a command, or another undo
    of_import uuid,
    of_position bigint,  -- or an event whose value of one field was put back
    through bigint NOT NULL,  -- what it is judged by: everything up to here
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done integer NOT NULL DEFAULT 0,
    steps integer NOT NULL DEFAULT 0,
    answer jsonb,  -- null until it is finished
    CONSTRAINT undo_run_pk PRIMARY KEY (network_id, undo_id),
    CONSTRAINT undo_run_one CHECK (num_nonnulls(of_command, of_import, of_position) = 1)
);

GRANT SELECT, INSERT ON undo_run TO club21_app;
GRANT UPDATE (done, steps, answer) ON undo_run TO club21_app;
GRANT DELETE ON files.imported_row TO club21_app;
