-- 0013_tokens.sql: tokens of programs. Safe beside the old code, which knows none of it.
--
-- A token is an actor of its own: its role stands in the log of its network under the id of its person row, whose name people read in
-- histories. Here is only what it is known by: who made it and who revoked it are columns, so this table is its own audit.

CREATE TABLE people.token (
    token_id uuid NOT NULL CONSTRAINT token_person REFERENCES people.person,
    network_id uuid NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT token_length CHECK (length(token_hash) = 32),  -- of 256 random bits: nothing to guess, nothing to salt
    may text NOT NULL CONSTRAINT token_may CHECK (may IN ('read', 'command')),
    authority_id uuid CONSTRAINT token_authority CHECK (authority_id IS NOT NULL OR may = 'read'),
    topics text[] NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_by uuid,
    revoked_at timestamptz,
    CONSTRAINT token_pk PRIMARY KEY (token_id),
    CONSTRAINT token_hash_once UNIQUE (token_hash),
    CONSTRAINT token_year CHECK (expires_at <= made_at + interval '366 days')
);
CREATE INDEX token_by_network ON people.token (network_id, made_at);
CREATE INDEX token_revoked_at ON people.token (revoked_at) WHERE revoked_at IS NOT NULL;

GRANT SELECT, INSERT ON people.token TO club21_app;
GRANT UPDATE (used_at, revoked_by, revoked_at) ON people.token TO club21_app;
