-- 0003_imports.sql: imports of workbooks, and what each row said last. Safe beside the old code, which knows none of it.
--
-- Outside the log, since none of it is what happened to a plan: an offer nobody confirmed goes after a day, and what a
-- row said is only compared with what the next file says. People stand in imported_row by id, never by name.

CREATE SCHEMA files;

CREATE TABLE files.import_run (
    network_id uuid NOT NULL,
    import_id uuid NOT NULL,  -- the cause of every command it sends
    plan_id uuid NOT NULL,
    file_hash bytea NOT NULL CONSTRAINT import_run_hash CHECK (length(file_hash) = 32),  -- of the file and the sheet chosen
    offered_by uuid NOT NULL,
    offered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    confirmed_at timestamptz,  -- when its dry run was confirmed; from then on it does exactly what stands in draft
    finished_at timestamptz,
    draft jsonb,  -- what is to be asked, and names of people until it is confirmed; null once there is nothing left to ask
    report jsonb NOT NULL,
    CONSTRAINT import_run_pk PRIMARY KEY (network_id, import_id)
);
CREATE INDEX import_run_by_plan ON files.import_run (network_id, plan_id, confirmed_at);

CREATE TABLE files.imported_row (  -- what the last import that named an action found in its row
    network_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    action_id uuid NOT NULL,
    import_id uuid NOT NULL,
    imported jsonb NOT NULL,
    CONSTRAINT imported_row_pk PRIMARY KEY (network_id, plan_id, action_id)
);

GRANT USAGE ON SCHEMA files TO club21_app;
GRANT SELECT, INSERT, DELETE ON files.import_run TO club21_app;
GRANT UPDATE (confirmed_at, finished_at, draft, report) ON files.import_run TO club21_app;
GRANT SELECT, INSERT ON files.imported_row TO club21_app;
GRANT UPDATE (import_id, imported) ON files.imported_row TO club21_app;
