-- 0001_event_log.sql: the log of every network, insert only. Nothing runs before it.
--
-- Three roles: the owner (migrates, vacuums), club21_app (reads and appends; owns schema read) and club21_redactor
-- (replaces named text by law, through one function; nobody signs in as it).

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'club21_app') THEN
        CREATE ROLE club21_app NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'club21_redactor') THEN
        CREATE ROLE club21_redactor NOLOGIN;
    END IF;
    EXECUTE format('GRANT club21_app TO %I', current_user);  -- an owner that is no superuser gives objects away as a member
END
$$;

CREATE TABLE network (  -- locked by every append, never updated by one: dead versions of it would slow each append down
    network_id uuid NOT NULL,
    epoch integer NOT NULL DEFAULT 1 CONSTRAINT network_epoch CHECK (epoch > 0),
    clock text NOT NULL CONSTRAINT network_clock CHECK (clock IN ('real', 'given')),
    time_zone text NOT NULL,
    CONSTRAINT network_pk PRIMARY KEY (network_id)
);

CREATE TABLE network_key (  -- keys of request hashes; outside the log, so that erasing one makes its hashes mute
    network_id uuid NOT NULL,
    key bytea NOT NULL CONSTRAINT network_key_length CHECK (length(key) = 32),
    CONSTRAINT network_key_pk PRIMARY KEY (network_id)
);

CREATE TABLE cluster (  -- the database these epochs belong to; another identity means a restore or a fail-over
    single boolean NOT NULL DEFAULT true CONSTRAINT cluster_single CHECK (single),
    system_identifier bigint NOT NULL,
    timeline integer NOT NULL,
    CONSTRAINT cluster_pk PRIMARY KEY (single)
);

CREATE TABLE event (
    network_id uuid NOT NULL,
    position bigint NOT NULL CONSTRAINT event_position CHECK (position > 0),
    stream_id uuid NOT NULL,
    version integer NOT NULL CONSTRAINT event_version CHECK (version > 0),
    tag text NOT NULL CONSTRAINT event_tag CHECK (length(tag) <= 64),
    schema_version smallint NOT NULL CONSTRAINT event_schema_version CHECK (schema_version > 0),
    command_id uuid NOT NULL,
    cause uuid,
    by uuid NOT NULL,
    on_behalf_of uuid,
    at timestamptz NOT NULL,
    payload bytea NOT NULL,
    salt bytea CONSTRAINT event_salt CHECK (length(salt) = 16),  -- null: redacted
    digest bytea NOT NULL CONSTRAINT event_digest CHECK (length(digest) = 32),
    CONSTRAINT event_pk PRIMARY KEY (network_id, position),
    CONSTRAINT event_stream_version UNIQUE (network_id, stream_id, version)
) PARTITION BY HASH (network_id);

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> 'club21_redactor' OR TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'Events are written once and never changed (% on %).', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

DO $$
BEGIN
    FOR remainder IN 0..15 LOOP
        EXECUTE format('CREATE TABLE event_%s PARTITION OF event FOR VALUES WITH (MODULUS 16, REMAINDER %s)', remainder, remainder);
        EXECUTE format('CREATE TRIGGER never_truncated BEFORE TRUNCATE ON event_%s EXECUTE FUNCTION refuse_change()', remainder);
    END LOOP;
END
$$;

CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON event EXECUTE FUNCTION refuse_change();

CREATE TABLE stream (  -- written with version 1: one id is never two kinds, and one plan's past is found without the rest
    network_id uuid NOT NULL,
    stream_id uuid NOT NULL,
    kind text NOT NULL,
    parent uuid,
    first_position bigint NOT NULL,
    CONSTRAINT stream_pk PRIMARY KEY (network_id, stream_id)
);
CREATE INDEX stream_parent ON stream (network_id, parent);

CREATE TABLE command (  -- the answer that each id gets for ever
    network_id uuid NOT NULL,
    command_id uuid NOT NULL,
    by uuid NOT NULL,
    request_hash bytea,
    outcome text NOT NULL CONSTRAINT command_outcome CHECK (outcome IN ('applied', 'nothing') OR outcome LIKE 'refused:%'),
    first_position bigint,
    last_position bigint NOT NULL,
    CONSTRAINT command_pk PRIMARY KEY (network_id, command_id),
    CONSTRAINT command_first_position CHECK ((first_position IS NULL) = (outcome <> 'applied'))
);

-- Append what still holds of a batch that was decided at these versions. Arrays begin at 1:
--   s_*  every stream that a command of the batch read: id, version it was read at, and for new ones kind and parent
--   c_*  the commands in order; those with one c_unit stand or fall together; c_stream points into s_*
--   r_*  which command read which stream; e_* the events in order, e_command pointing into c_*
-- 1. The network's row is locked: appends to one network queue here. 2. The head is read in a statement of its own,
-- whose snapshot is younger than the wait. 3. Everything else is set-based, unless something is stale or known already.
CREATE FUNCTION append_batch(
    p_network uuid, p_epoch integer,
    s_stream uuid[], s_version integer[], s_kind text[], s_parent uuid[],
    c_unit integer[], c_command uuid[], c_by uuid[], c_on_behalf_of uuid[], c_cause uuid[], c_request bytea[],
    c_outcome text[], c_at timestamptz[], c_stream integer[],
    r_command integer[], r_stream integer[],
    e_command integer[], e_tag text[], e_schema smallint[], e_payload bytea[], e_salt bytea[], e_digest bytea[]
) RETURNS TABLE (ord integer, status text, outcome text, first_position bigint, last_position bigint, at timestamptz)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    head bigint;
    last_at timestamptz;
    before timestamptz;
    moment timestamptz;
    stale integer[];
    tainted integer[];
    statuses text[];
    moments timestamptz[];
    unit_commands integer[];
    verdict text;
    unit integer;
    one integer;
BEGIN
    PERFORM 1 FROM network n WHERE n.network_id = p_network AND n.epoch = p_epoch FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no network % in epoch %.', p_network, p_epoch USING ERRCODE = 'C2101';
    END IF;

    SELECT e.position, e.at INTO head, last_at
    FROM event e WHERE e.network_id = p_network ORDER BY e.position DESC LIMIT 1;
    head := coalesce(head, 0);
    moment := greatest(clock_timestamp(), last_at);

    SELECT array_agg(s.i) INTO stale
    FROM unnest(s_stream, s_version) WITH ORDINALITY AS s (stream, version, i)
    WHERE s.version <> coalesce((
        SELECT e.version FROM event e
        WHERE e.network_id = p_network AND e.stream_id = s.stream ORDER BY e.version DESC LIMIT 1), 0);

    statuses := array_fill('ok'::text, ARRAY[cardinality(c_command)]);
    moments := array_fill(moment, ARRAY[cardinality(c_command)]);

    IF stale IS NOT NULL
        OR EXISTS (SELECT FROM unnest(c_at) AS named (at) WHERE named.at IS NOT NULL)
        OR EXISTS (SELECT FROM command k WHERE k.network_id = p_network AND k.command_id = ANY (c_command))
    THEN
        tainted := coalesce(stale, '{}');
        FOR unit, unit_commands IN
            SELECT c.unit, array_agg(c.i::integer ORDER BY c.i)
            FROM unnest(c_unit) WITH ORDINALITY AS c (unit, i) GROUP BY c.unit ORDER BY c.unit
        LOOP
            verdict := 'ok';
            IF EXISTS (
                SELECT FROM command k WHERE k.network_id = p_network
                AND k.command_id IN (SELECT c_command[i] FROM unnest(unit_commands) AS u (i)))
            THEN
                verdict := 'known';
            ELSIF EXISTS (
                SELECT FROM unnest(r_command, r_stream) AS r (command, stream)
                WHERE r.command = ANY (unit_commands) AND r.stream = ANY (tainted))
            THEN
                verdict := 'again';
            ELSE
                before := last_at;
                FOREACH one IN ARRAY unit_commands LOOP
                    IF c_at[one] < last_at THEN
                        verdict := 'too_early';
                        last_at := before;
                        EXIT;
                    END IF;
                    moments[one] := coalesce(c_at[one], greatest(moment, last_at));
                    last_at := CASE WHEN c_outcome[one] = 'applied' THEN moments[one] ELSE last_at END;
                END LOOP;
            END IF;
            IF verdict <> 'ok' THEN
                FOREACH one IN ARRAY unit_commands LOOP
                    statuses[one] := verdict;
                    tainted := tainted || c_stream[one];
                END LOOP;
            END IF;
        END LOOP;
    END IF;

    RETURN QUERY
    WITH c AS MATERIALIZED (
        SELECT t.* FROM unnest(c_command, c_by, c_on_behalf_of, c_cause, c_request, c_outcome, c_stream, statuses, moments)
            WITH ORDINALITY AS t (command, by, on_behalf_of, cause, request, outcome, stream, status, at, i)
    ), s AS MATERIALIZED (
        SELECT t.* FROM unnest(s_stream, s_version, s_kind, s_parent) WITH ORDINALITY AS t (stream, version, kind, parent, i)
    ), e AS MATERIALIZED (
        SELECT
            head + row_number() OVER (ORDER BY t.k) AS position,
            s.version + row_number() OVER (PARTITION BY s.i ORDER BY t.k) AS version,
            t.command AS i, s.stream, s.kind, s.parent, t.tag, t.schema, t.payload, t.salt, t.digest,
            c.command, c.cause, c.by, c.on_behalf_of, c.at
        FROM unnest(e_command, e_tag, e_schema, e_payload, e_salt, e_digest)
            WITH ORDINALITY AS t (command, tag, schema, payload, salt, digest, k)
        JOIN c ON c.i = t.command AND c.status = 'ok'
        JOIN s ON s.i = c.stream
    ), written AS (
        INSERT INTO event (network_id, position, stream_id, version, tag, schema_version, command_id, cause, by, on_behalf_of, at,
            payload, salt, digest)
        SELECT p_network, e.position, e.stream, e.version, e.tag, e.schema, e.command, e.cause, e.by, e.on_behalf_of, e.at,
            e.payload, e.salt, e.digest
        FROM e
    ), begun AS (
        INSERT INTO stream (network_id, stream_id, kind, parent, first_position)
        SELECT p_network, e.stream, e.kind, e.parent, e.position FROM e WHERE e.version = 1
    ), reached AS MATERIALIZED (
        SELECT c.i, min(e.position) AS first_position, coalesce(max(e.position), head) AS last_position
        FROM c LEFT JOIN e ON e.i = c.i GROUP BY c.i
    ), answered AS (
        SELECT c.i, c.command, c.by, c.request, c.outcome, r.first_position,
            -- what changed nothing was decided at the head as it stood then: after the events of the commands before it
            greatest(head, max(r.last_position) OVER (ORDER BY c.i)) AS last_position
        FROM c JOIN reached r ON r.i = c.i WHERE c.status = 'ok'
    ), kept AS (
        INSERT INTO command (network_id, command_id, by, request_hash, outcome, first_position, last_position)
        SELECT p_network, a.command, a.by, a.request, a.outcome, a.first_position, a.last_position FROM answered a
    )
    SELECT c.i::integer,
        CASE
            WHEN c.status <> 'known' THEN c.status
            WHEN k.command_id IS NULL THEN 'absent'  -- of a unit that was answered before and did not stand
            WHEN k.by = c.by AND (k.request_hash IS NULL OR k.request_hash = c.request) THEN 'duplicate'
            ELSE 'reused'
        END,
        coalesce(k.outcome, a.outcome), coalesce(k.first_position, a.first_position), coalesce(k.last_position, a.last_position, head),
        c.at
    FROM c
    LEFT JOIN answered a ON a.i = c.i
    LEFT JOIN command k ON k.network_id = p_network AND k.command_id = c.command AND c.status = 'known'
    ORDER BY c.i;
END
$$;

-- Found a network: its row, its key and position 1, all or nothing. False where it is there already.
CREATE FUNCTION found_network(
    p_network uuid, p_clock text, p_time_zone text, p_key bytea, p_command uuid, p_at timestamptz,
    p_tag text, p_schema smallint, p_payload bytea, p_salt bytea, p_digest bytea
) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    INSERT INTO network (network_id, clock, time_zone) VALUES (p_network, p_clock, p_time_zone) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO network_key (network_id, key) VALUES (p_network, p_key);
    INSERT INTO event (network_id, position, stream_id, version, tag, schema_version, command_id, by, at, payload, salt, digest)
    VALUES (p_network, 1, p_network, 1, p_tag, p_schema, p_command, p_network, coalesce(p_at, clock_timestamp()), p_payload, p_salt, p_digest);
    INSERT INTO stream (network_id, stream_id, kind, first_position) VALUES (p_network, p_network, 'network', 1);
    INSERT INTO command (network_id, command_id, by, outcome, first_position, last_position)
    VALUES (p_network, p_command, p_network, 'applied', 1, 1);
    RETURN true;
END
$$;

CREATE SCHEMA read;
ALTER SCHEMA read OWNER TO club21_app;

GRANT SELECT, INSERT ON network, network_key, event, stream, command TO club21_app;
GRANT UPDATE (epoch) ON network TO club21_app;  -- FOR UPDATE asks for it
GRANT SELECT ON cluster TO club21_app;
