-- 0035_answer_links.sql: what a letter that invites to a meeting is answered with, one a person, authority and meeting; a newer letter's
-- takes the place of the older one. No secret stands here, its hash does, and no name. Safe beside the old code, which reads none of it.

CREATE TABLE people.answer_link (
    network_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    person_id uuid NOT NULL CONSTRAINT answer_link_person REFERENCES people.person,
    secret_hash bytea NOT NULL CONSTRAINT answer_link_length CHECK (length(secret_hash) = 32),
    held_on date NOT NULL,  -- as the letter says; some days later nobody needs the link
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT answer_link_pk PRIMARY KEY (network_id, meeting_id, authority_id, person_id),
    CONSTRAINT answer_link_once UNIQUE (secret_hash)
);
CREATE INDEX answer_link_by_person ON people.answer_link (person_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON people.answer_link TO club21_app;
