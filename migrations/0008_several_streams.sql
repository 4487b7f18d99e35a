-- 0008_several_streams.sql: one command may write to several streams under one row; what long streams come to is put away, so
-- that they are not read whole to decide one command; and an append says how long it waited for others. Safe beside the old
-- code: it asks append_batch for the columns it knows, and does not look at the table.

-- Unlogged: it can be made again from the log, after a crash it is empty, and what it holds is in no write-ahead log and on no
-- standby. It holds texts of events: whoever redacts an event deletes the row of its stream.
CREATE UNLOGGED TABLE stream_snapshot (
    network_id uuid NOT NULL,
    stream_id uuid NOT NULL,
    version integer NOT NULL CONSTRAINT stream_snapshot_version CHECK (version > 0),
    code text NOT NULL,  -- epoch, kind and a hash of the code that folded it: no other code looks at it
    state bytea NOT NULL,
    CONSTRAINT stream_snapshot_pk PRIMARY KEY (network_id, stream_id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON stream_snapshot TO club21_app;

DROP FUNCTION append_batch(
    uuid, integer, bigint, uuid[], integer[], integer[], text[], uuid[], integer[],
    integer[], uuid[], uuid[], uuid[], uuid[], bytea[], text[], timestamptz[], integer[], integer[], integer[],
    integer[], integer[], text[], smallint[], integer[], integer[], bytea, bytea, bytea
);

-- Append what still holds of a batch that was decided at these versions. Arrays begin at 1; where every entry of one is what
-- it mostly is, said in brackets, NULL stands for it, since to encode and join arrays took longer than to write rows:
--   p_seen   the position at which the versions were read: while the head is there, they all hold
--   s_*      every stream that a command of the batch read: id, and the version it was read at
--   n_*      which of them this batch may begin, with kind, parent and the place of the first event in the batch
--   c_*      the commands in order; those with one c_unit [each its own] stand or fall together, and where such have one id side
--            by side, they are parts of one command, which leaves one row; c_stream points into s_*;
--            c_start events of the batch are of commands before; c_version [the one it was read at] is the stream's after those
--   r_*      which command, or with NULL every one, read which other stream than its own
--   e_*      the events in order: e_kind [1] points into k_*, e_end is where each ends in p_payloads
-- 1. The network's row is locked: appends to one network queue here. 2. The head is read in a statement of its own, whose
-- snapshot is younger than the wait. 3. What does not hold is sorted out. 4. The rest is written.
-- One answer with ord 0 says that all stand as numbered, after last_position and at that time. ``waited`` is how many seconds
-- it took until the row was locked.
CREATE FUNCTION append_batch(
    p_network uuid, p_epoch integer, p_seen bigint,
    s_stream uuid[], s_version integer[],
    n_stream integer[], n_kind text[], n_parent uuid[], n_place integer[],
    c_unit integer[], c_command uuid[], c_by uuid[], c_on_behalf_of uuid[], c_cause uuid[], c_request bytea[],
    c_outcome text[], c_at timestamptz[], c_stream integer[], c_version integer[], c_start integer[],
    r_command integer[], r_stream integer[],
    k_tag text[], k_schema smallint[], e_kind integer[], e_end integer[], p_payloads bytea, p_salts bytea, p_digests bytea
) RETURNS TABLE (ord integer, status text, outcome text, first_position bigint, last_position bigint, at timestamptz, waited double precision)
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
    next_own integer[];  -- of each command the place of the next one, NULL of a part of the one before; NULL where there are no parts
    began timestamptz := clock_timestamp();
    seconds double precision;
BEGIN
    PERFORM 1 FROM network n WHERE n.network_id = p_network AND n.epoch = p_epoch FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no network % in epoch %.', p_network, p_epoch USING ERRCODE = 'C2101';
    END IF;
    seconds := extract(epoch FROM clock_timestamp() - began);

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
            c.at,
            seconds
        FROM unnest(statuses, c_command, c_by, c_request, c_outcome, c_start, events, dropped, moments)
            WITH ORDINALITY AS c (status, command, by, request, outcome, start, events, fallen, at, i)
        LEFT JOIN LATERAL (
            SELECT k.by, k.request_hash, k.outcome, k.first_position, k.last_position
            FROM command k WHERE k.network_id = p_network AND k.command_id = c.command AND c.status = 'known' LIMIT 1
        ) AS k ON true
        ORDER BY c.i;
    ELSE
        RETURN QUERY SELECT 0, 'ok', NULL::text, NULL::bigint, head, moment, seconds;
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
    IF c_unit IS NOT NULL THEN
        SELECT array_agg(CASE WHEN c.own THEN coalesce(c.next, cardinality(c_command) + 1) END ORDER BY c.i) INTO next_own
        FROM (
            SELECT t.i, t.own, min(t.i) FILTER (WHERE t.own) OVER (ORDER BY t.i ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next
            FROM (
                SELECT g.i, g.i = 1 OR c_command[g.i] <> c_command[g.i - 1] OR c_unit[g.i] <> c_unit[g.i - 1] AS own
                FROM generate_series(1, cardinality(c_command)) AS g (i)
            ) AS t
        ) AS c;
    END IF;
    INSERT INTO command (network_id, command_id, by, request_hash, outcome, first_position, last_position)
    SELECT p_network, c.command, c.by, c.request, coalesce(c.outcome, 'applied'),
        CASE WHEN c.next > c.start THEN head + c.start - coalesce(dropped[c.i], 0) + 1 END,
        -- what changed nothing was decided at the head as it stood then: after the events of the commands before it
        head + c.next - coalesce(dropped[c.i], 0)
    FROM (
        SELECT t.*, coalesce(c_start[coalesce(next_own[t.i::integer], t.i::integer + 1)], cardinality(e_end), 0) AS next
        FROM unnest(c_command, c_by, c_request, c_outcome, c_start) WITH ORDINALITY AS t (command, by, request, outcome, start, i)
        OFFSET 0
    ) AS c
    WHERE (dropped IS NULL OR dropped[c.i] IS NOT NULL) AND (next_own IS NULL OR next_own[c.i] IS NOT NULL);
END
$$;
