-- 0044_evidence.sql: what is signed of each log, the keys it was signed with, and the tree in tiles from which proofs are made. Safe
-- beside the old code, which does not look at the tables: what it appends is signed by the new.

CREATE TABLE checkpoint (  -- the root of a log at a size, signed; written before anybody hears of it, so that no size has two
    network_id uuid NOT NULL,
    epoch integer NOT NULL CONSTRAINT checkpoint_epoch CHECK (epoch > 0),
    size bigint NOT NULL CONSTRAINT checkpoint_size CHECK (size > 0),
    root bytea NOT NULL CONSTRAINT checkpoint_root CHECK (length(root) = 32),
    note text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT checkpoint_pk PRIMARY KEY (network_id, epoch, size)
);
CREATE INDEX checkpoint_of_size ON checkpoint (network_id, size);

CREATE TABLE audit_key (  -- the public half of every key that something was signed with, under the name it was signed under
    network_id uuid NOT NULL,
    origin text NOT NULL,
    public bytea NOT NULL CONSTRAINT audit_key_length CHECK (length(public) = 32),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT audit_key_pk PRIMARY KEY (network_id, origin, public)
);

-- No part of what is stored for ever: every tile follows from the events, and is made again where it is missing.
CREATE TABLE tree_tile (
    network_id uuid NOT NULL,
    level smallint NOT NULL,
    number bigint NOT NULL,
    hashes bytea NOT NULL CONSTRAINT tree_tile_hashes CHECK (length(hashes) = 8192),
    root bytea NOT NULL CONSTRAINT tree_tile_root CHECK (length(root) = 32),  -- over them: a hash of the level above
    CONSTRAINT tree_tile_pk PRIMARY KEY (network_id, level, number)
);
ALTER TABLE tree_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;  -- hashes can not be compressed: to try took as long as to write them

CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON checkpoint EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON audit_key FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON audit_key EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON checkpoint, audit_key TO club21_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON tree_tile TO club21_app;
