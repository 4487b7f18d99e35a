-- 0002_people.sql: people, how they sign in, and what a network is shown as. Safe beside the old code, which knows none of it.
--
-- Everything here stays outside the logs, so that a person can be forgotten: events carry ids, names stand only here.

CREATE SCHEMA people;

CREATE TABLE people.person (
    person_id uuid NOT NULL,
    name text,  -- null: forgotten
    function text,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT person_pk PRIMARY KEY (person_id)
);
CREATE INDEX person_changed_at ON people.person (changed_at);

CREATE TABLE people.acquaintance (  -- whose names a network knows
    network_id uuid NOT NULL,
    person_id uuid NOT NULL CONSTRAINT acquaintance_person REFERENCES people.person,
    unclaimed_name text,  -- the normalised name of someone met in an import, until they are invited
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT acquaintance_pk PRIMARY KEY (network_id, person_id),
    CONSTRAINT acquaintance_unclaimed_name UNIQUE (network_id, unclaimed_name)
);
CREATE INDEX acquaintance_by_person ON people.acquaintance (person_id);
CREATE INDEX acquaintance_changed_at ON people.acquaintance (changed_at);

CREATE TABLE people.sign_in_link (  -- only hashes: whoever reads this table can not sign in
    link_hash bytea NOT NULL CONSTRAINT sign_in_link_length CHECK (length(link_hash) = 32),
    person_id uuid NOT NULL CONSTRAINT sign_in_link_person REFERENCES people.person,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT sign_in_link_pk PRIMARY KEY (link_hash)
);

CREATE TABLE people.session (
    session_hash bytea NOT NULL CONSTRAINT session_length CHECK (length(session_hash) = 32),
    person_id uuid NOT NULL CONSTRAINT session_person REFERENCES people.person,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT session_pk PRIMARY KEY (session_hash)
);
CREATE INDEX session_ended_at ON people.session (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE people.network_card (  -- what a network is shown as; its name and clock stand in its log
    network_id uuid NOT NULL,
    demonstration text,  -- the key of the story it tells; null for a network of real people
    archived_at timestamptz,
    CONSTRAINT network_card_pk PRIMARY KEY (network_id)
);

CREATE TABLE people.audit (  -- what happened to people and sessions: ids only, never names, tokens or addresses
    audit_id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    what text NOT NULL CONSTRAINT audit_what CHECK (
        what IN ('person_added', 'person_met', 'link_made', 'session_begun', 'session_ended', 'network_shown', 'network_archived')
    ),
    network_id uuid,
    person_id uuid,
    CONSTRAINT audit_pk PRIMARY KEY (audit_id)
);
CREATE INDEX audit_by_person ON people.audit (person_id, at);

GRANT USAGE ON SCHEMA people TO club21_app;
GRANT SELECT, INSERT ON people.person, people.acquaintance, people.sign_in_link, people.session, people.network_card TO club21_app;
GRANT UPDATE (name, function, changed_at) ON people.person TO club21_app;
GRANT UPDATE (unclaimed_name, changed_at) ON people.acquaintance TO club21_app;
GRANT UPDATE (used_at) ON people.sign_in_link TO club21_app;
GRANT UPDATE (ended_at) ON people.session TO club21_app;
GRANT UPDATE (demonstration, archived_at) ON people.network_card TO club21_app;
GRANT INSERT ON people.audit TO club21_app;  -- and nothing else: what was noted stays noted
