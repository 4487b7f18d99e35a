-- 0025_folds.sql: what a plan, or a whole network, had come to at some positions, so that looking far back begins near there and
-- not at the beginning. Safe beside the old code, which does not look at the tables.

-- Unlogged, as stream_snapshot is: it can be made again from the log, and is in no write-ahead log and on no standby.
CREATE UNLOGGED TABLE fold (
    network_id uuid NOT NULL,
    root uuid NOT NULL,  -- whose streams were folded; the nil id: all of the network's
    position bigint NOT NULL CONSTRAINT fold_position CHECK (position > 0),
    code text NOT NULL,  -- epoch and a hash of the code that folded it: no other code looks at it
    rows bytea[] NOT NULL,
    CONSTRAINT fold_pk PRIMARY KEY (network_id, root, position)
);

-- How often something was taken out of what had been folded: a fold that was begun before is not put away after.
CREATE TABLE fold_forgotten (
    network_id uuid NOT NULL,
    times bigint NOT NULL,
    CONSTRAINT fold_forgotten_pk PRIMARY KEY (network_id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON fold TO club21_app;
GRANT SELECT, INSERT, UPDATE ON fold_forgotten TO club21_app;

-- Of one network, either a fold is put away or folds are thrown away, until the transaction ends.
CREATE FUNCTION lock_folds(network uuid) RETURNS void
LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('fold ' || network, 0));
$$;

-- Throw away what holds events from this position on: whoever changes what one says, must.
CREATE FUNCTION forget_from(network uuid, first_position bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM lock_folds(network);
    INSERT INTO fold_forgotten (network_id, times)
    VALUES (network, 1)
    ON CONFLICT (network_id) DO UPDATE SET times = fold_forgotten.times + 1;
    DELETE FROM fold WHERE network_id = network AND position >= first_position;
END
$$;

-- A redaction does, as it is written.
CREATE FUNCTION forget_redacted() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM forget_from(NEW.network_id, (
        SELECT min(told.position::bigint)
        FROM jsonb_array_elements_text(convert_from(NEW.payload, 'UTF8')::jsonb -> 'positions') AS told (position)
    ));
    RETURN NULL;
END
$$;

CREATE TRIGGER forgets AFTER INSERT ON event FOR EACH ROW WHEN (NEW.tag = 'network.event_redacted') EXECUTE FUNCTION forget_redacted();
