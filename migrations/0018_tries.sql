-- 0018_tries.sql: how often a secret may be tried, counted once for all processes. Safe beside the old code, which counts in each for itself.
--
-- The keys are hashes of addresses and accounts: nobody reads here who tried to come in. Unlogged, since who crashes may forget it, and
-- writing it to the log of the database would cost more than it is worth; rows go after two hours, by when every count is whole again.

CREATE UNLOGGED TABLE people.tries (
    key_hash bytea NOT NULL CONSTRAINT tries_hash CHECK (length(key_hash) = 32),
    left_over double precision NOT NULL,
    counted_at timestamptz NOT NULL,
    CONSTRAINT tries_pk PRIMARY KEY (key_hash)
);
CREATE INDEX tries_by_age ON people.tries (counted_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON people.tries TO club21_app;
