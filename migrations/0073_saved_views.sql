-- 0073_saved_views.sql: views of a plan, filters and columns under a name, kept for their person wherever they sign in. Safe beside the old
-- code, which does not read it: there views stand in the browser.

CREATE TABLE people.saved_view (
    network_id uuid NOT NULL,
    view_id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL CONSTRAINT saved_view_person REFERENCES people.person,
    plan_id uuid NOT NULL,
    name text NOT NULL CONSTRAINT saved_view_name CHECK (length(name) BETWEEN 1 AND 60),
    query text NOT NULL CONSTRAINT saved_view_query CHECK (length(query) <= 2000),  -- the part of an address that makes it
    shared boolean NOT NULL DEFAULT false,  -- true: everyone in the network reads it
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT saved_view_pk PRIMARY KEY (network_id, view_id),
    CONSTRAINT saved_view_one_a_name UNIQUE (network_id, plan_id, person_id, name)
);
CREATE INDEX saved_view_by_person ON people.saved_view (person_id);
CREATE TRIGGER not_erased BEFORE INSERT ON people.saved_view FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();
-- What was emptied leaves the file at the next turn of autovacuum; names of views stand in no statistics of the planner.
ALTER TABLE people.saved_view SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE people.saved_view ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE people.saved_view ALTER COLUMN query SET STATISTICS 0;

GRANT SELECT, INSERT, DELETE ON people.saved_view TO club21_app;
GRANT UPDATE (query, shared, changed_at) ON people.saved_view TO club21_app;
