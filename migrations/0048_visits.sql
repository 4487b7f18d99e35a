-- 0048_visits.sql: when somebody was last in a network, and how far its log went then: for themselves alone, and nothing of what they looked
-- at. Safe beside the old code, which reads none of it.

CREATE TABLE people.visit (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL CONSTRAINT visit_person REFERENCES people.person,
    seen_at timestamptz NOT NULL,  -- of the visit that goes on: when they were last here
    seen text NOT NULL,  -- and where the log stood, as epoch.position
    left_at timestamptz,  -- the same of the visit before, which is over; null in the first one
    left_through text,
    CONSTRAINT visit_pk PRIMARY KEY (network_id, person_id),
    CONSTRAINT visit_left CHECK ((left_at IS NULL) = (left_through IS NULL))
);
CREATE INDEX visit_by_person ON people.visit (person_id);
CREATE TRIGGER not_erased BEFORE INSERT ON people.visit FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

GRANT SELECT, INSERT, UPDATE, DELETE ON people.visit TO club21_app;
