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

-- Append what still holds of a batch that was decided at these versions. Arrays begin at 1; where every entry of one is what
-- it mostly is, said in brackets, NULL stands for it, since to encode and join arrays took longer than to write rows:
--   p_seen   the position at which the versions were read: while the head is there, they all hold
--   s_*      every stream that a command of the batch read: id, and the version it was read at
--   n_*      which of them this batch may begin, with kind, parent and the place of the first event in the batch
--   c_*      the commands in order; those with one c_unit [each its own] stand or fall together; c_stream points into s_*;
--            c_start events of the batch are of commands before; c_version [the one it was read at] is the stream's after those
--   r_*      which command, or with NULL every one, read which other stream than its own
--   e_*      the events in order: e_kind [1] points into k_*, e_end is where each ends in p_payloads
-- 1. The network's row is locked: appends to one network queue here. 2. The head is read in a statement of its own, whose
-- snapshot is younger than the wait. 3. What does not hold is sorted out. 4. The rest is written.
-- One answer with ord 0 says that all stand as numbered, after last_position and at that time.
CREATE FUNCTION append_batch(
    p_network uuid, p_epoch integer, p_seen bigint,
    s_stream uuid[], s_version integer[],
    n_stream integer[], n_kind text[], n_parent uuid[], n_place integer[],
    c_unit integer[], c_command uuid[], c_by uuid[], c_on_behalf_of uuid[], c_cause uuid[], c_request bytea[],
    c_outcome text[], c_at timestamptz[], c_stream integer[], c_version integer[], c_start integer[],
    r_command integer[], r_stream integer[],
    k_tag text[], k_schema smallint[], e_kind integer[], e_end integer[], p_payloads bytea, p_salts bytea, p_digests bytea
) RETURNS TABLE (ord integer, status text, outcome text, first_position bigint, last_position bigint, at timestamptz)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    head bigint;
    last_at timestamptz;
    before timestamptz;
    moment timestamptz;
    events integer[];  -- of each command
    known uuid[];
    stale integer[];
    tainted integer[];
    statuses text[];
    moments timestamptz[];
    dropped integer[];  -- events before each command that do not stand; NULL where it does not stand itself
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

    IF p_seen IS DISTINCT FROM head THEN
        SELECT array_agg(s.i) INTO stale
        FROM unnest(s_stream, s_version) WITH ORDINALITY AS s (stream, version, i)
        WHERE s.version <> coalesce((
            SELECT e.version FROM event e
            WHERE e.network_id = p_network AND e.stream_id = s.stream ORDER BY e.version DESC LIMIT 1), 0);
    END IF;
    SELECT array_agg(k.command_id) INTO known
    FROM command k WHERE k.network_id = p_network AND k.command_id = ANY (c_command);

    IF stale IS NOT NULL OR known IS NOT NULL OR c_at IS NOT NULL THEN
        SELECT array_agg(coalesce(c_start[c.i + 1], cardinality(e_end), 0) - c.start ORDER BY c.i) INTO events
        FROM (SELECT t.start, t.i::integer AS i FROM unnest(c_start) WITH ORDINALITY AS t (start, i)) AS c;
        statuses := array_fill('ok'::text, ARRAY[cardinality(c_command)]);
        moments := array_fill(moment, ARRAY[cardinality(c_command)]);
        tainted := coalesce(stale, '{}');
        FOR unit, unit_commands IN
            SELECT coalesce(c.unit, c.i::integer) AS unit, array_agg(c.i::integer ORDER BY c.i)
            FROM unnest(c_unit, c_command) WITH ORDINALITY AS c (unit, command, i) GROUP BY 1 ORDER BY 1
        LOOP
            verdict := 'ok';
            IF EXISTS (SELECT FROM unnest(unit_commands) AS u (i) WHERE c_command[u.i] = ANY (known)) THEN
                verdict := 'known';
            ELSIF EXISTS (SELECT FROM unnest(unit_commands) AS u (i) WHERE c_stream[u.i] = ANY (tainted))
                OR EXISTS (
                    SELECT FROM unnest(r_command, r_stream) AS r (command, stream)
                    WHERE (r.command IS NULL OR r.command = ANY (unit_commands)) AND r.stream = ANY (tainted))
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
                    last_at := CASE WHEN events[one] > 0 THEN moments[one] ELSE last_at END;
                END LOOP;
            END IF;
            IF verdict <> 'ok' THEN
                FOREACH one IN ARRAY unit_commands LOOP
                    statuses[one] := verdict;
                    tainted := tainted || c_stream[one];
                END LOOP;
            END IF;
        END LOOP;
        -- What stands is numbered anew, as if the rest had never been asked.
        SELECT
            array_agg(CASE WHEN c.status = 'ok' THEN c.fallen END ORDER BY c.i),
            array_agg(s_version[c.stream] + c.risen ORDER BY c.i)
        INTO dropped, c_version
        FROM (
            SELECT t.i, t.status, t.stream,
                sum(CASE WHEN t.status = 'ok' THEN 0 ELSE t.events END) OVER (ORDER BY t.i) AS fallen,
                sum(CASE WHEN t.status = 'ok' THEN t.events ELSE 0 END) OVER (PARTITION BY t.stream ORDER BY t.i)
                    - CASE WHEN t.status = 'ok' THEN t.events ELSE 0 END AS risen
            FROM unnest(statuses, c_stream, events) WITH ORDINALITY AS t (status, stream, events, i)
        ) AS c;
        SELECT array_agg((
            SELECT min(c.start - c.fallen) + 1
            FROM unnest(c_stream, c_start, events, dropped) AS c (stream, start, events, fallen)
            WHERE c.stream = n.stream AND c.events > 0
        ) ORDER BY n.i) INTO n_place
        FROM unnest(n_stream) WITH ORDINALITY AS n (stream, i);
        RETURN QUERY
        SELECT c.i::integer,
            CASE
                WHEN c.status <> 'known' THEN c.status
                WHEN k.outcome IS NULL THEN 'absent'  -- of a unit that was answered before and did not stand
                WHEN k.by = c.by AND (k.request_hash IS NULL OR k.request_hash = c.request) THEN 'duplicate'
                ELSE 'reused'
            END,
            CASE c.status WHEN 'ok' THEN coalesce(c.outcome, 'applied') WHEN 'known' THEN k.outcome END,
            CASE WHEN c.status = 'ok' AND c.events > 0 THEN head + c.start - c.fallen + 1 ELSE k.first_position END,
            CASE WHEN c.status = 'ok' THEN head + c.start - c.fallen + c.events ELSE coalesce(k.last_position, head) END,
            c.at
        FROM unnest(statuses, c_command, c_by, c_request, c_outcome, c_start, events, dropped, moments)
            WITH ORDINALITY AS c (status, command, by, request, outcome, start, events, fallen, at, i)
        LEFT JOIN LATERAL (
            SELECT k.by, k.request_hash, k.outcome, k.first_position, k.last_position
            FROM command k WHERE k.network_id = p_network AND k.command_id = c.command AND c.status = 'known' LIMIT 1
        ) AS k ON true
        ORDER BY c.i;
    ELSE
        RETURN QUERY SELECT 0, 'ok', NULL::text, NULL::bigint, head, moment;
    END IF;

    -- These read nothing but arrays, so one plan serves for ever; the statements above look at the log, and a plan kept
    -- for any network would lock every partition.
    SET LOCAL plan_cache_mode = force_generic_plan;

    IF e_end IS NOT NULL THEN
        INSERT INTO event (network_id, position, stream_id, version, tag, schema_version, command_id, cause, by, on_behalf_of, at,
            payload, salt, digest)
        SELECT p_network, head + e.k - coalesce(dropped[e.command], 0), s_stream[c_stream[e.command]],
            coalesce(c_version[e.command], s_version[c_stream[e.command]]) + e.k - c_start[e.command],
            k_tag[coalesce(e_kind[e.k], 1)], k_schema[coalesce(e_kind[e.k], 1)],
            c_command[e.command], c_cause[e.command], c_by[e.command], c_on_behalf_of[e.command], coalesce(moments[e.command], moment),
            substr(p_payloads, e.begin + 1, e_end[e.k] - e.begin), substr(p_salts, e.k * 16 - 15, 16), substr(p_digests, e.k * 32 - 31, 32)
        FROM (
            -- its command is the last one that begins before it: a search among numbers in order
            SELECT k, coalesce(e_end[k - 1], 0) AS begin, width_bucket(k - 1, c_start) AS command
            FROM generate_series(1, cardinality(e_end)) AS t (k)
            OFFSET 0  -- computed once for each
        ) AS e
        WHERE dropped IS NULL OR dropped[e.command] IS NOT NULL;
    END IF;
    IF n_stream IS NOT NULL THEN
        INSERT INTO stream (network_id, stream_id, kind, parent, first_position)
        SELECT p_network, s_stream[n.stream], n.kind, n.parent, head + n.place
        FROM unnest(n_stream, n_kind, n_parent, n_place) AS n (stream, kind, parent, place)
        WHERE n.place IS NOT NULL;
    END IF;
    INSERT INTO command (network_id, command_id, by, request_hash, outcome, first_position, last_position)
    SELECT p_network, c.command, c.by, c.request, coalesce(c.outcome, 'applied'),
        CASE WHEN c.next > c.start THEN head + c.start - coalesce(dropped[c.i], 0) + 1 END,
        -- what changed nothing was decided at the head as it stood then: after the events of the commands before it
        head + c.next - coalesce(dropped[c.i], 0)
    FROM (
        SELECT t.*, coalesce(c_start[t.i::integer + 1], cardinality(e_end), 0) AS next
        FROM unnest(c_command, c_by, c_request, c_outcome, c_start) WITH ORDINALITY AS t (command, by, request, outcome, start, i)
        OFFSET 0
    ) AS c
    WHERE dropped IS NULL OR dropped[c.i] IS NOT NULL;

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
