-- What the migrations add up to. Written by `python -m migrations.schema`; never edited.

CREATE SCHEMA files;

ALTER SCHEMA files OWNER TO postgres;

CREATE SCHEMA people;

ALTER SCHEMA people OWNER TO postgres;

CREATE SCHEMA read;

ALTER SCHEMA read OWNER TO club21_app;

CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;

COMMENT ON EXTENSION btree_gin IS 'support for indexing common datatypes in GIN';

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

COMMENT ON EXTENSION unaccent IS 'text search dictionary that removes accents';

CREATE FUNCTION people.only_who_is_not_erased() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM FROM people.person WHERE person_id = NEW.person_id AND erased_at IS NULL FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING MESSAGE = 'this person was erased', CONSTRAINT = 'not_erased';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION people.only_who_is_not_erased() OWNER TO postgres;

CREATE FUNCTION public.append_batch(p_network uuid, p_epoch integer, p_seen bigint, s_stream uuid[], s_version integer[], n_stream integer[], n_kind text[], n_parent uuid[], n_place integer[], c_unit integer[], c_command uuid[], c_by uuid[], c_on_behalf_of uuid[], c_cause uuid[], c_request bytea[], c_outcome text[], c_at timestamp with time zone[], c_stream integer[], c_version integer[], c_start integer[], r_command integer[], r_stream integer[], k_tag text[], k_schema smallint[], e_kind integer[], e_end integer[], p_payloads bytea, p_salts bytea, p_digests bytea) RETURNS TABLE(ord integer, status text, outcome text, first_position bigint, last_position bigint, at timestamp with time zone, waited double precision)
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
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

ALTER FUNCTION public.append_batch(p_network uuid, p_epoch integer, p_seen bigint, s_stream uuid[], s_version integer[], n_stream integer[], n_kind text[], n_parent uuid[], n_place integer[], c_unit integer[], c_command uuid[], c_by uuid[], c_on_behalf_of uuid[], c_cause uuid[], c_request bytea[], c_outcome text[], c_at timestamp with time zone[], c_stream integer[], c_version integer[], c_start integer[], r_command integer[], r_stream integer[], k_tag text[], k_schema smallint[], e_kind integer[], e_end integer[], p_payloads bytea, p_salts bytea, p_digests bytea) OWNER TO postgres;

CREATE FUNCTION public.field_path(field text) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $_$
    SELECT CASE
        WHEN field ~ '^(answers|left_out)\.[^.]+\.(text|why)$' THEN string_to_array(field, '.')
        WHEN strpos(field, '.') = 0 THEN ARRAY[field]
        ELSE ARRAY[split_part(field, '.', 1), substr(field, strpos(field, '.') + 1)]
    END
$_$;

ALTER FUNCTION public.field_path(field text) OWNER TO postgres;

CREATE FUNCTION public.forget_from(network uuid, first_position bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM lock_folds(network);
    INSERT INTO fold_forgotten (network_id, times)
    VALUES (network, 1)
    ON CONFLICT (network_id) DO UPDATE SET times = fold_forgotten.times + 1;
    DELETE FROM fold WHERE network_id = network AND position >= first_position;
END
$$;

ALTER FUNCTION public.forget_from(network uuid, first_position bigint) OWNER TO postgres;

CREATE FUNCTION public.forget_redacted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM forget_from(NEW.network_id, (
        SELECT min(told.position::bigint)
        FROM jsonb_array_elements_text(convert_from(NEW.payload, 'UTF8')::jsonb -> 'positions') AS told (position)
    ));
    RETURN NULL;
END
$$;

ALTER FUNCTION public.forget_redacted() OWNER TO postgres;

CREATE FUNCTION public.found_network(p_network uuid, p_clock text, p_time_zone text, p_key bytea, p_command uuid, p_at timestamp with time zone, p_tag text, p_schema smallint, p_payload bytea, p_salt bytea, p_digest bytea) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
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

ALTER FUNCTION public.found_network(p_network uuid, p_clock text, p_time_zone text, p_key bytea, p_command uuid, p_at timestamp with time zone, p_tag text, p_schema smallint, p_payload bytea, p_salt bytea, p_digest bytea) OWNER TO postgres;

CREATE FUNCTION public.lock_folds(network uuid) RETURNS void
    LANGUAGE sql
    AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('fold ' || network, 0));
$$;

ALTER FUNCTION public.lock_folds(network uuid) OWNER TO postgres;

CREATE FUNCTION public.readable(payload bytea) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
BEGIN
    RETURN convert_from(payload, 'UTF8')::jsonb - 'tag';
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END
$$;

ALTER FUNCTION public.readable(payload bytea) OWNER TO postgres;

CREATE FUNCTION public.redact_named() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    body json := convert_from(NEW.payload, 'UTF8')::json;
    positions bigint[] := ARRAY(SELECT p.value::bigint FROM json_array_elements_text(body -> 'positions') AS p);
    fields text[] := ARRAY(SELECT f.value FROM json_array_elements_text(body -> 'fields') AS f);
    gone text[] := '{}';
    made json;
    one record;
    field text;
BEGIN
    FOR one IN
        SELECT e.position, e.stream_id, e.command_id, convert_from(e.payload, 'UTF8')::json AS said
        FROM event e
        WHERE e.network_id = NEW.network_id AND e.position = ANY (positions) AND e.position < NEW.position
        ORDER BY e.position
    LOOP
        made := one.said;
        FOREACH field IN ARRAY fields LOOP
            gone := gone || (made #>> field_path(field));
            made := redacted_at(made, field_path(field))::json;
        END LOOP;
        UPDATE event SET payload = convert_to(made::text, 'UTF8'), salt = NULL
        WHERE network_id = NEW.network_id AND position = one.position;
        -- The hash of what was asked would tell whoever guesses the text that they guessed right.
        UPDATE command SET request_hash = NULL WHERE network_id = NEW.network_id AND command_id = one.command_id;
        DELETE FROM stream_snapshot WHERE network_id = NEW.network_id AND stream_id = one.stream_id;
        positions := array_remove(positions, one.position);
    END LOOP;
    IF cardinality(positions) > 0 THEN
        RAISE EXCEPTION 'There is no event before % at %.', NEW.position, positions USING ERRCODE = 'C2102';
    END IF;
    UPDATE files.import_run SET draft = without_texts(draft, gone), report = without_texts(report, gone)
    WHERE network_id = NEW.network_id AND (draft <> without_texts(draft, gone) OR report <> without_texts(report, gone));
    UPDATE files.imported_row SET imported = without_texts(imported, gone)
    WHERE network_id = NEW.network_id AND imported <> without_texts(imported, gone);
    RETURN NULL;
END
$$;

ALTER FUNCTION public.redact_named() OWNER TO club21_redactor;

CREATE FUNCTION public.redacted_at(value json, path text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
DECLARE
    kind text := json_typeof(value);
    hits integer;
    made text;
BEGIN
    IF cardinality(path) = 0 THEN
        made := value #>> '{}';
        IF kind <> 'string' OR made ~ '^\d{4}-\d{2}-\d{2}$' OR made ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN
            RAISE EXCEPTION 'Only text can be redacted.' USING ERRCODE = 'C2102';
        END IF;
        RETURN '"[redacted]"';
    ELSIF kind = 'object' THEN
        SELECT count(*) FILTER (WHERE one.key = path[1]), '{' || string_agg(
            to_json(one.key)::text || ':' || CASE WHEN one.key = path[1] THEN redacted_at(one.value, path[2:]) ELSE one.value::text END,
            ',' ORDER BY one.ordinality) || '}'
        INTO hits, made
        FROM json_each(value) WITH ORDINALITY AS one;
    ELSIF kind = 'array' THEN
        SELECT count(*) FILTER (WHERE (one.ordinality - 1)::text = path[1]), '[' || string_agg(
            CASE WHEN (one.ordinality - 1)::text = path[1] THEN redacted_at(one.value, path[2:]) ELSE one.value::text END,
            ',' ORDER BY one.ordinality) || ']'
        INTO hits, made
        FROM json_array_elements(value) WITH ORDINALITY AS one;
    END IF;
    IF hits IS DISTINCT FROM 1 OR path[1] = 'tag' THEN
        RAISE EXCEPTION 'There is no text named %.', path[1] USING ERRCODE = 'C2102';
    END IF;
    RETURN made;
END
$_$;

ALTER FUNCTION public.redacted_at(value json, path text[]) OWNER TO postgres;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF current_user <> 'club21_redactor' OR TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'Events are written once and never changed (% on %).', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION public.refuse_change() OWNER TO postgres;

CREATE FUNCTION public.text_redacted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    body json := convert_from(NEW.payload, 'UTF8')::json;
BEGIN
    DELETE FROM text_update WHERE network_id = NEW.network_id;
    UPDATE text_document SET gen = gen + 1, seq = seq + 1, told = seq + 1, met = 0, frozen = false WHERE network_id = NEW.network_id;
    UPDATE event SET payload = convert_to(redacted_at(convert_from(payload, 'UTF8')::json, '{sha256}'), 'UTF8')
    WHERE network_id = NEW.network_id AND tag = 'minutes.section_written' AND salt IS NULL
        AND position IN (SELECT p.value::bigint FROM json_array_elements_text(body -> 'positions') AS p);
    RETURN NULL;
END
$$;

ALTER FUNCTION public.text_redacted() OWNER TO club21_redactor;

CREATE FUNCTION public.text_told() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    body json := convert_from(NEW.payload, 'UTF8')::json;
BEGIN
    UPDATE text_document SET told = greatest(told, (body ->> 'to_seq')::bigint), met = NEW.position
    WHERE network_id = NEW.network_id AND doc = (body ->> 'section')::uuid AND stream_id = NEW.stream_id;
    RETURN NULL;
END
$$;

ALTER FUNCTION public.text_told() OWNER TO postgres;

CREATE FUNCTION public.without_texts(value jsonb, gone text[]) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    said text := value #>> '{}';
BEGIN
    CASE jsonb_typeof(value)
        WHEN 'string' THEN
            RETURN CASE WHEN EXISTS (
                SELECT FROM unnest(gone) AS one (told)
                WHERE one.told = said
                    OR (length(one.told) >= 20 AND strpos(said, one.told) > 0)
                    OR (length(said) >= 20 AND right(said, 1) = '…' AND starts_with(one.told, left(said, -1)))
            ) THEN to_jsonb('[redacted]'::text) ELSE value END;
        WHEN 'object' THEN
            RETURN (SELECT coalesce(jsonb_object_agg(one.key, without_texts(one.value, gone)), '{}') FROM jsonb_each(value) AS one);
        WHEN 'array' THEN
            RETURN (
                SELECT coalesce(jsonb_agg(without_texts(one.value, gone) ORDER BY one.ordinality), '[]')
                FROM jsonb_array_elements(value) WITH ORDINALITY AS one
            );
        ELSE
            RETURN value;
    END CASE;
END
$$;

ALTER FUNCTION public.without_texts(value jsonb, gone text[]) OWNER TO postgres;

CREATE FUNCTION read.clear_rows(p_table text, p_network uuid) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    EXECUTE format('DELETE FROM read.%I WHERE network_id = $1', p_table) USING p_network;
END
$_$;

ALTER FUNCTION read.clear_rows(p_table text, p_network uuid) OWNER TO club21_app;

CREATE FUNCTION read.drop_versions(p_projection text, p_keep integer) RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    old record;
BEGIN
    FOR old IN
        SELECT t.relname, t.version
        FROM (
            SELECT c.relname, substr(c.relname, length(p_projection) + 2)::integer AS version
            FROM pg_class c
            WHERE c.relkind = 'r' AND c.relnamespace = 'read'::regnamespace AND c.relname ~ ('^' || p_projection || '_\d+$')
        ) AS t
        JOIN read.shown_version s ON s.projection = p_projection AND t.version < s.version
        WHERE t.version <> p_keep
        ORDER BY t.version
    LOOP
        EXECUTE format('DROP TABLE read.%I', old.relname);
        DELETE FROM read.search_due d WHERE d.source = old.relname;
        DELETE FROM read.search_words w WHERE w.source = old.relname;
        DELETE FROM read.checkpoint c WHERE c.projection = p_projection AND c.version = old.version;
        RETURN NEXT old.relname;
    END LOOP;
END
$_$;

ALTER FUNCTION read.drop_versions(p_projection text, p_keep integer) OWNER TO club21_app;

CREATE FUNCTION read.lock_words(p_network uuid) RETURNS void
    LANGUAGE sql
    AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('words ' || p_network, 0));
$$;

ALTER FUNCTION read.lock_words(p_network uuid) OWNER TO club21_app;

CREATE FUNCTION read.make_words(p_network uuid, p_through bigint) RETURNS boolean
    LANGUAGE plpgsql
    AS $_$
DECLARE
    due record;
    told text[];
BEGIN
    -- What another one has just taken away is still seen here until that one is done, and waited for.
    IF NOT EXISTS (SELECT FROM read.search_due WHERE network_id = p_network AND due_id <= p_through) THEN
        RETURN false;
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    PERFORM read.lock_words(p_network);
    FOR due IN
        WITH first AS (
            SELECT due_id, sum(cardinality(items)) OVER (ORDER BY due_id) - cardinality(items) AS before
            FROM (
                SELECT due_id, items
                FROM read.search_due
                WHERE network_id = p_network AND due_id <= p_through
                ORDER BY due_id
                LIMIT 100
            ) AS next
        ),
        taken AS (
            DELETE FROM read.search_due
            WHERE network_id = p_network AND due_id IN (SELECT due_id FROM first WHERE before < 100)
            RETURNING source, items
        )
        SELECT taken.source, array_agg(DISTINCT one.item_id) AS items
        FROM taken
        CROSS JOIN LATERAL unnest(taken.items) AS one (item_id)
        GROUP BY taken.source
    LOOP
        told := read.searched_by(due.source);
        CONTINUE WHEN told IS NULL;
        -- Each statement sees what was written until it begins, and so at least what was noted.
        EXECUTE format(
            'DELETE FROM read.search_words AS w
            WHERE w.network_id = $1 AND w.source = %L AND w.item_id = ANY ($2)
                AND NOT EXISTS (SELECT FROM read.%I AS r WHERE r.network_id = $1 AND r.%I = w.item_id)',
            due.source, due.source, told[1]
        ) USING p_network, due.items;
        EXECUTE read.noting(
            due.source, format('(SELECT * FROM read.%I WHERE network_id = $1 AND %I = ANY ($2))', due.source, told[1]), told[1], told[2], told[3]
        ) USING p_network, due.items;
    END LOOP;
    RETURN true;
END
$_$;

ALTER FUNCTION read.make_words(p_network uuid, p_through bigint) OWNER TO club21_app;

CREATE FUNCTION read.names_follow() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    words text := 'SELECT DISTINCT r.network_id, one.word FROM %s AS r CROSS JOIN LATERAL unnest(tsvector_to_array(r.named)) AS one (word)';
    came text := format(words, 'came');
    gone text := format(words, 'gone');
BEGIN
    IF TG_OP <> 'DELETE' THEN
        EXECUTE format('INSERT INTO read.search_names (network_id, word) %s ON CONFLICT DO NOTHING', came);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        EXECUTE format(
            'DELETE FROM read.search_names AS n
            USING (%s) AS lost
            WHERE n.network_id = lost.network_id AND n.word = lost.word
                AND NOT EXISTS (
                    SELECT
                    FROM read.search_words AS w
                    WHERE w.network_id = n.network_id AND w.named @@ array_to_tsvector(ARRAY[n.word])::text::tsquery
                )',
            CASE TG_OP WHEN 'UPDATE' THEN gone || ' EXCEPT ' || came ELSE gone END
        );
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION read.names_follow() OWNER TO club21_app;

CREATE FUNCTION read.noting(p_source text, p_rows text, p_key text, p_naming text, p_others text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT format(
        'INSERT INTO read.search_words (network_id, source, item_id, title, named, words)
        SELECT r.network_id, %L, r.%I, left(t.title, 150), read.words(left(t.title, 150)), read.words(concat_ws('' '', t.title, t.others))
        FROM %s AS r
        CROSS JOIN LATERAL (
            SELECT left(read.plain(concat_ws('' '', %s)), 100000), left(read.plain(concat_ws('' '', %s)), 100000)
        ) AS t (title, others)
        ON CONFLICT (network_id, source, item_id) DO UPDATE
        SET title = excluded.title, named = excluded.named, words = excluded.words
        WHERE search_words.words <> excluded.words OR search_words.title <> excluded.title',
        p_source, p_key, p_rows,
        (SELECT coalesce(string_agg(format('read.typed(r.%I)', c), ', '), '''''') FROM unnest(string_to_array(p_naming, ',')) AS c),
        (SELECT coalesce(string_agg(format('read.typed(r.%I)', c), ', '), '''''') FROM unnest(string_to_array(p_others, ',')) AS c)
    )
$$;

ALTER FUNCTION read.noting(p_source text, p_rows text, p_key text, p_naming text, p_others text) OWNER TO club21_app;

CREATE FUNCTION read.noting_due(p_source text, p_rows text, p_key text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT format(
        'INSERT INTO read.search_due (network_id, source, items)
        SELECT r.network_id, %L, array_agg(r.item)
        FROM (SELECT network_id, %I AS item, (row_number() OVER () - 1) / 100 AS some FROM %s) AS r
        GROUP BY r.network_id, r.some',
        p_source, p_key, p_rows
    )
$$;

ALTER FUNCTION read.noting_due(p_source text, p_rows text, p_key text) OWNER TO club21_app;

CREATE FUNCTION read.plain(p_text text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT replace(replace(replace(replace(replace(replace(replace(
        lower(public.unaccent('public.unaccent'::regdictionary, p_text)), '-', ' '), '/', ' '), '.', ' '), '_', ' '), '<', ' '), '&', ' '), '+', ' ')
$$;

ALTER FUNCTION read.plain(p_text text) OWNER TO club21_app;

CREATE FUNCTION read.rows_of(p_table text, p_network uuid) RETURNS SETOF text
    LANGUAGE plpgsql STABLE
    SET "TimeZone" TO 'UTC'
    AS $_$
BEGIN
    RETURN QUERY EXECUTE format('SELECT to_json(t)::text FROM read.%I AS t WHERE t.network_id = $1', p_table) USING p_network;
END
$_$;

ALTER FUNCTION read.rows_of(p_table text, p_network uuid) OWNER TO club21_app;

CREATE FUNCTION read.search(p_table text, p_key text, p_naming text, p_others text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    calls text := format('FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows(%L, %L, %L)', p_key, p_naming, p_others);
BEGIN
    EXECUTE format('CREATE TRIGGER search_added AFTER INSERT ON read.%I REFERENCING NEW TABLE AS came %s', p_table, calls);
    EXECUTE format('CREATE TRIGGER search_changed AFTER UPDATE ON read.%I REFERENCING NEW TABLE AS came %s', p_table, calls);
    EXECUTE format('CREATE TRIGGER search_removed AFTER DELETE ON read.%I REFERENCING OLD TABLE AS gone %s', p_table, calls);
    EXECUTE read.noting_due(p_table, format('read.%I', p_table), p_key);
END
$$;

ALTER FUNCTION read.search(p_table text, p_key text, p_naming text, p_others text) OWNER TO club21_app;

CREATE FUNCTION read.search_again(p_network_id uuid, p_table text) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    told text[] := read.searched_by(p_table);
BEGIN
    IF told IS NULL THEN
        RETURN;
    END IF;
    PERFORM read.lock_words(p_network_id);
    EXECUTE format(
        'DELETE FROM read.search_words AS w
        WHERE w.network_id = $1 AND w.source = %L
            AND NOT EXISTS (SELECT FROM read.%I AS r WHERE r.network_id = w.network_id AND r.%I = w.item_id)',
        p_table, p_table, told[1]
    ) USING p_network_id;
    EXECUTE read.noting(
        p_table, format('(SELECT * FROM read.%I WHERE network_id = %L)', p_table, p_network_id), told[1], told[2], told[3]
    );
END
$_$;

ALTER FUNCTION read.search_again(p_network_id uuid, p_table text) OWNER TO club21_app;

CREATE FUNCTION read.search_all_due(p_network uuid, p_table text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    told text[] := read.searched_by(p_table);
BEGIN
    IF told IS NULL THEN
        RETURN;
    END IF;
    EXECUTE read.noting_due(
        p_table,
        format(
            '(SELECT network_id, %I AS item_id FROM read.%I WHERE network_id = %L
            UNION SELECT network_id, item_id FROM read.search_words WHERE network_id = %L AND source = %L) AS every',
            told[1], p_table, p_network, p_network, p_table
        ),
        'item_id'
    );
END
$$;

ALTER FUNCTION read.search_all_due(p_network uuid, p_table text) OWNER TO club21_app;

CREATE FUNCTION read.search_follows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    later text := current_setting('club21.words_later', true);
    here text := CASE TG_OP WHEN 'DELETE' THEN 'gone' ELSE 'came' END;
BEGIN
    IF later = 'on' THEN  -- who makes all rows of a table again notes them once, at the end
        RETURN NULL;
    ELSIF later = 'noted' THEN
        EXECUTE read.noting_due(TG_TABLE_NAME, here, TG_ARGV[0]);
        RETURN NULL;
    END IF;
    -- A program of before, or a person with psql, of whom nobody knows that words are made later.
    EXECUTE format('SELECT read.lock_words(r.network_id) FROM (SELECT DISTINCT network_id FROM %s) AS r', here);
    IF TG_OP = 'DELETE' THEN
        EXECUTE format(
            'DELETE FROM read.search_words AS w USING gone AS g WHERE w.network_id = g.network_id AND w.source = %L AND w.item_id = g.%I',
            TG_TABLE_NAME, TG_ARGV[0]
        );
    ELSIF EXISTS (SELECT FROM came) THEN
        EXECUTE read.noting(TG_TABLE_NAME, 'came', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]);
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION read.search_follows() OWNER TO club21_app;

CREATE FUNCTION read.searched_by(p_table text) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    SELECT string_to_array(encode(tgargs, 'escape'), '\000')
    FROM pg_trigger
    WHERE tgrelid = to_regclass(format('read.%I', p_table)) AND tgname = 'search_added'
$$;

ALTER FUNCTION read.searched_by(p_table text) OWNER TO club21_app;

CREATE FUNCTION read.show_version(p_projection text, p_version integer) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    shown integer;
    readers text[];
    reader text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('read.' || p_projection));
    SELECT s.version INTO shown FROM read.shown_version s WHERE s.projection = p_projection;
    RETURN QUERY
    SELECT old.network_id
    FROM read.checkpoint old
    LEFT JOIN read.checkpoint new
        ON new.network_id = old.network_id AND new.projection = old.projection AND new.version = p_version
    WHERE old.projection = p_projection AND old.version = shown AND coalesce(new.position, 0) < old.position
    ORDER BY old.network_id;
    IF FOUND OR shown = p_version THEN
        RETURN;
    END IF;
    SELECT array_agg(format('GRANT %s ON read.%I TO %s', a.privilege_type, p_projection,
        CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)) INTO readers
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
    WHERE c.oid = to_regclass(format('read.%I', p_projection)) AND a.grantee <> c.relowner;
    EXECUTE format('DROP VIEW IF EXISTS read.%I', p_projection);
    EXECUTE format('CREATE VIEW read.%I AS SELECT * FROM read.%I', p_projection, p_projection || '_' || p_version);
    FOREACH reader IN ARRAY coalesce(readers, '{}') LOOP
        EXECUTE reader;
    END LOOP;
END
$$;

ALTER FUNCTION read.show_version(p_projection text, p_version integer) OWNER TO club21_app;

CREATE FUNCTION read.typed(p_texts text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT array_to_string(p_texts, ' ')
$$;

ALTER FUNCTION read.typed(p_texts text[]) OWNER TO club21_app;

CREATE FUNCTION read.typed(p_document jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    SELECT string_agg(told.word, ' ')
    FROM (
        SELECT found #>> '{}' FROM jsonb_path_query(p_document, 'strict $.** ? (@.type() == "string")') AS found
        UNION ALL
        SELECT jsonb_object_keys(CASE jsonb_typeof(p_document) WHEN 'object' THEN p_document ELSE '{}' END)
    ) AS told (word)
    WHERE told.word !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
$_$;

ALTER FUNCTION read.typed(p_document jsonb) OWNER TO club21_app;

CREATE FUNCTION read.typed(p_text text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT p_text
$$;

ALTER FUNCTION read.typed(p_text text) OWNER TO club21_app;

CREATE FUNCTION read.words(p_plain text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT strip(to_tsvector('pg_catalog.simple', p_plain))
$$;

ALTER FUNCTION read.words(p_plain text) OWNER TO club21_app;

CREATE FUNCTION read.write_rows(p_table text, p_network uuid, p_rows json, p_gone text[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    target regclass := format('read.%I', p_table);
    keys text[];
    others text;
    own_key record;
BEGIN
    SELECT array_agg(a.attname::text ORDER BY array_position(c.conkey, a.attnum)) INTO keys
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.conrelid = target AND c.contype = 'p';
    SELECT string_agg(format('%I = excluded.%I', a.attname, a.attname), ', ') INTO others
    FROM pg_attribute a
    WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> ALL (keys);
    EXECUTE format(
        'INSERT INTO %s SELECT * FROM json_populate_recordset(null::%s, $1) ON CONFLICT (%s) DO UPDATE SET %s',
        target, target, (SELECT string_agg(quote_ident(k), ', ') FROM unnest(keys) AS k), others
    ) USING p_rows;
    IF cardinality(p_gone) > 0 THEN
        SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type INTO own_key
        FROM pg_attribute a WHERE a.attrelid = target AND a.attname = keys[2];
        EXECUTE format('DELETE FROM %s WHERE network_id = $1 AND %I = ANY ($2::%s[])', target, own_key.attname, own_key.type)
        USING p_network, p_gone;
    END IF;
END
$_$;

ALTER FUNCTION read.write_rows(p_table text, p_network uuid, p_rows json, p_gone text[]) OWNER TO club21_app;

CREATE TABLE files.file (
    network_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT file_hash CHECK ((length(sha256) = 32)),
    CONSTRAINT file_size CHECK (((length(bytes) >= 1) AND (length(bytes) <= 20000000)))
);
ALTER TABLE ONLY files.file ALTER COLUMN bytes SET STORAGE EXTERNAL;

ALTER TABLE files.file OWNER TO postgres;

CREATE TABLE files.file_known (
    network_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    size integer NOT NULL,
    type text NOT NULL,
    sent_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT file_known_hash CHECK ((length(sha256) = 32))
);

ALTER TABLE files.file_known OWNER TO postgres;

CREATE TABLE files.file_sent (
    network_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    person_id uuid NOT NULL,
    sent_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE files.file_sent OWNER TO postgres;

CREATE TABLE files.import_run (
    network_id uuid NOT NULL,
    import_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    file_hash bytea NOT NULL,
    offered_by uuid NOT NULL,
    offered_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    confirmed_at timestamp with time zone,
    finished_at timestamp with time zone,
    draft jsonb,
    report jsonb NOT NULL,
    CONSTRAINT import_run_hash CHECK ((length(file_hash) = 32))
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY files.import_run ALTER COLUMN draft SET STATISTICS 0;
ALTER TABLE ONLY files.import_run ALTER COLUMN report SET STATISTICS 0;

ALTER TABLE files.import_run OWNER TO postgres;

CREATE TABLE files.imported_row (
    network_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    action_id uuid NOT NULL,
    import_id uuid NOT NULL,
    imported jsonb NOT NULL
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0.05');
ALTER TABLE ONLY files.imported_row ALTER COLUMN imported SET STATISTICS 0;

ALTER TABLE files.imported_row OWNER TO postgres;

CREATE TABLE files.member_outline (
    network_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    rings jsonb NOT NULL,
    brought_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE files.member_outline OWNER TO postgres;

CREATE TABLE people.account (
    person_id uuid NOT NULL,
    email text NOT NULL,
    password_hash text,
    password_set_at timestamp with time zone,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT account_email_plain CHECK (((email = lower(email)) AND (length(email) <= 254))),
    CONSTRAINT account_password_whole CHECK (((password_hash IS NULL) = (password_set_at IS NULL)))
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.account ALTER COLUMN email SET STATISTICS 0;
ALTER TABLE ONLY people.account ALTER COLUMN password_hash SET STATISTICS 0;

ALTER TABLE people.account OWNER TO postgres;

CREATE TABLE people.acquaintance (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    unclaimed_name text,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.acquaintance ALTER COLUMN unclaimed_name SET STATISTICS 0;

ALTER TABLE people.acquaintance OWNER TO postgres;

CREATE TABLE people.answer_link (
    network_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    person_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    held_on date NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT answer_link_length CHECK ((length(secret_hash) = 32))
);

ALTER TABLE people.answer_link OWNER TO postgres;

CREATE TABLE people.audit (
    audit_id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    what text NOT NULL,
    network_id uuid,
    person_id uuid,
    CONSTRAINT audit_what CHECK ((what ~ '^[a-z]+(_[a-z]+)*$'::text))
);

ALTER TABLE people.audit OWNER TO postgres;

ALTER TABLE people.audit ALTER COLUMN audit_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME people.audit_audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE people.calendar_feed (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT calendar_feed_length CHECK ((length(secret_hash) = 32))
);

ALTER TABLE people.calendar_feed OWNER TO postgres;

CREATE TABLE people.consent (
    person_id uuid NOT NULL,
    about text NOT NULL,
    wording integer NOT NULL,
    given_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT consent_about CHECK ((about = ANY (ARRAY['contact'::text, 'photo'::text])))
);

ALTER TABLE people.consent OWNER TO postgres;

CREATE TABLE people.contact (
    person_id uuid NOT NULL,
    email text,
    phone text,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT contact_email_length CHECK ((length(email) <= 254)),
    CONSTRAINT contact_phone_length CHECK ((length(phone) <= 40))
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.contact ALTER COLUMN email SET STATISTICS 0;
ALTER TABLE ONLY people.contact ALTER COLUMN phone SET STATISTICS 0;

ALTER TABLE people.contact OWNER TO postgres;

CREATE TABLE people.export (
    export_id uuid NOT NULL,
    network_id uuid,
    person_id uuid NOT NULL,
    what text NOT NULL,
    about uuid,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT export_what CHECK ((what ~ '^[a-z_]{1,40}$'::text))
);

ALTER TABLE people.export OWNER TO postgres;

CREATE TABLE people.guest (
    person_id uuid NOT NULL,
    network_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    joined_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE people.guest OWNER TO postgres;

CREATE TABLE people.identity (
    issuer text NOT NULL,
    subject text NOT NULL,
    person_id uuid NOT NULL,
    met_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.identity ALTER COLUMN subject SET STATISTICS 0;

ALTER TABLE people.identity OWNER TO postgres;

CREATE TABLE people.invitation (
    network_id uuid NOT NULL,
    invitation_id uuid NOT NULL,
    person_id uuid NOT NULL,
    email text,
    invited_by uuid NOT NULL,
    role text NOT NULL,
    authority_id uuid,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    sent integer DEFAULT 1 NOT NULL,
    accepted_at timestamp with time zone,
    revoked_at timestamp with time zone
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.invitation ALTER COLUMN email SET STATISTICS 0;

ALTER TABLE people.invitation OWNER TO postgres;

CREATE TABLE people.letter (
    letter_id uuid NOT NULL,
    about text NOT NULL,
    kind text NOT NULL,
    person_id uuid,
    recipient text,
    language text NOT NULL,
    told json,
    queued_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    due_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    left_at timestamp with time zone,
    given_up_at timestamp with time zone,
    CONSTRAINT letter_kind CHECK ((kind ~ '^[a-z]+(_[a-z]+)*$'::text)),
    CONSTRAINT letter_language CHECK ((language = ANY (ARRAY['fr'::text, 'en'::text])))
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.letter ALTER COLUMN recipient SET STATISTICS 0;
ALTER TABLE ONLY people.letter ALTER COLUMN told SET STATISTICS 0;

ALTER TABLE people.letter OWNER TO postgres;

CREATE TABLE people.network_card (
    network_id uuid NOT NULL,
    demonstration text,
    archived_at timestamp with time zone
);

ALTER TABLE people.network_card OWNER TO postgres;

CREATE TABLE people.notice (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    "position" bigint NOT NULL,
    item_id uuid NOT NULL,
    pace text NOT NULL,
    letter_id uuid,
    CONSTRAINT notice_pace CHECK ((pace = ANY (ARRAY['soon'::text, 'daily'::text, 'weekly'::text])))
);

ALTER TABLE people.notice OWNER TO postgres;

CREATE TABLE people.notice_checkpoint (
    network_id uuid NOT NULL,
    "position" bigint NOT NULL
);

ALTER TABLE people.notice_checkpoint OWNER TO postgres;

CREATE TABLE people.notice_follow (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    item_id uuid NOT NULL,
    muted boolean DEFAULT false NOT NULL
);

ALTER TABLE people.notice_follow OWNER TO postgres;

CREATE TABLE people.notice_link (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    token text NOT NULL,
    CONSTRAINT notice_link_token CHECK ((length(token) = 43))
);

ALTER TABLE people.notice_link OWNER TO postgres;

CREATE TABLE people.notice_rule (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    conflicts text NOT NULL,
    mine text NOT NULL,
    followed text NOT NULL,
    rest text NOT NULL,
    hour smallint NOT NULL,
    language text NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT notice_rule_hour CHECK (((hour >= 0) AND (hour <= 23))),
    CONSTRAINT notice_rule_language CHECK ((language = ANY (ARRAY['fr'::text, 'en'::text]))),
    CONSTRAINT notice_rule_paces CHECK ((ARRAY[conflicts, mine, followed, rest] <@ ARRAY['soon'::text, 'daily'::text, 'weekly'::text, 'never'::text]))
);

ALTER TABLE people.notice_rule OWNER TO postgres;

CREATE TABLE people.notice_window (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    pace text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    CONSTRAINT notice_window_pace CHECK ((pace = ANY (ARRAY['soon'::text, 'daily'::text, 'weekly'::text])))
);

ALTER TABLE people.notice_window OWNER TO postgres;

CREATE TABLE people.person (
    person_id uuid NOT NULL,
    name text,
    function text,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    mandate text,
    erased_at timestamp with time zone,
    CONSTRAINT person_erased CHECK (((erased_at IS NULL) OR ((name IS NULL) AND (function IS NULL) AND (mandate IS NULL))))
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.person ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY people.person ALTER COLUMN function SET STATISTICS 0;
ALTER TABLE ONLY people.person ALTER COLUMN mandate SET STATISTICS 0;

ALTER TABLE people.person OWNER TO postgres;

CREATE TABLE people.photo (
    person_id uuid NOT NULL,
    media_type text NOT NULL,
    image bytea NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT photo_media_type CHECK ((media_type = ANY (ARRAY['image/jpeg'::text, 'image/png'::text]))),
    CONSTRAINT photo_size CHECK ((length(image) <= 262144))
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.photo ALTER COLUMN image SET STATISTICS 0;

ALTER TABLE people.photo OWNER TO postgres;

CREATE TABLE people.reminder (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    item_id uuid NOT NULL,
    due_on date NOT NULL,
    meant_for date NOT NULL,
    told_on date NOT NULL
);

ALTER TABLE people.reminder OWNER TO postgres;

CREATE TABLE people.reminder_rule (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    days smallint[] NOT NULL,
    late boolean NOT NULL,
    led boolean NOT NULL,
    followed boolean NOT NULL,
    decisions boolean NOT NULL,
    CONSTRAINT reminder_rule_days CHECK (((cardinality(days) <= 5) AND (0 <= ALL (days)) AND (90 >= ALL (days))))
);

ALTER TABLE people.reminder_rule OWNER TO postgres;

CREATE TABLE people.request (
    request_id uuid NOT NULL,
    person_id uuid NOT NULL,
    network_id uuid,
    kind text NOT NULL,
    note text,
    asked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    due_at timestamp with time zone GENERATED ALWAYS AS ((((asked_at AT TIME ZONE 'UTC'::text) + '1 mon'::interval) AT TIME ZONE 'UTC'::text)) STORED NOT NULL,
    stage text DEFAULT 'open'::text NOT NULL,
    handled_by uuid,
    handled_at timestamp with time zone,
    answer text,
    CONSTRAINT request_handled CHECK (((stage = 'open'::text) = (handled_at IS NULL))),
    CONSTRAINT request_kind CHECK ((kind = ANY (ARRAY['access'::text, 'rectification'::text, 'portability'::text, 'erasure'::text]))),
    CONSTRAINT request_stage CHECK ((stage = ANY (ARRAY['open'::text, 'done'::text, 'refused'::text, 'cancelled'::text])))
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.request ALTER COLUMN note SET STATISTICS 0;
ALTER TABLE ONLY people.request ALTER COLUMN answer SET STATISTICS 0;

ALTER TABLE people.request OWNER TO postgres;

CREATE TABLE people.saved_view (
    network_id uuid NOT NULL,
    view_id uuid DEFAULT gen_random_uuid() NOT NULL,
    person_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    shared boolean DEFAULT false NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT saved_view_name CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    CONSTRAINT saved_view_query CHECK ((length(query) <= 2000))
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.saved_view ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE ONLY people.saved_view ALTER COLUMN query SET STATISTICS 0;

ALTER TABLE people.saved_view OWNER TO postgres;

CREATE TABLE people.session (
    session_hash bytea NOT NULL,
    person_id uuid NOT NULL,
    begun_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    method text DEFAULT 'link'::text NOT NULL,
    device text,
    place text,
    seen_at timestamp with time zone,
    browser_hash bytea,
    provider text,
    id_token text,
    CONSTRAINT session_browser_length CHECK ((length(browser_hash) = 32)),
    CONSTRAINT session_length CHECK ((length(session_hash) = 32)),
    CONSTRAINT session_method CHECK ((method = ANY (ARRAY['link'::text, 'password'::text, 'provider'::text])))
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.session ALTER COLUMN device SET STATISTICS 0;
ALTER TABLE ONLY people.session ALTER COLUMN place SET STATISTICS 0;
ALTER TABLE ONLY people.session ALTER COLUMN id_token SET STATISTICS 0;

ALTER TABLE people.session OWNER TO postgres;

CREATE TABLE people.sign_in_flow (
    state_hash bytea NOT NULL,
    browser_hash bytea NOT NULL,
    provider text NOT NULL,
    nonce text NOT NULL,
    verifier text,
    began_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT sign_in_flow_browser_length CHECK ((length(browser_hash) = 32)),
    CONSTRAINT sign_in_flow_state_length CHECK ((length(state_hash) = 32))
);

ALTER TABLE people.sign_in_flow OWNER TO postgres;

CREATE TABLE people.sign_in_link (
    link_hash bytea NOT NULL,
    person_id uuid NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    email text,
    invitation_id uuid,
    CONSTRAINT sign_in_link_email_plain CHECK (((email = lower(email)) AND (length(email) <= 254))),
    CONSTRAINT sign_in_link_length CHECK ((length(link_hash) = 32))
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');
ALTER TABLE ONLY people.sign_in_link ALTER COLUMN email SET STATISTICS 0;

ALTER TABLE people.sign_in_link OWNER TO postgres;

CREATE TABLE people.token (
    token_id uuid NOT NULL,
    network_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    may text NOT NULL,
    authority_id uuid,
    topics text[] NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    revoked_by uuid,
    revoked_at timestamp with time zone,
    CONSTRAINT token_authority CHECK (((authority_id IS NOT NULL) OR (may <> 'command'::text))),
    CONSTRAINT token_length CHECK ((length(token_hash) = 32)),
    CONSTRAINT token_may CHECK ((may = ANY (ARRAY['read'::text, 'command'::text, 'audit'::text]))),
    CONSTRAINT token_year CHECK ((expires_at <= (made_at + '366 days'::interval)))
);

ALTER TABLE people.token OWNER TO postgres;

CREATE UNLOGGED TABLE people.tries (
    key_hash bytea NOT NULL,
    left_over double precision NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    CONSTRAINT tries_hash CHECK ((length(key_hash) = 32))
);

ALTER TABLE people.tries OWNER TO postgres;

CREATE TABLE people.visit (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    seen text NOT NULL,
    left_at timestamp with time zone,
    left_through text,
    CONSTRAINT visit_left CHECK (((left_at IS NULL) = (left_through IS NULL)))
);

ALTER TABLE people.visit OWNER TO postgres;

CREATE TABLE people.webhook (
    network_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    token_id uuid NOT NULL,
    url text,
    tags text[] NOT NULL,
    secret bytea,
    former_secret bytea,
    former_until timestamp with time zone,
    made_by uuid NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    removed_by uuid,
    removed_at timestamp with time zone,
    state text DEFAULT 'on'::text NOT NULL,
    why text,
    "position" bigint NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    due_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    claimed_by uuid,
    claimed_until timestamp with time zone,
    attempts bigint DEFAULT 0 NOT NULL,
    CONSTRAINT webhook_aside CHECK (((state = 'set_aside'::text) = (why IS NOT NULL))),
    CONSTRAINT webhook_removed CHECK ((((removed_at IS NULL) = (removed_by IS NULL)) AND ((removed_at IS NULL) = (url IS NOT NULL)))),
    CONSTRAINT webhook_secret CHECK (((length(secret) >= 24) AND (length(secret) <= 64))),
    CONSTRAINT webhook_state CHECK ((state = ANY (ARRAY['on'::text, 'paused'::text, 'set_aside'::text]))),
    CONSTRAINT webhook_url CHECK ((length(url) <= 500)),
    CONSTRAINT webhook_why CHECK ((why = ANY (ARRAY['failing'::text, 'gone'::text, 'no_right'::text])))
);

ALTER TABLE people.webhook OWNER TO postgres;

CREATE TABLE people.webhook_delivery (
    network_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    slot smallint NOT NULL,
    attempt bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    "position" bigint,
    tag text NOT NULL,
    outcome text NOT NULL,
    status smallint,
    took_ms integer NOT NULL
);

ALTER TABLE people.webhook_delivery OWNER TO postgres;

CREATE TABLE people.workshop_code (
    network_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    sitting bigint NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT workshop_code_length CHECK ((length(code_hash) = 32))
);

ALTER TABLE people.workshop_code OWNER TO postgres;

CREATE TABLE people.workshop_try (
    try_id bigint NOT NULL,
    origin_hash bytea NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT workshop_try_length CHECK ((length(origin_hash) = 32))
);

ALTER TABLE people.workshop_try OWNER TO postgres;

ALTER TABLE people.workshop_try ALTER COLUMN try_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME people.workshop_try_try_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_key (
    network_id uuid NOT NULL,
    origin text NOT NULL,
    public bytea NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT audit_key_length CHECK ((length(public) = 32))
);

ALTER TABLE public.audit_key OWNER TO postgres;

CREATE TABLE public.bulk_run (
    network_id uuid NOT NULL,
    bulk_id uuid NOT NULL,
    by uuid NOT NULL,
    request_hash bytea NOT NULL,
    begun_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    steps integer NOT NULL,
    answer jsonb,
    CONSTRAINT bulk_run_hash CHECK ((length(request_hash) = 32))
);

ALTER TABLE public.bulk_run OWNER TO postgres;

CREATE TABLE public.checkpoint (
    network_id uuid NOT NULL,
    epoch integer NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    note text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT checkpoint_epoch CHECK ((epoch > 0)),
    CONSTRAINT checkpoint_root CHECK ((length(root) = 32)),
    CONSTRAINT checkpoint_size CHECK ((size > 0))
);

ALTER TABLE public.checkpoint OWNER TO postgres;

CREATE TABLE public.cluster (
    single boolean DEFAULT true NOT NULL,
    system_identifier bigint NOT NULL,
    timeline integer NOT NULL,
    CONSTRAINT cluster_single CHECK (single)
);

ALTER TABLE public.cluster OWNER TO postgres;

CREATE TABLE public.command (
    network_id uuid NOT NULL,
    command_id uuid NOT NULL,
    by uuid NOT NULL,
    request_hash bytea,
    outcome text NOT NULL,
    first_position bigint,
    last_position bigint NOT NULL,
    CONSTRAINT command_first_position CHECK (((first_position IS NULL) = (outcome <> 'applied'::text))),
    CONSTRAINT command_outcome CHECK (((outcome = ANY (ARRAY['applied'::text, 'nothing'::text])) OR (outcome ~~ 'refused:%'::text)))
);

ALTER TABLE public.command OWNER TO postgres;

CREATE TABLE public.event (
    network_id uuid NOT NULL,
    "position" bigint NOT NULL,
    stream_id uuid NOT NULL,
    version integer NOT NULL,
    tag text NOT NULL,
    schema_version smallint NOT NULL,
    command_id uuid NOT NULL,
    cause uuid,
    by uuid NOT NULL,
    on_behalf_of uuid,
    at timestamp with time zone NOT NULL,
    payload bytea NOT NULL,
    salt bytea,
    digest bytea NOT NULL,
    CONSTRAINT event_digest CHECK ((length(digest) = 32)),
    CONSTRAINT event_position CHECK (("position" > 0)),
    CONSTRAINT event_salt CHECK ((length(salt) = 16)),
    CONSTRAINT event_schema_version CHECK ((schema_version > 0)),
    CONSTRAINT event_tag CHECK ((length(tag) <= 64)),
    CONSTRAINT event_version CHECK ((version > 0))
)
PARTITION BY HASH (network_id);
ALTER TABLE ONLY public.event ALTER COLUMN payload SET STATISTICS 0;

ALTER TABLE public.event OWNER TO postgres;

CREATE TABLE public.event_0 (
    network_id uuid CONSTRAINT event_network_id_not_null NOT NULL,
    "position" bigint CONSTRAINT event_position_not_null NOT NULL,
    stream_id uuid CONSTRAINT event_stream_id_not_null NOT NULL,
    version integer CONSTRAINT event_version_not_null NOT NULL,
    tag text CONSTRAINT event_tag_not_null NOT NULL,
    schema_version smallint CONSTRAINT event_schema_version_not_null NOT NULL,
    command_id uuid CONSTRAINT event_command_id_not_null NOT NULL,
    cause uuid,
    by uuid CONSTRAINT event_by_not_null NOT NULL,
    on_behalf_of uuid,
    at timestamp with time zone CONSTRAINT event_at_not_null NOT NULL,
    payload bytea CONSTRAINT event_payload_not_null NOT NULL,
    salt bytea,
    digest bytea CONSTRAINT event_digest_not_null NOT NULL,
    CONSTRAINT event_digest CHECK ((length(digest) = 32)),
    CONSTRAINT event_position CHECK (("position" > 0)),
    CONSTRAINT event_salt CHECK ((length(salt) = 16)),
    CONSTRAINT event_schema_version CHECK ((schema_version > 0)),
    CONSTRAINT event_tag CHECK ((length(tag) <= 64)),
    CONSTRAINT event_version CHECK ((version > 0))
);
ALTER TABLE ONLY public.event_0 ALTER COLUMN payload SET STATISTICS 0;

ALTER TABLE public.event_0 OWNER TO postgres;

CREATE VIEW public.event_record AS
 SELECT network_id,
    "position",
    stream_id,
    ((((((((((((((((int8send("position") || int2send(((144 + length(tag)))::smallint)) || '\x01'::bytea) || uuid_send(network_id)) || uuid_send(stream_id)) || int4send(version)) || substr(int2send((length(tag))::smallint), 2)) || convert_to(tag, 'UTF8'::name)) || int2send(schema_version)) || uuid_send(command_id)) || COALESCE(uuid_send(cause), '\x00000000000000000000000000000000'::bytea)) || uuid_send(by)) || COALESCE(uuid_send(on_behalf_of), '\x00000000000000000000000000000000'::bytea)) || int8send(
        CASE
            WHEN isfinite(at) THEN (((('x'::text || encode(timestamptz_send(at), 'hex'::text)))::bit(64))::bigint + '946684800000000'::bigint)
            ELSE '253402300799999999'::bigint
        END)) || digest) ||
        CASE
            WHEN (salt IS NULL) THEN '\x00'::bytea
            ELSE (substr(int2send((length(salt))::smallint), 2) || salt)
        END) || payload) AS record
   FROM public.event e;

ALTER VIEW public.event_record OWNER TO postgres;

CREATE UNLOGGED TABLE public.fold (
    network_id uuid NOT NULL,
    root uuid NOT NULL,
    "position" bigint NOT NULL,
    code text NOT NULL,
    rows bytea[] NOT NULL,
    CONSTRAINT fold_position CHECK (("position" > 0))
);

ALTER TABLE public.fold OWNER TO postgres;

CREATE TABLE public.fold_forgotten (
    network_id uuid NOT NULL,
    times bigint NOT NULL
);

ALTER TABLE public.fold_forgotten OWNER TO postgres;

CREATE TABLE public.migration (
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.migration OWNER TO postgres;

CREATE TABLE public.network (
    network_id uuid NOT NULL,
    epoch integer DEFAULT 1 NOT NULL,
    clock text NOT NULL,
    time_zone text NOT NULL,
    CONSTRAINT network_clock CHECK ((clock = ANY (ARRAY['real'::text, 'given'::text]))),
    CONSTRAINT network_epoch CHECK ((epoch > 0))
);

ALTER TABLE public.network OWNER TO postgres;

CREATE TABLE public.network_key (
    network_id uuid NOT NULL,
    key bytea NOT NULL,
    CONSTRAINT network_key_length CHECK ((length(key) = 32))
);

ALTER TABLE public.network_key OWNER TO postgres;

CREATE TABLE public.stream (
    network_id uuid NOT NULL,
    stream_id uuid NOT NULL,
    kind text NOT NULL,
    parent uuid,
    first_position bigint NOT NULL
);

ALTER TABLE public.stream OWNER TO postgres;

CREATE UNLOGGED TABLE public.stream_snapshot (
    network_id uuid NOT NULL,
    stream_id uuid NOT NULL,
    version integer NOT NULL,
    code text NOT NULL,
    state bytea NOT NULL,
    CONSTRAINT stream_snapshot_version CHECK ((version > 0))
);
ALTER TABLE ONLY public.stream_snapshot ALTER COLUMN state SET STATISTICS 0;

ALTER TABLE public.stream_snapshot OWNER TO postgres;

CREATE TABLE public.text_document (
    network_id uuid NOT NULL,
    doc uuid NOT NULL,
    stream_id uuid NOT NULL,
    gen integer DEFAULT 1 NOT NULL,
    seq bigint DEFAULT 0 NOT NULL,
    told bigint DEFAULT 0 NOT NULL,
    met bigint DEFAULT 0 NOT NULL,
    held_until timestamp with time zone,
    frozen boolean DEFAULT false NOT NULL,
    CONSTRAINT text_document_gen CHECK ((gen > 0)),
    CONSTRAINT text_document_told CHECK ((told <= seq))
);

ALTER TABLE public.text_document OWNER TO postgres;

CREATE TABLE public.text_update (
    network_id uuid NOT NULL,
    doc uuid NOT NULL,
    seq bigint NOT NULL,
    update bytea NOT NULL,
    author uuid,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    command_id uuid,
    "position" bigint
);
ALTER TABLE ONLY public.text_update ALTER COLUMN update SET STATISTICS 0;

ALTER TABLE public.text_update OWNER TO postgres;

CREATE TABLE public.tree_tile (
    network_id uuid NOT NULL,
    level smallint NOT NULL,
    number bigint NOT NULL,
    hashes bytea NOT NULL,
    root bytea NOT NULL,
    CONSTRAINT tree_tile_hashes CHECK ((length(hashes) = 8192)),
    CONSTRAINT tree_tile_root CHECK ((length(root) = 32))
);
ALTER TABLE ONLY public.tree_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

ALTER TABLE public.tree_tile OWNER TO postgres;

CREATE TABLE public.undo_run (
    network_id uuid NOT NULL,
    undo_id uuid NOT NULL,
    by uuid NOT NULL,
    request_hash bytea NOT NULL,
    of_command uuid,
    of_import uuid,
    of_position bigint,
    through bigint NOT NULL,
    begun_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    steps integer DEFAULT 0 NOT NULL,
    answer jsonb,
    CONSTRAINT undo_run_hash CHECK ((length(request_hash) = 32)),
    CONSTRAINT undo_run_one CHECK ((num_nonnulls(of_command, of_import, of_position) = 1))
);

ALTER TABLE public.undo_run OWNER TO postgres;

CREATE TABLE read.attachment_list_1 (
    network_id uuid NOT NULL,
    attachment_id uuid NOT NULL,
    "position" bigint NOT NULL,
    item_id uuid NOT NULL,
    kind text NOT NULL,
    plan_id uuid,
    name text NOT NULL,
    title text,
    type text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    attached_by uuid NOT NULL,
    attached_at timestamp with time zone NOT NULL,
    withdrawn boolean NOT NULL,
    erased boolean NOT NULL
);

ALTER TABLE read.attachment_list_1 OWNER TO club21_app;

CREATE VIEW read.attachment_list AS
 SELECT network_id,
    attachment_id,
    "position",
    item_id,
    kind,
    plan_id,
    name,
    title,
    type,
    size,
    sha256,
    attached_by,
    attached_at,
    withdrawn,
    erased
   FROM read.attachment_list_1;

ALTER VIEW read.attachment_list OWNER TO club21_app;

CREATE TABLE read.axis_list_1 (
    network_id uuid NOT NULL,
    axis_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    parent_id uuid,
    title text NOT NULL,
    description text,
    order_key text NOT NULL COLLATE pg_catalog."C",
    internal boolean NOT NULL,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.axis_list_1 OWNER TO club21_app;

CREATE VIEW read.axis_list AS
 SELECT network_id,
    axis_id,
    "position",
    plan_id,
    parent_id,
    title,
    description,
    order_key,
    internal,
    withdrawn
   FROM read.axis_list_1;

ALTER VIEW read.axis_list OWNER TO club21_app;

CREATE TABLE read.body_follow_ups_1 (
    network_id uuid NOT NULL,
    follow_up_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid,
    body_id uuid NOT NULL,
    seen_on date NOT NULL,
    text text NOT NULL,
    author_id uuid NOT NULL
);

ALTER TABLE read.body_follow_ups_1 OWNER TO club21_app;

CREATE VIEW read.body_follow_ups AS
 SELECT network_id,
    follow_up_id,
    "position",
    plan_id,
    body_id,
    seen_on,
    text,
    author_id
   FROM read.body_follow_ups_1;

ALTER VIEW read.body_follow_ups OWNER TO club21_app;

CREATE TABLE read.body_list_1 (
    network_id uuid NOT NULL,
    body_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid,
    name text NOT NULL,
    kind text NOT NULL,
    facet text,
    theme text,
    mandate text,
    people uuid[] NOT NULL,
    authorities uuid[] NOT NULL,
    established_at timestamp with time zone NOT NULL,
    dissolved_at timestamp with time zone
);

ALTER TABLE read.body_list_1 OWNER TO club21_app;

CREATE VIEW read.body_list AS
 SELECT network_id,
    body_id,
    "position",
    plan_id,
    name,
    kind,
    facet,
    theme,
    mandate,
    people,
    authorities,
    established_at,
    dissolved_at
   FROM read.body_list_1;

ALTER VIEW read.body_list OWNER TO club21_app;

CREATE TABLE read.checkpoint (
    network_id uuid NOT NULL,
    projection text NOT NULL,
    version integer NOT NULL,
    "position" bigint NOT NULL,
    parked_position bigint,
    parked_error text
);

ALTER TABLE read.checkpoint OWNER TO club21_app;

CREATE TABLE read.comment_list_1 (
    network_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    "position" bigint NOT NULL,
    about text NOT NULL,
    item_id uuid NOT NULL,
    plan_id uuid,
    answers_id uuid,
    author_id uuid NOT NULL,
    text text NOT NULL,
    mentions uuid[] NOT NULL,
    written_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    withdrawn boolean NOT NULL,
    withdrawn_by uuid
);

ALTER TABLE read.comment_list_1 OWNER TO club21_app;

CREATE VIEW read.comment_list AS
 SELECT network_id,
    comment_id,
    "position",
    about,
    item_id,
    plan_id,
    answers_id,
    author_id,
    text,
    mentions,
    written_at,
    edited_at,
    withdrawn,
    withdrawn_by
   FROM read.comment_list_1;

ALTER VIEW read.comment_list OWNER TO club21_app;

CREATE TABLE read.conflict_inbox_2 (
    network_id uuid NOT NULL,
    conflict_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid,
    stream_id uuid NOT NULL,
    item_id uuid NOT NULL,
    field text NOT NULL,
    was jsonb,
    yours jsonb,
    by uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    settled_by uuid,
    settled_at timestamp with time zone
);

ALTER TABLE read.conflict_inbox_2 OWNER TO club21_app;

CREATE VIEW read.conflict_inbox AS
 SELECT network_id,
    conflict_id,
    "position",
    plan_id,
    stream_id,
    item_id,
    field,
    was,
    yours,
    by,
    at,
    settled_by,
    settled_at
   FROM read.conflict_inbox_2;

ALTER VIEW read.conflict_inbox OWNER TO club21_app;

CREATE TABLE read.conflict_inbox_1 (
    network_id uuid NOT NULL,
    conflict_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    stream_id uuid NOT NULL,
    item_id uuid NOT NULL,
    field text NOT NULL,
    was jsonb,
    yours jsonb,
    by uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    settled_by uuid,
    settled_at timestamp with time zone
);

ALTER TABLE read.conflict_inbox_1 OWNER TO club21_app;

CREATE TABLE read.consultation_list_1 (
    network_id uuid NOT NULL,
    consultation_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    title text NOT NULL,
    question text,
    until date NOT NULL,
    authority_ids uuid[] NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by uuid NOT NULL,
    closed_at timestamp with time zone,
    why_closed text
);

ALTER TABLE read.consultation_list_1 OWNER TO club21_app;

CREATE VIEW read.consultation_list AS
 SELECT network_id,
    consultation_id,
    "position",
    plan_id,
    title,
    question,
    until,
    authority_ids,
    opened_at,
    opened_by,
    closed_at,
    why_closed
   FROM read.consultation_list_1;

ALTER VIEW read.consultation_list OWNER TO club21_app;

CREATE TABLE read.consultation_opinions_1 (
    network_id uuid NOT NULL,
    opinion_id uuid NOT NULL,
    "position" bigint NOT NULL,
    consultation_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    stance text NOT NULL,
    words text,
    given_at timestamp with time zone NOT NULL,
    given_by uuid NOT NULL,
    times bigint NOT NULL
);

ALTER TABLE read.consultation_opinions_1 OWNER TO club21_app;

CREATE VIEW read.consultation_opinions AS
 SELECT network_id,
    opinion_id,
    "position",
    consultation_id,
    plan_id,
    authority_id,
    stance,
    words,
    given_at,
    given_by,
    times
   FROM read.consultation_opinions_1;

ALTER VIEW read.consultation_opinions OWNER TO club21_app;

CREATE TABLE read.directory_2 (
    network_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    "position" bigint NOT NULL,
    population integer,
    traits text[] NOT NULL,
    needs text[] NOT NULL,
    body_id uuid,
    initiative text,
    initiative_stage text,
    particulars text,
    engagement text NOT NULL,
    engaged_on date,
    conflicts jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid NOT NULL,
    place jsonb,
    CONSTRAINT directory_2_engagement CHECK ((engagement = ANY (ARRAY['prospect'::text, 'engaged'::text, 'recognised'::text])))
);

ALTER TABLE read.directory_2 OWNER TO club21_app;

CREATE VIEW read.directory AS
 SELECT network_id,
    authority_id,
    "position",
    population,
    traits,
    needs,
    body_id,
    initiative,
    initiative_stage,
    particulars,
    engagement,
    engaged_on,
    conflicts,
    changed_at,
    changed_by,
    place
   FROM read.directory_2;

ALTER VIEW read.directory OWNER TO club21_app;

CREATE TABLE read.directory_1 (
    network_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    "position" bigint NOT NULL,
    population integer,
    traits text[] NOT NULL,
    needs text[] NOT NULL,
    body_id uuid,
    initiative text,
    initiative_stage text,
    particulars text,
    engagement text NOT NULL,
    engaged_on date,
    conflicts jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid NOT NULL,
    CONSTRAINT directory_1_engagement CHECK ((engagement = ANY (ARRAY['prospect'::text, 'engaged'::text, 'recognised'::text])))
);

ALTER TABLE read.directory_1 OWNER TO club21_app;

CREATE TABLE read.finding_list_1 (
    network_id uuid NOT NULL,
    finding_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    author_id uuid NOT NULL,
    text text NOT NULL,
    theme text,
    source text,
    verifier_id uuid,
    submitted_at timestamp with time zone NOT NULL,
    standing text NOT NULL,
    standing_reason text,
    standing_by uuid,
    opinions jsonb NOT NULL,
    CONSTRAINT finding_list_1_standing CHECK ((standing = ANY (ARRAY['submitted'::text, 'verified'::text, 'contested'::text, 'upheld'::text, 'dismissed'::text, 'withdrawn'::text])))
);

ALTER TABLE read.finding_list_1 OWNER TO club21_app;

CREATE VIEW read.finding_list AS
 SELECT network_id,
    finding_id,
    "position",
    plan_id,
    author_id,
    text,
    theme,
    source,
    verifier_id,
    submitted_at,
    standing,
    standing_reason,
    standing_by,
    opinions
   FROM read.finding_list_1;

ALTER VIEW read.finding_list OWNER TO club21_app;

CREATE TABLE read.idea_list_1 (
    network_id uuid NOT NULL,
    idea_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    author_id uuid NOT NULL,
    title text NOT NULL,
    text text,
    origin text NOT NULL,
    heard text,
    from_body_id uuid,
    proposed_at timestamp with time zone NOT NULL,
    refined_at timestamp with time zone,
    standing text NOT NULL,
    standing_reason text,
    action_id uuid,
    CONSTRAINT idea_list_1_standing CHECK ((standing = ANY (ARRAY['open'::text, 'promoted'::text, 'declined'::text, 'withdrawn'::text])))
);

ALTER TABLE read.idea_list_1 OWNER TO club21_app;

CREATE VIEW read.idea_list AS
 SELECT network_id,
    idea_id,
    "position",
    plan_id,
    author_id,
    title,
    text,
    origin,
    heard,
    from_body_id,
    proposed_at,
    refined_at,
    standing,
    standing_reason,
    action_id
   FROM read.idea_list_1;

ALTER VIEW read.idea_list OWNER TO club21_app;

CREATE TABLE read.item_places_2 (
    network_id uuid NOT NULL,
    item_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    within_id uuid,
    parties uuid[] NOT NULL
);

ALTER TABLE read.item_places_2 OWNER TO club21_app;

CREATE VIEW read.item_places AS
 SELECT network_id,
    item_id,
    "position",
    plan_id,
    within_id,
    parties
   FROM read.item_places_2;

ALTER VIEW read.item_places OWNER TO club21_app;

CREATE TABLE read.item_places_1 (
    network_id uuid NOT NULL,
    item_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    within_id uuid,
    parties uuid[] NOT NULL
);

ALTER TABLE read.item_places_1 OWNER TO club21_app;

CREATE VIEW read.log_command AS
 SELECT c.network_id,
    c.command_id,
    c.by,
    split_part(c.outcome, ':'::text, 1) AS outcome,
    NULLIF(split_part(c.outcome, ':'::text, 2), ''::text) AS refusal,
    c.first_position,
    c.last_position,
    ((c.last_position - c.first_position) + 1) AS events,
    e.at AS decided_after
   FROM (public.command c
     LEFT JOIN public.event e ON (((e.network_id = c.network_id) AND (e."position" = c.last_position))));

ALTER VIEW read.log_command OWNER TO club21_app;

CREATE VIEW read.log_event AS
 SELECT e.network_id,
    (public.readable(f.payload) ->> 'name'::text) AS founded_as,
    e."position",
    ((n.epoch || '.'::text) || e."position") AS token,
    e.at,
    e.tag,
    s.kind,
    e.stream_id,
    e.version,
    s.parent,
    e.by,
    e.on_behalf_of,
    e.cause,
    e.command_id,
    public.readable(e.payload) AS body,
    length(e.payload) AS bytes,
    (e.salt IS NULL) AS redacted
   FROM (((public.event e
     LEFT JOIN public.network n ON ((n.network_id = e.network_id)))
     LEFT JOIN public.stream s ON (((s.network_id = e.network_id) AND (s.stream_id = e.stream_id))))
     LEFT JOIN public.event f ON (((f.network_id = e.network_id) AND (f."position" = 1))));

ALTER VIEW read.log_event OWNER TO club21_app;

CREATE TABLE read.meeting_agenda_1 (
    network_id uuid NOT NULL,
    item_id uuid NOT NULL,
    "position" bigint NOT NULL,
    meeting_id uuid NOT NULL,
    title text NOT NULL,
    minutes bigint NOT NULL,
    order_key text NOT NULL,
    theme_id uuid,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.meeting_agenda_1 OWNER TO club21_app;

CREATE VIEW read.meeting_agenda AS
 SELECT network_id,
    item_id,
    "position",
    meeting_id,
    title,
    minutes,
    order_key,
    theme_id,
    withdrawn
   FROM read.meeting_agenda_1;

ALTER VIEW read.meeting_agenda OWNER TO club21_app;

CREATE TABLE read.meeting_answers_1 (
    network_id uuid NOT NULL,
    answer_id uuid NOT NULL,
    "position" bigint NOT NULL,
    meeting_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    invited_at timestamp with time zone,
    reply text,
    represented_by uuid,
    answered_at timestamp with time zone,
    answered_by uuid
);

ALTER TABLE read.meeting_answers_1 OWNER TO club21_app;

CREATE VIEW read.meeting_answers AS
 SELECT network_id,
    answer_id,
    "position",
    meeting_id,
    authority_id,
    invited_at,
    reply,
    represented_by,
    answered_at,
    answered_by
   FROM read.meeting_answers_1;

ALTER VIEW read.meeting_answers OWNER TO club21_app;

CREATE TABLE read.meeting_attendance_1 (
    network_id uuid NOT NULL,
    participant_id uuid NOT NULL,
    "position" bigint NOT NULL,
    meeting_id uuid NOT NULL,
    capacity text NOT NULL,
    authority_id uuid,
    authority_kind text,
    person_id uuid,
    checked_in_at timestamp with time zone NOT NULL
);

ALTER TABLE read.meeting_attendance_1 OWNER TO club21_app;

CREATE VIEW read.meeting_attendance AS
 SELECT network_id,
    participant_id,
    "position",
    meeting_id,
    capacity,
    authority_id,
    authority_kind,
    person_id,
    checked_in_at
   FROM read.meeting_attendance_1;

ALTER VIEW read.meeting_attendance OWNER TO club21_app;

CREATE TABLE read.meeting_bookings_1 (
    network_id uuid NOT NULL,
    booking_id uuid NOT NULL,
    "position" bigint NOT NULL,
    meeting_id uuid NOT NULL,
    visit_id uuid NOT NULL,
    person_id uuid NOT NULL,
    seats bigint NOT NULL,
    booked_at timestamp with time zone NOT NULL
);

ALTER TABLE read.meeting_bookings_1 OWNER TO club21_app;

CREATE VIEW read.meeting_bookings AS
 SELECT network_id,
    booking_id,
    "position",
    meeting_id,
    visit_id,
    person_id,
    seats,
    booked_at
   FROM read.meeting_bookings_1;

ALTER VIEW read.meeting_bookings OWNER TO club21_app;

CREATE TABLE read.meeting_decisions_1 (
    network_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    "position" bigint NOT NULL,
    meeting_id uuid NOT NULL,
    text text NOT NULL,
    due_on date NOT NULL,
    owner_id uuid,
    authority_id uuid,
    plan_id uuid,
    action_id uuid,
    decided_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.meeting_decisions_1 OWNER TO club21_app;

CREATE VIEW read.meeting_decisions AS
 SELECT network_id,
    decision_id,
    "position",
    meeting_id,
    text,
    due_on,
    owner_id,
    authority_id,
    plan_id,
    action_id,
    decided_at,
    finished_at,
    withdrawn
   FROM read.meeting_decisions_1;

ALTER VIEW read.meeting_decisions OWNER TO club21_app;

CREATE TABLE read.meeting_list_1 (
    network_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    "position" bigint NOT NULL,
    series_id uuid,
    title text NOT NULL,
    kind text NOT NULL,
    held_on date NOT NULL,
    begins text,
    minutes bigint NOT NULL,
    place text,
    themes text[] NOT NULL,
    programme text,
    planned_at timestamp with time zone NOT NULL,
    planned_by uuid NOT NULL,
    standing text NOT NULL,
    why_off text
);

ALTER TABLE read.meeting_list_1 OWNER TO club21_app;

CREATE VIEW read.meeting_list AS
 SELECT network_id,
    meeting_id,
    "position",
    series_id,
    title,
    kind,
    held_on,
    begins,
    minutes,
    place,
    themes,
    programme,
    planned_at,
    planned_by,
    standing,
    why_off
   FROM read.meeting_list_1;

ALTER VIEW read.meeting_list OWNER TO club21_app;

CREATE TABLE read.meeting_series_list_1 (
    network_id uuid NOT NULL,
    series_id uuid NOT NULL,
    "position" bigint NOT NULL,
    title text NOT NULL,
    targets jsonb NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);

ALTER TABLE read.meeting_series_list_1 OWNER TO club21_app;

CREATE VIEW read.meeting_series_list AS
 SELECT network_id,
    series_id,
    "position",
    title,
    targets,
    started_at,
    ended_at
   FROM read.meeting_series_list_1;

ALTER VIEW read.meeting_series_list OWNER TO club21_app;

CREATE TABLE read.meeting_theme_list_1 (
    network_id uuid NOT NULL,
    theme_id uuid NOT NULL,
    "position" bigint NOT NULL,
    series_id uuid NOT NULL,
    author_id uuid NOT NULL,
    title text NOT NULL,
    why text,
    proposed_at timestamp with time zone NOT NULL,
    meeting_id uuid,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.meeting_theme_list_1 OWNER TO club21_app;

CREATE VIEW read.meeting_theme_list AS
 SELECT network_id,
    theme_id,
    "position",
    series_id,
    author_id,
    title,
    why,
    proposed_at,
    meeting_id,
    withdrawn
   FROM read.meeting_theme_list_1;

ALTER VIEW read.meeting_theme_list OWNER TO club21_app;

CREATE TABLE read.meeting_visits_1 (
    network_id uuid NOT NULL,
    visit_id uuid NOT NULL,
    "position" bigint NOT NULL,
    meeting_id uuid NOT NULL,
    place text NOT NULL,
    seats bigint NOT NULL,
    departs text,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.meeting_visits_1 OWNER TO club21_app;

CREATE VIEW read.meeting_visits AS
 SELECT network_id,
    visit_id,
    "position",
    meeting_id,
    place,
    seats,
    departs,
    withdrawn
   FROM read.meeting_visits_1;

ALTER VIEW read.meeting_visits OWNER TO club21_app;

CREATE TABLE read.member_list_1 (
    network_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    "position" bigint NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    siren text,
    insee_code text,
    population integer,
    joined_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone
);

ALTER TABLE read.member_list_1 OWNER TO club21_app;

CREATE VIEW read.member_list AS
 SELECT network_id,
    authority_id,
    "position",
    name,
    kind,
    siren,
    insee_code,
    population,
    joined_at,
    left_at
   FROM read.member_list_1;

ALTER VIEW read.member_list OWNER TO club21_app;

CREATE TABLE read.mentor_list_1 (
    network_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    "position" bigint NOT NULL,
    person_id uuid NOT NULL,
    authority_id uuid,
    themes text[] NOT NULL,
    capacity integer NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    paused boolean NOT NULL,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.mentor_list_1 OWNER TO club21_app;

CREATE VIEW read.mentor_list AS
 SELECT network_id,
    offer_id,
    "position",
    person_id,
    authority_id,
    themes,
    capacity,
    offered_at,
    paused,
    withdrawn
   FROM read.mentor_list_1;

ALTER VIEW read.mentor_list OWNER TO club21_app;

CREATE TABLE read.mentor_places_1 (
    network_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    "position" bigint NOT NULL,
    person_id uuid NOT NULL,
    taken integer NOT NULL,
    CONSTRAINT mentor_places_1_taken CHECK ((taken >= 0))
);

ALTER TABLE read.mentor_places_1 OWNER TO club21_app;

CREATE VIEW read.mentor_places AS
 SELECT network_id,
    offer_id,
    "position",
    person_id,
    taken
   FROM read.mentor_places_1;

ALTER VIEW read.mentor_places OWNER TO club21_app;

CREATE TABLE read.mentoring_circle_1 (
    network_id uuid NOT NULL,
    mentorship_id uuid NOT NULL,
    "position" bigint NOT NULL,
    offer_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    mentee_id uuid NOT NULL,
    authority_id uuid,
    situation text NOT NULL,
    need text NOT NULL,
    themes text[] NOT NULL,
    size integer,
    requested_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    stage text NOT NULL,
    exchanges jsonb NOT NULL,
    charter text,
    agreed uuid[] NOT NULL,
    started_on date,
    meeting_id uuid,
    sessions jsonb NOT NULL,
    goals jsonb NOT NULL,
    closed_at timestamp with time zone,
    closed_by uuid,
    ending text,
    reason text,
    evaluations jsonb NOT NULL,
    CONSTRAINT mentoring_circle_1_stage CHECK ((stage = ANY (ARRAY['requested'::text, 'questioned'::text, 'accepted'::text, 'running'::text, 'declined'::text, 'withdrawn'::text, 'closed'::text])))
);

ALTER TABLE read.mentoring_circle_1 OWNER TO club21_app;

CREATE VIEW read.mentoring_circle AS
 SELECT network_id,
    mentorship_id,
    "position",
    offer_id,
    mentor_id,
    mentee_id,
    authority_id,
    situation,
    need,
    themes,
    size,
    requested_at,
    changed_at,
    stage,
    exchanges,
    charter,
    agreed,
    started_on,
    meeting_id,
    sessions,
    goals,
    closed_at,
    closed_by,
    ending,
    reason,
    evaluations
   FROM read.mentoring_circle_1;

ALTER VIEW read.mentoring_circle OWNER TO club21_app;

CREATE TABLE read.mentoring_journal_1 (
    network_id uuid NOT NULL,
    note_id uuid NOT NULL,
    "position" bigint NOT NULL,
    mentorship_id uuid NOT NULL,
    session_id uuid,
    author uuid NOT NULL,
    private boolean NOT NULL,
    text text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.mentoring_journal_1 OWNER TO club21_app;

CREATE VIEW read.mentoring_journal AS
 SELECT network_id,
    note_id,
    "position",
    mentorship_id,
    session_id,
    author,
    private,
    text,
    written_at,
    edited_at,
    withdrawn
   FROM read.mentoring_journal_1;

ALTER VIEW read.mentoring_journal OWNER TO club21_app;

CREATE TABLE read.minutes_amendments_1 (
    network_id uuid NOT NULL,
    amendment_id uuid NOT NULL,
    "position" bigint NOT NULL,
    minutes_id uuid NOT NULL,
    section_id uuid NOT NULL,
    author_id uuid NOT NULL,
    was text,
    wanted text,
    why text,
    proposed_at timestamp with time zone NOT NULL,
    outcome text,
    answered_at timestamp with time zone,
    answered_by uuid,
    why_not text
);

ALTER TABLE read.minutes_amendments_1 OWNER TO club21_app;

CREATE VIEW read.minutes_amendments AS
 SELECT network_id,
    amendment_id,
    "position",
    minutes_id,
    section_id,
    author_id,
    was,
    wanted,
    why,
    proposed_at,
    outcome,
    answered_at,
    answered_by,
    why_not
   FROM read.minutes_amendments_1;

ALTER VIEW read.minutes_amendments OWNER TO club21_app;

CREATE TABLE read.minutes_list_1 (
    network_id uuid NOT NULL,
    minutes_id uuid NOT NULL,
    "position" bigint NOT NULL,
    meeting_id uuid NOT NULL,
    title text NOT NULL,
    workshops uuid[] NOT NULL,
    stage text NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    begun_by uuid NOT NULL,
    reviewed_at timestamp with time zone,
    approved_at timestamp with time zone,
    approved_by uuid,
    published_at timestamp with time zone,
    published_by uuid,
    published_position bigint,
    CONSTRAINT minutes_list_1_stage CHECK ((stage = ANY (ARRAY['draft'::text, 'review'::text, 'approved'::text, 'published'::text])))
);

ALTER TABLE read.minutes_list_1 OWNER TO club21_app;

CREATE VIEW read.minutes_list AS
 SELECT network_id,
    minutes_id,
    "position",
    meeting_id,
    title,
    workshops,
    stage,
    begun_at,
    begun_by,
    reviewed_at,
    approved_at,
    approved_by,
    published_at,
    published_by,
    published_position
   FROM read.minutes_list_1;

ALTER VIEW read.minutes_list OWNER TO club21_app;

CREATE TABLE read.minutes_sections_1 (
    network_id uuid NOT NULL,
    section_id uuid NOT NULL,
    "position" bigint NOT NULL,
    minutes_id uuid NOT NULL,
    part text NOT NULL,
    workshop_id uuid,
    heading text NOT NULL,
    text text,
    order_key text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid NOT NULL,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.minutes_sections_1 OWNER TO club21_app;

CREATE VIEW read.minutes_sections AS
 SELECT network_id,
    section_id,
    "position",
    minutes_id,
    part,
    workshop_id,
    heading,
    text,
    order_key,
    changed_at,
    changed_by,
    withdrawn
   FROM read.minutes_sections_1;

ALTER VIEW read.minutes_sections OWNER TO club21_app;

CREATE TABLE read.moment_list_1 (
    network_id uuid NOT NULL,
    moment_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid,
    title text NOT NULL,
    kind text NOT NULL,
    held_on date NOT NULL,
    description text,
    of text,
    named_position bigint NOT NULL,
    named_at timestamp with time zone NOT NULL,
    named_by uuid NOT NULL,
    withdrawn boolean NOT NULL,
    CONSTRAINT moment_list_1_kind CHECK ((kind = ANY (ARRAY['council_vote'::text, 'steering_committee'::text, 'version'::text, 'other'::text])))
);

ALTER TABLE read.moment_list_1 OWNER TO club21_app;

CREATE VIEW read.moment_list AS
 SELECT network_id,
    moment_id,
    "position",
    plan_id,
    title,
    kind,
    held_on,
    description,
    of,
    named_position,
    named_at,
    named_by,
    withdrawn
   FROM read.moment_list_1;

ALTER VIEW read.moment_list OWNER TO club21_app;

CREATE TABLE read.moved (
    network_id uuid NOT NULL,
    "position" bigint NOT NULL
);

ALTER TABLE read.moved OWNER TO club21_app;

CREATE TABLE read.network_governance_1 (
    network_id uuid NOT NULL,
    governance_id uuid NOT NULL,
    "position" bigint NOT NULL,
    begins_on date,
    ends_on date,
    objectives jsonb NOT NULL,
    committee jsonb NOT NULL
);

ALTER TABLE read.network_governance_1 OWNER TO club21_app;

CREATE VIEW read.network_governance AS
 SELECT network_id,
    governance_id,
    "position",
    begins_on,
    ends_on,
    objectives,
    committee
   FROM read.network_governance_1;

ALTER VIEW read.network_governance OWNER TO club21_app;

CREATE TABLE read.network_profile_1 (
    network_id uuid NOT NULL,
    "position" bigint NOT NULL,
    name text NOT NULL,
    clock text NOT NULL,
    time_zone text NOT NULL
);

ALTER TABLE read.network_profile_1 OWNER TO club21_app;

CREATE VIEW read.network_profile AS
 SELECT network_id,
    "position",
    name,
    clock,
    time_zone
   FROM read.network_profile_1;

ALTER VIEW read.network_profile OWNER TO club21_app;

CREATE TABLE read.note_list_1 (
    network_id uuid NOT NULL,
    note_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    action_id uuid,
    author uuid NOT NULL,
    text text NOT NULL,
    parties uuid[] NOT NULL,
    written_at timestamp with time zone NOT NULL,
    edited_by uuid,
    edited_at timestamp with time zone,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.note_list_1 OWNER TO club21_app;

CREATE VIEW read.note_list AS
 SELECT network_id,
    note_id,
    "position",
    plan_id,
    action_id,
    author,
    text,
    parties,
    written_at,
    edited_by,
    edited_at,
    withdrawn
   FROM read.note_list_1;

ALTER VIEW read.note_list OWNER TO club21_app;

CREATE TABLE read.passed_over (
    network_id uuid NOT NULL,
    projection text NOT NULL,
    "position" bigint NOT NULL,
    reason text NOT NULL,
    error text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT passed_over_reason CHECK ((length(btrim(reason)) > 0))
);

ALTER TABLE read.passed_over OWNER TO club21_app;

CREATE TABLE read.phase_calendar_1 (
    network_id uuid NOT NULL,
    phase_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    title text NOT NULL,
    starts_on date,
    ends_on date,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.phase_calendar_1 OWNER TO club21_app;

CREATE VIEW read.phase_calendar AS
 SELECT network_id,
    phase_id,
    "position",
    plan_id,
    title,
    starts_on,
    ends_on,
    withdrawn
   FROM read.phase_calendar_1;

ALTER VIEW read.phase_calendar OWNER TO club21_app;

CREATE TABLE read.plan_board_1 (
    network_id uuid NOT NULL,
    action_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    parent_id uuid,
    axis_id uuid,
    order_key text NOT NULL COLLATE pg_catalog."C",
    code text,
    title text NOT NULL,
    description text,
    objectives text,
    lead text,
    lead_service text,
    co_leads text[] NOT NULL,
    partners text[] NOT NULL,
    lead_people uuid[] NOT NULL,
    elected_people uuid[] NOT NULL,
    governance text,
    resources text,
    participation text,
    calendar text,
    starts_on date,
    ends_on date,
    continuous boolean NOT NULL,
    status text NOT NULL,
    status_reason text,
    priority text,
    aims text[] NOT NULL,
    funders jsonb NOT NULL,
    budget_planned bigint,
    budget_actual bigint,
    notes text,
    extra jsonb NOT NULL,
    withdrawn boolean NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid NOT NULL
)
WITH (fillfactor='70');

ALTER TABLE read.plan_board_1 OWNER TO club21_app;

CREATE VIEW read.plan_board AS
 SELECT network_id,
    action_id,
    "position",
    plan_id,
    parent_id,
    axis_id,
    order_key,
    code,
    title,
    description,
    objectives,
    lead,
    lead_service,
    co_leads,
    partners,
    lead_people,
    elected_people,
    governance,
    resources,
    participation,
    calendar,
    starts_on,
    ends_on,
    continuous,
    status,
    status_reason,
    priority,
    aims,
    funders,
    budget_planned,
    budget_actual,
    notes,
    extra,
    withdrawn,
    added_at,
    added_by,
    changed_at,
    changed_by
   FROM read.plan_board_1;

ALTER VIEW read.plan_board OWNER TO club21_app;

CREATE TABLE read.plan_list_1 (
    network_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    "position" bigint NOT NULL,
    title text NOT NULL,
    description text,
    authority_id uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by uuid NOT NULL,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.plan_list_1 OWNER TO club21_app;

CREATE VIEW read.plan_list AS
 SELECT network_id,
    plan_id,
    "position",
    title,
    description,
    authority_id,
    opened_at,
    opened_by,
    withdrawn
   FROM read.plan_list_1;

ALTER VIEW read.plan_list OWNER TO club21_app;

CREATE TABLE read.process_list_1 (
    network_id uuid NOT NULL,
    process_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    canvas text,
    template_id uuid,
    started_at timestamp with time zone NOT NULL
);

ALTER TABLE read.process_list_1 OWNER TO club21_app;

CREATE VIEW read.process_list AS
 SELECT network_id,
    process_id,
    "position",
    plan_id,
    authority_id,
    canvas,
    template_id,
    started_at
   FROM read.process_list_1;

ALTER VIEW read.process_list OWNER TO club21_app;

CREATE TABLE read.process_recognitions_1 (
    network_id uuid NOT NULL,
    request_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    process_id uuid NOT NULL,
    dossier text NOT NULL,
    requested_on date NOT NULL,
    outcome text NOT NULL,
    answered_on date,
    answer_reason text,
    CONSTRAINT process_recognitions_1_outcome CHECK ((outcome = ANY (ARRAY['waiting'::text, 'granted'::text, 'refused'::text])))
);

ALTER TABLE read.process_recognitions_1 OWNER TO club21_app;

CREATE VIEW read.process_recognitions AS
 SELECT network_id,
    request_id,
    "position",
    plan_id,
    process_id,
    dossier,
    requested_on,
    outcome,
    answered_on,
    answer_reason
   FROM read.process_recognitions_1;

ALTER VIEW read.process_recognitions OWNER TO club21_app;

CREATE TABLE read.process_resolutions_1 (
    network_id uuid NOT NULL,
    resolution_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    process_id uuid NOT NULL,
    reference text NOT NULL,
    resolved_on date NOT NULL,
    council text NOT NULL,
    subject text NOT NULL,
    title text NOT NULL,
    result text NOT NULL,
    provider text,
    votes_for integer,
    votes_against integer,
    abstained integer,
    withdrawn boolean NOT NULL,
    withdrawn_reason text,
    CONSTRAINT process_resolutions_1_result CHECK ((result = ANY (ARRAY['adopted'::text, 'rejected'::text])))
);

ALTER TABLE read.process_resolutions_1 OWNER TO club21_app;

CREATE VIEW read.process_resolutions AS
 SELECT network_id,
    resolution_id,
    "position",
    plan_id,
    process_id,
    reference,
    resolved_on,
    council,
    subject,
    title,
    result,
    provider,
    votes_for,
    votes_against,
    abstained,
    withdrawn,
    withdrawn_reason
   FROM read.process_resolutions_1;

ALTER VIEW read.process_resolutions OWNER TO club21_app;

CREATE TABLE read.process_sessions_1 (
    network_id uuid NOT NULL,
    session_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    process_id uuid NOT NULL,
    title text NOT NULL,
    purpose text NOT NULL,
    held_on date NOT NULL,
    public text NOT NULL,
    headcount integer NOT NULL,
    attended integer,
    meeting_id uuid,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.process_sessions_1 OWNER TO club21_app;

CREATE VIEW read.process_sessions AS
 SELECT network_id,
    session_id,
    "position",
    plan_id,
    process_id,
    title,
    purpose,
    held_on,
    public,
    headcount,
    attended,
    meeting_id,
    withdrawn
   FROM read.process_sessions_1;

ALTER VIEW read.process_sessions OWNER TO club21_app;

CREATE TABLE read.process_steps_1 (
    network_id uuid NOT NULL,
    step_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    process_id uuid NOT NULL,
    title text NOT NULL,
    order_key text NOT NULL,
    done_on date,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.process_steps_1 OWNER TO club21_app;

CREATE VIEW read.process_steps AS
 SELECT network_id,
    step_id,
    "position",
    plan_id,
    process_id,
    title,
    order_key,
    done_on,
    withdrawn
   FROM read.process_steps_1;

ALTER VIEW read.process_steps OWNER TO club21_app;

CREATE TABLE read.process_templates_1 (
    network_id uuid NOT NULL,
    template_id uuid NOT NULL,
    "position" bigint NOT NULL,
    name text NOT NULL,
    steps text[] NOT NULL,
    written_at timestamp with time zone NOT NULL,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.process_templates_1 OWNER TO club21_app;

CREATE VIEW read.process_templates AS
 SELECT network_id,
    template_id,
    "position",
    name,
    steps,
    written_at,
    withdrawn
   FROM read.process_templates_1;

ALTER VIEW read.process_templates OWNER TO club21_app;

CREATE TABLE read.public_plans_1 (
    network_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    "position" bigint NOT NULL,
    version_id uuid NOT NULL,
    shown_at timestamp with time zone NOT NULL,
    shown_by uuid NOT NULL
);

ALTER TABLE read.public_plans_1 OWNER TO club21_app;

CREATE VIEW read.public_plans AS
 SELECT network_id,
    plan_id,
    "position",
    version_id,
    shown_at,
    shown_by
   FROM read.public_plans_1;

ALTER VIEW read.public_plans OWNER TO club21_app;

CREATE TABLE read.question_list_1 (
    network_id uuid NOT NULL,
    question_id uuid NOT NULL,
    "position" bigint NOT NULL,
    asker uuid NOT NULL,
    text text NOT NULL,
    theme text,
    skill_id uuid,
    asked_at timestamp with time zone NOT NULL,
    answers jsonb NOT NULL,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.question_list_1 OWNER TO club21_app;

CREATE VIEW read.question_list AS
 SELECT network_id,
    question_id,
    "position",
    asker,
    text,
    theme,
    skill_id,
    asked_at,
    answers,
    withdrawn
   FROM read.question_list_1;

ALTER VIEW read.question_list OWNER TO club21_app;

CREATE TABLE read.questionnaire_answers_1 (
    network_id uuid NOT NULL,
    answer_id uuid NOT NULL,
    "position" bigint NOT NULL,
    questionnaire_id uuid NOT NULL,
    person_id uuid NOT NULL,
    authority_id uuid,
    answers jsonb NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    times bigint NOT NULL
);

ALTER TABLE read.questionnaire_answers_1 OWNER TO club21_app;

CREATE VIEW read.questionnaire_answers AS
 SELECT network_id,
    answer_id,
    "position",
    questionnaire_id,
    person_id,
    authority_id,
    answers,
    answered_at,
    changed_at,
    times
   FROM read.questionnaire_answers_1;

ALTER VIEW read.questionnaire_answers OWNER TO club21_app;

CREATE TABLE read.questionnaire_list_1 (
    network_id uuid NOT NULL,
    questionnaire_id uuid NOT NULL,
    "position" bigint NOT NULL,
    title text NOT NULL,
    introduction text,
    respondents text NOT NULL,
    meeting_id uuid,
    stage text NOT NULL,
    drafted_at timestamp with time zone NOT NULL,
    drafted_by uuid NOT NULL,
    opened_at timestamp with time zone,
    closed_at timestamp with time zone,
    CONSTRAINT questionnaire_list_1_respondents CHECK ((respondents = ANY (ARRAY['people'::text, 'authorities'::text]))),
    CONSTRAINT questionnaire_list_1_stage CHECK ((stage = ANY (ARRAY['draft'::text, 'open'::text, 'closed'::text])))
);

ALTER TABLE read.questionnaire_list_1 OWNER TO club21_app;

CREATE VIEW read.questionnaire_list AS
 SELECT network_id,
    questionnaire_id,
    "position",
    title,
    introduction,
    respondents,
    meeting_id,
    stage,
    drafted_at,
    drafted_by,
    opened_at,
    closed_at
   FROM read.questionnaire_list_1;

ALTER VIEW read.questionnaire_list OWNER TO club21_app;

CREATE TABLE read.questionnaire_questions_1 (
    network_id uuid NOT NULL,
    question_id uuid NOT NULL,
    "position" bigint NOT NULL,
    questionnaire_id uuid NOT NULL,
    text text NOT NULL,
    kind text NOT NULL,
    order_key text NOT NULL,
    choices text[] NOT NULL,
    required boolean NOT NULL,
    about text,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.questionnaire_questions_1 OWNER TO club21_app;

CREATE VIEW read.questionnaire_questions AS
 SELECT network_id,
    question_id,
    "position",
    questionnaire_id,
    text,
    kind,
    order_key,
    choices,
    required,
    about,
    withdrawn
   FROM read.questionnaire_questions_1;

ALTER VIEW read.questionnaire_questions OWNER TO club21_app;

CREATE TABLE read.recent_activity_1 (
    network_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid,
    stream_id uuid NOT NULL,
    tag text NOT NULL,
    by uuid NOT NULL,
    on_behalf_of uuid,
    at timestamp with time zone NOT NULL,
    cause uuid,
    command_id uuid NOT NULL,
    reason text,
    changed jsonb NOT NULL
);

ALTER TABLE read.recent_activity_1 OWNER TO club21_app;

CREATE VIEW read.recent_activity AS
 SELECT network_id,
    "position",
    plan_id,
    stream_id,
    tag,
    by,
    on_behalf_of,
    at,
    cause,
    command_id,
    reason,
    changed
   FROM read.recent_activity_1;

ALTER VIEW read.recent_activity OWNER TO club21_app;

CREATE TABLE read.referent_list_1 (
    network_id uuid NOT NULL,
    referent_id uuid NOT NULL,
    "position" bigint NOT NULL,
    person_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    capacity text NOT NULL,
    named_at timestamp with time zone NOT NULL,
    ambassador_of text[] NOT NULL,
    retired_at timestamp with time zone
);

ALTER TABLE read.referent_list_1 OWNER TO club21_app;

CREATE VIEW read.referent_list AS
 SELECT network_id,
    referent_id,
    "position",
    person_id,
    authority_id,
    capacity,
    named_at,
    ambassador_of,
    retired_at
   FROM read.referent_list_1;

ALTER VIEW read.referent_list OWNER TO club21_app;

CREATE TABLE read.restricted_items_1 (
    network_id uuid NOT NULL,
    item_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    parties uuid[] NOT NULL,
    by uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE read.restricted_items_1 OWNER TO club21_app;

CREATE VIEW read.restricted_items AS
 SELECT network_id,
    item_id,
    "position",
    plan_id,
    parties,
    by,
    at
   FROM read.restricted_items_1;

ALTER VIEW read.restricted_items OWNER TO club21_app;

CREATE TABLE read.rights_1 (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    "position" bigint NOT NULL,
    roles jsonb NOT NULL,
    suspended boolean NOT NULL
);

ALTER TABLE read.rights_1 OWNER TO club21_app;

CREATE VIEW read.rights AS
 SELECT network_id,
    person_id,
    "position",
    roles,
    suspended
   FROM read.rights_1;

ALTER VIEW read.rights OWNER TO club21_app;

CREATE TABLE read.roadmap_list_1 (
    network_id uuid NOT NULL,
    roadmap_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    first_year bigint NOT NULL,
    last_year bigint NOT NULL,
    drafted_at timestamp with time zone NOT NULL,
    drafted_by uuid NOT NULL,
    stage text NOT NULL,
    consultation_id uuid,
    sent_out_at timestamp with time zone,
    body text,
    adopted_on date,
    adopted_at timestamp with time zone,
    adopted_by uuid,
    version_id uuid,
    started_at timestamp with time zone,
    started_by uuid
);

ALTER TABLE read.roadmap_list_1 OWNER TO club21_app;

CREATE VIEW read.roadmap_list AS
 SELECT network_id,
    roadmap_id,
    "position",
    plan_id,
    first_year,
    last_year,
    drafted_at,
    drafted_by,
    stage,
    consultation_id,
    sent_out_at,
    body,
    adopted_on,
    adopted_at,
    adopted_by,
    version_id,
    started_at,
    started_by
   FROM read.roadmap_list_1;

ALTER VIEW read.roadmap_list OWNER TO club21_app;

CREATE TABLE read.roadmap_programmes_1 (
    network_id uuid NOT NULL,
    programme_id uuid NOT NULL,
    "position" bigint NOT NULL,
    roadmap_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    year bigint NOT NULL,
    action_ids uuid[] NOT NULL,
    carried_ids uuid[] NOT NULL,
    left_out jsonb NOT NULL,
    programmed_at timestamp with time zone NOT NULL,
    programmed_by uuid NOT NULL,
    times bigint NOT NULL
);

ALTER TABLE read.roadmap_programmes_1 OWNER TO club21_app;

CREATE VIEW read.roadmap_programmes AS
 SELECT network_id,
    programme_id,
    "position",
    roadmap_id,
    plan_id,
    year,
    action_ids,
    carried_ids,
    left_out,
    programmed_at,
    programmed_by,
    times
   FROM read.roadmap_programmes_1;

ALTER VIEW read.roadmap_programmes OWNER TO club21_app;

CREATE TABLE read.search_due (
    network_id uuid NOT NULL,
    due_id bigint NOT NULL,
    source text NOT NULL,
    items uuid[] NOT NULL
)
WITH (autovacuum_vacuum_threshold='100', autovacuum_vacuum_scale_factor='0');

ALTER TABLE read.search_due OWNER TO club21_app;

ALTER TABLE read.search_due ALTER COLUMN due_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME read.search_due_due_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE read.search_names (
    network_id uuid NOT NULL,
    word text NOT NULL COLLATE pg_catalog."C"
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');

ALTER TABLE read.search_names OWNER TO club21_app;

CREATE TABLE read.search_words (
    network_id uuid CONSTRAINT searched_network_id_not_null NOT NULL,
    source text CONSTRAINT searched_source_not_null NOT NULL,
    item_id uuid CONSTRAINT searched_item_id_not_null NOT NULL,
    title text CONSTRAINT searched_title_not_null NOT NULL,
    named tsvector CONSTRAINT searched_named_not_null NOT NULL,
    words tsvector CONSTRAINT searched_words_not_null NOT NULL
)
WITH (autovacuum_vacuum_threshold='1', autovacuum_vacuum_scale_factor='0');

ALTER TABLE read.search_words OWNER TO club21_app;

CREATE VIEW read.searched AS
 SELECT network_id,
    source,
    item_id,
    title,
    named,
    words
   FROM read.search_words w
  WHERE (NOT (EXISTS ( SELECT
           FROM (read.search_due d
             CROSS JOIN LATERAL unnest(d.items) due(item_id))
          WHERE ((d.network_id = w.network_id) AND (d.source = w.source) AND (due.item_id = w.item_id)))));

ALTER VIEW read.searched OWNER TO club21_app;

CREATE VIEW read.shown_version AS
 SELECT (v.relname)::text AS projection,
    (substr((t.relname)::text, (length((v.relname)::text) + 2)))::integer AS version
   FROM (((pg_class v
     JOIN pg_rewrite r ON ((r.ev_class = v.oid)))
     JOIN pg_depend d ON (((d.classid = ('pg_rewrite'::regclass)::oid) AND (d.objid = r.oid) AND (d.refclassid = ('pg_class'::regclass)::oid) AND (d.refobjsubid = 1))))
     JOIN pg_class t ON (((t.oid = d.refobjid) AND (t.relnamespace = v.relnamespace) AND (t.relkind = 'r'::"char"))))
  WHERE ((v.relkind = 'v'::"char") AND (v.relnamespace = ('read'::regnamespace)::oid) AND (t.relname ~ (('^'::text || (v.relname)::text) || '_\d+$'::text)));

ALTER VIEW read.shown_version OWNER TO club21_app;

CREATE TABLE read.skill_list_1 (
    network_id uuid NOT NULL,
    skill_id uuid NOT NULL,
    "position" bigint NOT NULL,
    name text NOT NULL,
    authority_id uuid,
    person_id uuid,
    action_id uuid,
    evidence text,
    declared_at timestamp with time zone NOT NULL,
    declared_by uuid NOT NULL,
    endorsements jsonb NOT NULL,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.skill_list_1 OWNER TO club21_app;

CREATE VIEW read.skill_list AS
 SELECT network_id,
    skill_id,
    "position",
    name,
    authority_id,
    person_id,
    action_id,
    evidence,
    declared_at,
    declared_by,
    endorsements,
    withdrawn
   FROM read.skill_list_1;

ALTER VIEW read.skill_list OWNER TO club21_app;

CREATE TABLE read.support_file_list_1 (
    network_id uuid NOT NULL,
    file_id uuid NOT NULL,
    "position" bigint NOT NULL,
    authority_id uuid NOT NULL,
    adviser_id uuid NOT NULL,
    need text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    tools jsonb NOT NULL,
    closed_at timestamp with time zone,
    reason text
);

ALTER TABLE read.support_file_list_1 OWNER TO club21_app;

CREATE VIEW read.support_file_list AS
 SELECT network_id,
    file_id,
    "position",
    authority_id,
    adviser_id,
    need,
    opened_at,
    tools,
    closed_at,
    reason
   FROM read.support_file_list_1;

ALTER VIEW read.support_file_list OWNER TO club21_app;

CREATE TABLE read.synthesis_answers_1 (
    network_id uuid NOT NULL,
    link_id uuid NOT NULL,
    "position" bigint NOT NULL,
    synthesis_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    answer_id uuid NOT NULL,
    text text NOT NULL,
    questionnaire_id uuid,
    linked_at timestamp with time zone NOT NULL,
    linked_by uuid NOT NULL
);

ALTER TABLE read.synthesis_answers_1 OWNER TO club21_app;

CREATE VIEW read.synthesis_answers AS
 SELECT network_id,
    link_id,
    "position",
    synthesis_id,
    cluster_id,
    answer_id,
    text,
    questionnaire_id,
    linked_at,
    linked_by
   FROM read.synthesis_answers_1;

ALTER VIEW read.synthesis_answers OWNER TO club21_app;

CREATE TABLE read.synthesis_clusters_2 (
    network_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    "position" bigint NOT NULL,
    synthesis_id uuid NOT NULL,
    title text NOT NULL,
    summary text,
    made_at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    split_from uuid,
    merged_into uuid,
    merged_at timestamp with time zone,
    aside_at timestamp with time zone,
    why_aside text
);

ALTER TABLE read.synthesis_clusters_2 OWNER TO club21_app;

CREATE VIEW read.synthesis_clusters AS
 SELECT network_id,
    cluster_id,
    "position",
    synthesis_id,
    title,
    summary,
    made_at,
    made_by,
    split_from,
    merged_into,
    merged_at,
    aside_at,
    why_aside
   FROM read.synthesis_clusters_2;

ALTER VIEW read.synthesis_clusters OWNER TO club21_app;

CREATE TABLE read.synthesis_clusters_1 (
    network_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    "position" bigint NOT NULL,
    synthesis_id uuid NOT NULL,
    title text NOT NULL,
    summary text,
    made_at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    split_from uuid,
    merged_into uuid,
    merged_at timestamp with time zone,
    aside_at timestamp with time zone,
    why_aside text,
    plan_id uuid,
    action_id uuid,
    promoted_at timestamp with time zone,
    promoted_by uuid
);

ALTER TABLE read.synthesis_clusters_1 OWNER TO club21_app;

CREATE TABLE read.synthesis_list_1 (
    network_id uuid NOT NULL,
    synthesis_id uuid NOT NULL,
    "position" bigint NOT NULL,
    title text NOT NULL,
    workshop_ids uuid[] NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by uuid NOT NULL
);

ALTER TABLE read.synthesis_list_1 OWNER TO club21_app;

CREATE VIEW read.synthesis_list AS
 SELECT network_id,
    synthesis_id,
    "position",
    title,
    workshop_ids,
    opened_at,
    opened_by
   FROM read.synthesis_list_1;

ALTER VIEW read.synthesis_list OWNER TO club21_app;

CREATE TABLE read.synthesis_promotions_1 (
    network_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    "position" bigint NOT NULL,
    synthesis_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    action_id uuid NOT NULL,
    promoted_at timestamp with time zone NOT NULL,
    promoted_by uuid NOT NULL
);

ALTER TABLE read.synthesis_promotions_1 OWNER TO club21_app;

CREATE VIEW read.synthesis_promotions AS
 SELECT network_id,
    cluster_id,
    "position",
    synthesis_id,
    plan_id,
    action_id,
    promoted_at,
    promoted_by
   FROM read.synthesis_promotions_1;

ALTER VIEW read.synthesis_promotions OWNER TO club21_app;

CREATE TABLE read.synthesis_scores_1 (
    network_id uuid NOT NULL,
    score_id uuid NOT NULL,
    "position" bigint NOT NULL,
    synthesis_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    person_id uuid NOT NULL,
    criterion text NOT NULL,
    points bigint NOT NULL,
    why text NOT NULL,
    scored_at timestamp with time zone NOT NULL,
    times bigint NOT NULL
);

ALTER TABLE read.synthesis_scores_1 OWNER TO club21_app;

CREATE VIEW read.synthesis_scores AS
 SELECT network_id,
    score_id,
    "position",
    synthesis_id,
    cluster_id,
    person_id,
    criterion,
    points,
    why,
    scored_at,
    times
   FROM read.synthesis_scores_1;

ALTER VIEW read.synthesis_scores OWNER TO club21_app;

CREATE TABLE read.synthesis_sources_1 (
    network_id uuid NOT NULL,
    place_id uuid NOT NULL,
    "position" bigint NOT NULL,
    synthesis_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    contribution_id uuid NOT NULL,
    cluster_id uuid,
    moves jsonb NOT NULL
);

ALTER TABLE read.synthesis_sources_1 OWNER TO club21_app;

CREATE VIEW read.synthesis_sources AS
 SELECT network_id,
    place_id,
    "position",
    synthesis_id,
    workshop_id,
    contribution_id,
    cluster_id,
    moves
   FROM read.synthesis_sources_1;

ALTER VIEW read.synthesis_sources OWNER TO club21_app;

CREATE TABLE read.version_list_1 (
    network_id uuid NOT NULL,
    version_id uuid NOT NULL,
    "position" bigint NOT NULL,
    plan_id uuid NOT NULL,
    label text NOT NULL,
    of text,
    published_position bigint NOT NULL,
    published_at timestamp with time zone NOT NULL,
    published_by uuid NOT NULL
);

ALTER TABLE read.version_list_1 OWNER TO club21_app;

CREATE VIEW read.version_list AS
 SELECT network_id,
    version_id,
    "position",
    plan_id,
    label,
    of,
    published_position,
    published_at,
    published_by
   FROM read.version_list_1;

ALTER VIEW read.version_list OWNER TO club21_app;

CREATE TABLE read.workshop_board_2 (
    network_id uuid NOT NULL,
    contribution_id uuid NOT NULL,
    "position" bigint NOT NULL,
    workshop_id uuid NOT NULL,
    author_id uuid NOT NULL,
    author_kind text,
    group_name text,
    action text NOT NULL,
    objective text,
    contributed_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    orientation text,
    question_id uuid,
    nature text NOT NULL,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.workshop_board_2 OWNER TO club21_app;

CREATE VIEW read.workshop_board AS
 SELECT network_id,
    contribution_id,
    "position",
    workshop_id,
    author_id,
    author_kind,
    group_name,
    action,
    objective,
    contributed_at,
    changed_at,
    orientation,
    question_id,
    nature,
    withdrawn
   FROM read.workshop_board_2;

ALTER VIEW read.workshop_board OWNER TO club21_app;

CREATE TABLE read.workshop_board_1 (
    network_id uuid NOT NULL,
    contribution_id uuid NOT NULL,
    "position" bigint NOT NULL,
    workshop_id uuid NOT NULL,
    author_id uuid NOT NULL,
    author_kind text,
    group_name text,
    action text NOT NULL,
    objective text,
    contributed_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.workshop_board_1 OWNER TO club21_app;

CREATE TABLE read.workshop_groups_1 (
    network_id uuid NOT NULL,
    table_id uuid NOT NULL,
    "position" bigint NOT NULL,
    workshop_id uuid NOT NULL,
    group_name text NOT NULL,
    assigned_at timestamp with time zone NOT NULL
);

ALTER TABLE read.workshop_groups_1 OWNER TO club21_app;

CREATE VIEW read.workshop_groups AS
 SELECT network_id,
    table_id,
    "position",
    workshop_id,
    group_name,
    assigned_at
   FROM read.workshop_groups_1;

ALTER VIEW read.workshop_groups OWNER TO club21_app;

CREATE TABLE read.workshop_list_2 (
    network_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    "position" bigint NOT NULL,
    title text NOT NULL,
    question text NOT NULL,
    plan_id uuid,
    opened_at timestamp with time zone NOT NULL,
    opened_by uuid NOT NULL,
    meeting_id uuid,
    sitting bigint NOT NULL,
    closed_at timestamp with time zone
);

ALTER TABLE read.workshop_list_2 OWNER TO club21_app;

CREATE VIEW read.workshop_list AS
 SELECT network_id,
    workshop_id,
    "position",
    title,
    question,
    plan_id,
    opened_at,
    opened_by,
    meeting_id,
    sitting,
    closed_at
   FROM read.workshop_list_2;

ALTER VIEW read.workshop_list OWNER TO club21_app;

CREATE TABLE read.workshop_list_1 (
    network_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    "position" bigint NOT NULL,
    title text NOT NULL,
    question text NOT NULL,
    plan_id uuid,
    opened_at timestamp with time zone NOT NULL,
    opened_by uuid NOT NULL,
    sitting bigint NOT NULL,
    closed_at timestamp with time zone
);

ALTER TABLE read.workshop_list_1 OWNER TO club21_app;

CREATE TABLE read.workshop_questions_1 (
    network_id uuid NOT NULL,
    question_id uuid NOT NULL,
    "position" bigint NOT NULL,
    workshop_id uuid NOT NULL,
    text text NOT NULL,
    order_key text NOT NULL,
    withdrawn boolean NOT NULL
);

ALTER TABLE read.workshop_questions_1 OWNER TO club21_app;

CREATE VIEW read.workshop_questions AS
 SELECT network_id,
    question_id,
    "position",
    workshop_id,
    text,
    order_key,
    withdrawn
   FROM read.workshop_questions_1;

ALTER VIEW read.workshop_questions OWNER TO club21_app;

CREATE TABLE read.workshop_seats_1 (
    network_id uuid NOT NULL,
    seat_id uuid NOT NULL,
    "position" bigint NOT NULL,
    workshop_id uuid NOT NULL,
    person_id uuid NOT NULL,
    group_name text,
    kind text
);

ALTER TABLE read.workshop_seats_1 OWNER TO club21_app;

CREATE VIEW read.workshop_seats AS
 SELECT network_id,
    seat_id,
    "position",
    workshop_id,
    person_id,
    group_name,
    kind
   FROM read.workshop_seats_1;

ALTER VIEW read.workshop_seats OWNER TO club21_app;

CREATE TABLE read.workshop_tally_1 (
    network_id uuid NOT NULL,
    workshop_id uuid NOT NULL,
    "position" bigint NOT NULL,
    meeting_id uuid,
    contributions bigint NOT NULL
);

ALTER TABLE read.workshop_tally_1 OWNER TO club21_app;

CREATE VIEW read.workshop_tally AS
 SELECT network_id,
    workshop_id,
    "position",
    meeting_id,
    contributions
   FROM read.workshop_tally_1;

ALTER VIEW read.workshop_tally OWNER TO club21_app;

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_0 FOR VALUES WITH (modulus 16, remainder 0);

ALTER TABLE ONLY files.file_known
    ADD CONSTRAINT file_known_pk PRIMARY KEY (network_id, sha256);

ALTER TABLE ONLY files.file
    ADD CONSTRAINT file_pk PRIMARY KEY (network_id, sha256);

ALTER TABLE ONLY files.file_sent
    ADD CONSTRAINT file_sent_pk PRIMARY KEY (network_id, sha256, person_id);

ALTER TABLE ONLY files.import_run
    ADD CONSTRAINT import_run_pk PRIMARY KEY (network_id, import_id);

ALTER TABLE ONLY files.imported_row
    ADD CONSTRAINT imported_row_pk PRIMARY KEY (network_id, plan_id, action_id);

ALTER TABLE ONLY files.member_outline
    ADD CONSTRAINT member_outline_pk PRIMARY KEY (network_id, authority_id);

ALTER TABLE ONLY people.account
    ADD CONSTRAINT account_email UNIQUE (email);

ALTER TABLE ONLY people.account
    ADD CONSTRAINT account_pk PRIMARY KEY (person_id);

ALTER TABLE ONLY people.acquaintance
    ADD CONSTRAINT acquaintance_pk PRIMARY KEY (network_id, person_id);

ALTER TABLE ONLY people.acquaintance
    ADD CONSTRAINT acquaintance_unclaimed_name UNIQUE (network_id, unclaimed_name);

ALTER TABLE ONLY people.answer_link
    ADD CONSTRAINT answer_link_once UNIQUE (secret_hash);

ALTER TABLE ONLY people.answer_link
    ADD CONSTRAINT answer_link_pk PRIMARY KEY (network_id, meeting_id, authority_id, person_id);

ALTER TABLE ONLY people.audit
    ADD CONSTRAINT audit_pk PRIMARY KEY (audit_id);

ALTER TABLE ONLY people.calendar_feed
    ADD CONSTRAINT calendar_feed_once UNIQUE (secret_hash);

ALTER TABLE ONLY people.calendar_feed
    ADD CONSTRAINT calendar_feed_pk PRIMARY KEY (network_id, person_id);

ALTER TABLE ONLY people.consent
    ADD CONSTRAINT consent_pk PRIMARY KEY (person_id, about, given_at);

ALTER TABLE ONLY people.contact
    ADD CONSTRAINT contact_pk PRIMARY KEY (person_id);

ALTER TABLE ONLY people.export
    ADD CONSTRAINT export_pk PRIMARY KEY (export_id);

ALTER TABLE ONLY people.guest
    ADD CONSTRAINT guest_pk PRIMARY KEY (person_id);

ALTER TABLE ONLY people.identity
    ADD CONSTRAINT identity_pk PRIMARY KEY (issuer, subject);

ALTER TABLE ONLY people.invitation
    ADD CONSTRAINT invitation_once UNIQUE (invitation_id);

ALTER TABLE ONLY people.invitation
    ADD CONSTRAINT invitation_pk PRIMARY KEY (network_id, invitation_id);

ALTER TABLE ONLY people.letter
    ADD CONSTRAINT letter_about UNIQUE (about);

ALTER TABLE ONLY people.letter
    ADD CONSTRAINT letter_pk PRIMARY KEY (letter_id);

ALTER TABLE ONLY people.network_card
    ADD CONSTRAINT network_card_pk PRIMARY KEY (network_id);

ALTER TABLE ONLY people.notice_checkpoint
    ADD CONSTRAINT notice_checkpoint_pk PRIMARY KEY (network_id);

ALTER TABLE ONLY people.notice_follow
    ADD CONSTRAINT notice_follow_pk PRIMARY KEY (network_id, person_id, item_id);

ALTER TABLE ONLY people.notice_link
    ADD CONSTRAINT notice_link_once UNIQUE (token);

ALTER TABLE ONLY people.notice_link
    ADD CONSTRAINT notice_link_pk PRIMARY KEY (network_id, person_id);

ALTER TABLE ONLY people.notice
    ADD CONSTRAINT notice_pk PRIMARY KEY (network_id, person_id, "position");

ALTER TABLE ONLY people.notice_rule
    ADD CONSTRAINT notice_rule_pk PRIMARY KEY (network_id, person_id);

ALTER TABLE ONLY people.notice_window
    ADD CONSTRAINT notice_window_pk PRIMARY KEY (network_id, person_id, pace);

ALTER TABLE ONLY people.person
    ADD CONSTRAINT person_pk PRIMARY KEY (person_id);

ALTER TABLE ONLY people.photo
    ADD CONSTRAINT photo_pk PRIMARY KEY (person_id);

ALTER TABLE ONLY people.reminder
    ADD CONSTRAINT reminder_pk PRIMARY KEY (network_id, person_id, item_id, due_on, meant_for);

ALTER TABLE ONLY people.reminder_rule
    ADD CONSTRAINT reminder_rule_pk PRIMARY KEY (network_id, person_id);

ALTER TABLE ONLY people.request
    ADD CONSTRAINT request_pk PRIMARY KEY (request_id);

ALTER TABLE ONLY people.saved_view
    ADD CONSTRAINT saved_view_one_a_name UNIQUE (network_id, plan_id, person_id, name);

ALTER TABLE ONLY people.saved_view
    ADD CONSTRAINT saved_view_pk PRIMARY KEY (network_id, view_id);

ALTER TABLE ONLY people.session
    ADD CONSTRAINT session_pk PRIMARY KEY (session_hash);

ALTER TABLE ONLY people.sign_in_flow
    ADD CONSTRAINT sign_in_flow_pk PRIMARY KEY (state_hash);

ALTER TABLE ONLY people.sign_in_link
    ADD CONSTRAINT sign_in_link_pk PRIMARY KEY (link_hash);

ALTER TABLE ONLY people.token
    ADD CONSTRAINT token_hash_once UNIQUE (token_hash);

ALTER TABLE ONLY people.token
    ADD CONSTRAINT token_pk PRIMARY KEY (token_id);

ALTER TABLE ONLY people.tries
    ADD CONSTRAINT tries_pk PRIMARY KEY (key_hash);

ALTER TABLE ONLY people.visit
    ADD CONSTRAINT visit_pk PRIMARY KEY (network_id, person_id);

ALTER TABLE ONLY people.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pk PRIMARY KEY (network_id, webhook_id, slot);

ALTER TABLE ONLY people.webhook
    ADD CONSTRAINT webhook_pk PRIMARY KEY (network_id, webhook_id);

ALTER TABLE ONLY people.workshop_code
    ADD CONSTRAINT workshop_code_once UNIQUE (code_hash);

ALTER TABLE ONLY people.workshop_code
    ADD CONSTRAINT workshop_code_pk PRIMARY KEY (network_id, workshop_id);

ALTER TABLE ONLY people.workshop_try
    ADD CONSTRAINT workshop_try_pk PRIMARY KEY (try_id);

ALTER TABLE ONLY public.audit_key
    ADD CONSTRAINT audit_key_pk PRIMARY KEY (network_id, origin, public);

ALTER TABLE ONLY public.bulk_run
    ADD CONSTRAINT bulk_run_pk PRIMARY KEY (network_id, bulk_id);

ALTER TABLE ONLY public.checkpoint
    ADD CONSTRAINT checkpoint_pk PRIMARY KEY (network_id, epoch, size);

ALTER TABLE ONLY public.cluster
    ADD CONSTRAINT cluster_pk PRIMARY KEY (single);

ALTER TABLE ONLY public.command
    ADD CONSTRAINT command_pk PRIMARY KEY (network_id, command_id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_stream_version UNIQUE (network_id, stream_id, version);

ALTER TABLE ONLY public.event_0
    ADD CONSTRAINT event_0_network_id_stream_id_version_key UNIQUE (network_id, stream_id, version);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pk PRIMARY KEY (network_id, "position");

ALTER TABLE ONLY public.event_0
    ADD CONSTRAINT event_0_pkey PRIMARY KEY (network_id, "position");

ALTER TABLE ONLY public.fold_forgotten
    ADD CONSTRAINT fold_forgotten_pk PRIMARY KEY (network_id);

ALTER TABLE ONLY public.fold
    ADD CONSTRAINT fold_pk PRIMARY KEY (network_id, root, "position");

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pk PRIMARY KEY (name);

ALTER TABLE ONLY public.network_key
    ADD CONSTRAINT network_key_pk PRIMARY KEY (network_id);

ALTER TABLE ONLY public.network
    ADD CONSTRAINT network_pk PRIMARY KEY (network_id);

ALTER TABLE ONLY public.stream
    ADD CONSTRAINT stream_pk PRIMARY KEY (network_id, stream_id);

ALTER TABLE ONLY public.stream_snapshot
    ADD CONSTRAINT stream_snapshot_pk PRIMARY KEY (network_id, stream_id);

ALTER TABLE ONLY public.text_document
    ADD CONSTRAINT text_document_pk PRIMARY KEY (network_id, doc);

ALTER TABLE ONLY public.text_update
    ADD CONSTRAINT text_update_command UNIQUE (network_id, doc, command_id);

ALTER TABLE ONLY public.text_update
    ADD CONSTRAINT text_update_pk PRIMARY KEY (network_id, doc, seq);

ALTER TABLE ONLY public.tree_tile
    ADD CONSTRAINT tree_tile_pk PRIMARY KEY (network_id, level, number);

ALTER TABLE ONLY public.undo_run
    ADD CONSTRAINT undo_run_pk PRIMARY KEY (network_id, undo_id);

ALTER TABLE ONLY read.attachment_list_1
    ADD CONSTRAINT attachment_list_1_pk PRIMARY KEY (network_id, attachment_id);

ALTER TABLE ONLY read.axis_list_1
    ADD CONSTRAINT axis_list_1_pk PRIMARY KEY (network_id, axis_id);

ALTER TABLE ONLY read.body_follow_ups_1
    ADD CONSTRAINT body_follow_ups_1_pk PRIMARY KEY (network_id, follow_up_id);

ALTER TABLE ONLY read.body_list_1
    ADD CONSTRAINT body_list_1_pk PRIMARY KEY (network_id, body_id);

ALTER TABLE ONLY read.checkpoint
    ADD CONSTRAINT checkpoint_pk PRIMARY KEY (network_id, projection, version);

ALTER TABLE ONLY read.comment_list_1
    ADD CONSTRAINT comment_list_1_pk PRIMARY KEY (network_id, comment_id);

ALTER TABLE ONLY read.conflict_inbox_1
    ADD CONSTRAINT conflict_inbox_1_pk PRIMARY KEY (network_id, conflict_id);

ALTER TABLE ONLY read.conflict_inbox_2
    ADD CONSTRAINT conflict_inbox_2_pk PRIMARY KEY (network_id, conflict_id);

ALTER TABLE ONLY read.consultation_list_1
    ADD CONSTRAINT consultation_list_1_pk PRIMARY KEY (network_id, consultation_id);

ALTER TABLE ONLY read.consultation_opinions_1
    ADD CONSTRAINT consultation_opinions_1_pk PRIMARY KEY (network_id, opinion_id);

ALTER TABLE ONLY read.directory_1
    ADD CONSTRAINT directory_1_pk PRIMARY KEY (network_id, authority_id);

ALTER TABLE ONLY read.directory_2
    ADD CONSTRAINT directory_2_pk PRIMARY KEY (network_id, authority_id);

ALTER TABLE ONLY read.finding_list_1
    ADD CONSTRAINT finding_list_1_pk PRIMARY KEY (network_id, finding_id);

ALTER TABLE ONLY read.idea_list_1
    ADD CONSTRAINT idea_list_1_pk PRIMARY KEY (network_id, idea_id);

ALTER TABLE ONLY read.item_places_1
    ADD CONSTRAINT item_places_1_pk PRIMARY KEY (network_id, item_id);

ALTER TABLE ONLY read.item_places_2
    ADD CONSTRAINT item_places_2_pk PRIMARY KEY (network_id, item_id);

ALTER TABLE ONLY read.meeting_agenda_1
    ADD CONSTRAINT meeting_agenda_1_pk PRIMARY KEY (network_id, item_id);

ALTER TABLE ONLY read.meeting_answers_1
    ADD CONSTRAINT meeting_answers_1_pk PRIMARY KEY (network_id, answer_id);

ALTER TABLE ONLY read.meeting_attendance_1
    ADD CONSTRAINT meeting_attendance_1_pk PRIMARY KEY (network_id, participant_id);

ALTER TABLE ONLY read.meeting_bookings_1
    ADD CONSTRAINT meeting_bookings_1_pk PRIMARY KEY (network_id, booking_id);

ALTER TABLE ONLY read.meeting_decisions_1
    ADD CONSTRAINT meeting_decisions_1_pk PRIMARY KEY (network_id, decision_id);

ALTER TABLE ONLY read.meeting_list_1
    ADD CONSTRAINT meeting_list_1_pk PRIMARY KEY (network_id, meeting_id);

ALTER TABLE ONLY read.meeting_series_list_1
    ADD CONSTRAINT meeting_series_list_1_pk PRIMARY KEY (network_id, series_id);

ALTER TABLE ONLY read.meeting_theme_list_1
    ADD CONSTRAINT meeting_theme_list_1_pk PRIMARY KEY (network_id, theme_id);

ALTER TABLE ONLY read.meeting_visits_1
    ADD CONSTRAINT meeting_visits_1_pk PRIMARY KEY (network_id, visit_id);

ALTER TABLE ONLY read.member_list_1
    ADD CONSTRAINT member_list_1_pk PRIMARY KEY (network_id, authority_id);

ALTER TABLE ONLY read.mentor_list_1
    ADD CONSTRAINT mentor_list_1_pk PRIMARY KEY (network_id, offer_id);

ALTER TABLE ONLY read.mentor_places_1
    ADD CONSTRAINT mentor_places_1_pk PRIMARY KEY (network_id, offer_id);

ALTER TABLE ONLY read.mentoring_circle_1
    ADD CONSTRAINT mentoring_circle_1_pk PRIMARY KEY (network_id, mentorship_id);

ALTER TABLE ONLY read.mentoring_journal_1
    ADD CONSTRAINT mentoring_journal_1_pk PRIMARY KEY (network_id, note_id);

ALTER TABLE ONLY read.minutes_amendments_1
    ADD CONSTRAINT minutes_amendments_1_pk PRIMARY KEY (network_id, amendment_id);

ALTER TABLE ONLY read.minutes_list_1
    ADD CONSTRAINT minutes_list_1_pk PRIMARY KEY (network_id, minutes_id);

ALTER TABLE ONLY read.minutes_sections_1
    ADD CONSTRAINT minutes_sections_1_pk PRIMARY KEY (network_id, section_id);

ALTER TABLE ONLY read.moment_list_1
    ADD CONSTRAINT moment_list_1_pk PRIMARY KEY (network_id, moment_id);

ALTER TABLE ONLY read.moved
    ADD CONSTRAINT moved_pk PRIMARY KEY (network_id);

ALTER TABLE ONLY read.network_governance_1
    ADD CONSTRAINT network_governance_1_pk PRIMARY KEY (network_id, governance_id);

ALTER TABLE ONLY read.network_profile_1
    ADD CONSTRAINT network_profile_1_pk PRIMARY KEY (network_id);

ALTER TABLE ONLY read.note_list_1
    ADD CONSTRAINT note_list_1_pk PRIMARY KEY (network_id, note_id);

ALTER TABLE ONLY read.passed_over
    ADD CONSTRAINT passed_over_pk PRIMARY KEY (network_id, projection, "position");

ALTER TABLE ONLY read.phase_calendar_1
    ADD CONSTRAINT phase_calendar_1_pk PRIMARY KEY (network_id, phase_id);

ALTER TABLE ONLY read.plan_board_1
    ADD CONSTRAINT plan_board_1_pk PRIMARY KEY (network_id, action_id);

ALTER TABLE ONLY read.plan_list_1
    ADD CONSTRAINT plan_list_1_pk PRIMARY KEY (network_id, plan_id);

ALTER TABLE ONLY read.process_list_1
    ADD CONSTRAINT process_list_1_pk PRIMARY KEY (network_id, process_id);

ALTER TABLE ONLY read.process_recognitions_1
    ADD CONSTRAINT process_recognitions_1_pk PRIMARY KEY (network_id, request_id);

ALTER TABLE ONLY read.process_resolutions_1
    ADD CONSTRAINT process_resolutions_1_pk PRIMARY KEY (network_id, resolution_id);

ALTER TABLE ONLY read.process_sessions_1
    ADD CONSTRAINT process_sessions_1_pk PRIMARY KEY (network_id, session_id);

ALTER TABLE ONLY read.process_steps_1
    ADD CONSTRAINT process_steps_1_pk PRIMARY KEY (network_id, step_id);

ALTER TABLE ONLY read.process_templates_1
    ADD CONSTRAINT process_templates_1_pk PRIMARY KEY (network_id, template_id);

ALTER TABLE ONLY read.public_plans_1
    ADD CONSTRAINT public_plans_1_pk PRIMARY KEY (network_id, plan_id);

ALTER TABLE ONLY read.question_list_1
    ADD CONSTRAINT question_list_1_pk PRIMARY KEY (network_id, question_id);

ALTER TABLE ONLY read.questionnaire_answers_1
    ADD CONSTRAINT questionnaire_answers_1_pk PRIMARY KEY (network_id, answer_id);

ALTER TABLE ONLY read.questionnaire_list_1
    ADD CONSTRAINT questionnaire_list_1_pk PRIMARY KEY (network_id, questionnaire_id);

ALTER TABLE ONLY read.questionnaire_questions_1
    ADD CONSTRAINT questionnaire_questions_1_pk PRIMARY KEY (network_id, question_id);

ALTER TABLE ONLY read.recent_activity_1
    ADD CONSTRAINT recent_activity_1_pk PRIMARY KEY (network_id, "position");

ALTER TABLE ONLY read.referent_list_1
    ADD CONSTRAINT referent_list_1_pk PRIMARY KEY (network_id, referent_id);

ALTER TABLE ONLY read.restricted_items_1
    ADD CONSTRAINT restricted_items_1_pk PRIMARY KEY (network_id, item_id);

ALTER TABLE ONLY read.rights_1
    ADD CONSTRAINT rights_1_pk PRIMARY KEY (network_id, person_id);

ALTER TABLE ONLY read.roadmap_list_1
    ADD CONSTRAINT roadmap_list_1_pk PRIMARY KEY (network_id, roadmap_id);

ALTER TABLE ONLY read.roadmap_programmes_1
    ADD CONSTRAINT roadmap_programmes_1_pk PRIMARY KEY (network_id, programme_id);

ALTER TABLE ONLY read.search_due
    ADD CONSTRAINT search_due_pk PRIMARY KEY (network_id, due_id);

ALTER TABLE ONLY read.search_names
    ADD CONSTRAINT search_names_pk PRIMARY KEY (network_id, word);

ALTER TABLE ONLY read.search_words
    ADD CONSTRAINT search_words_pk PRIMARY KEY (network_id, source, item_id);

ALTER TABLE ONLY read.skill_list_1
    ADD CONSTRAINT skill_list_1_pk PRIMARY KEY (network_id, skill_id);

ALTER TABLE ONLY read.support_file_list_1
    ADD CONSTRAINT support_file_list_1_pk PRIMARY KEY (network_id, file_id);

ALTER TABLE ONLY read.synthesis_answers_1
    ADD CONSTRAINT synthesis_answers_1_pk PRIMARY KEY (network_id, link_id);

ALTER TABLE ONLY read.synthesis_clusters_1
    ADD CONSTRAINT synthesis_clusters_1_pk PRIMARY KEY (network_id, cluster_id);

ALTER TABLE ONLY read.synthesis_clusters_2
    ADD CONSTRAINT synthesis_clusters_2_pk PRIMARY KEY (network_id, cluster_id);

ALTER TABLE ONLY read.synthesis_list_1
    ADD CONSTRAINT synthesis_list_1_pk PRIMARY KEY (network_id, synthesis_id);

ALTER TABLE ONLY read.synthesis_promotions_1
    ADD CONSTRAINT synthesis_promotions_1_pk PRIMARY KEY (network_id, cluster_id);

ALTER TABLE ONLY read.synthesis_scores_1
    ADD CONSTRAINT synthesis_scores_1_pk PRIMARY KEY (network_id, score_id);

ALTER TABLE ONLY read.synthesis_sources_1
    ADD CONSTRAINT synthesis_sources_1_pk PRIMARY KEY (network_id, place_id);

ALTER TABLE ONLY read.version_list_1
    ADD CONSTRAINT version_list_1_pk PRIMARY KEY (network_id, version_id);

ALTER TABLE ONLY read.workshop_board_1
    ADD CONSTRAINT workshop_board_1_pk PRIMARY KEY (network_id, contribution_id);

ALTER TABLE ONLY read.workshop_board_2
    ADD CONSTRAINT workshop_board_2_pk PRIMARY KEY (network_id, contribution_id);

ALTER TABLE ONLY read.workshop_groups_1
    ADD CONSTRAINT workshop_groups_1_pk PRIMARY KEY (network_id, table_id);

ALTER TABLE ONLY read.workshop_list_1
    ADD CONSTRAINT workshop_list_1_pk PRIMARY KEY (network_id, workshop_id);

ALTER TABLE ONLY read.workshop_list_2
    ADD CONSTRAINT workshop_list_2_pk PRIMARY KEY (network_id, workshop_id);

ALTER TABLE ONLY read.workshop_questions_1
    ADD CONSTRAINT workshop_questions_1_pk PRIMARY KEY (network_id, question_id);

ALTER TABLE ONLY read.workshop_seats_1
    ADD CONSTRAINT workshop_seats_1_pk PRIMARY KEY (network_id, seat_id);

ALTER TABLE ONLY read.workshop_tally_1
    ADD CONSTRAINT workshop_tally_1_pk PRIMARY KEY (network_id, workshop_id);

CREATE INDEX file_sent_by_person ON files.file_sent USING btree (person_id);

CREATE INDEX import_run_by_plan ON files.import_run USING btree (network_id, plan_id, confirmed_at);

CREATE INDEX acquaintance_by_person ON people.acquaintance USING btree (person_id);

CREATE INDEX acquaintance_changed_at ON people.acquaintance USING btree (changed_at);

CREATE INDEX answer_link_by_person ON people.answer_link USING btree (person_id);

CREATE INDEX audit_by_person ON people.audit USING btree (person_id, at);

CREATE UNIQUE INDEX consent_once ON people.consent USING btree (person_id, about) WHERE (withdrawn_at IS NULL);

CREATE INDEX export_at ON people.export USING btree (at);

CREATE INDEX export_by_network ON people.export USING btree (network_id, at);

CREATE INDEX export_by_person ON people.export USING btree (person_id, at);

CREATE INDEX identity_by_person ON people.identity USING btree (person_id);

CREATE INDEX invitation_by_email ON people.invitation USING btree (email) WHERE (email IS NOT NULL);

CREATE INDEX invitation_by_person ON people.invitation USING btree (person_id);

CREATE INDEX letter_by_person ON people.letter USING btree (person_id);

CREATE INDEX letter_due ON people.letter USING btree (due_at) WHERE ((left_at IS NULL) AND (given_up_at IS NULL));

CREATE INDEX notice_by_letter ON people.notice USING btree (letter_id) WHERE (letter_id IS NOT NULL);

CREATE INDEX notice_by_person ON people.notice USING btree (person_id);

CREATE INDEX notice_follow_by_person ON people.notice_follow USING btree (person_id);

CREATE INDEX notice_link_by_person ON people.notice_link USING btree (person_id);

CREATE INDEX notice_rule_by_person ON people.notice_rule USING btree (person_id);

CREATE INDEX notice_window_by_person ON people.notice_window USING btree (person_id);

CREATE INDEX notice_window_due ON people.notice_window USING btree (due_at);

CREATE INDEX person_changed_at ON people.person USING btree (changed_at);

CREATE INDEX reminder_by_person ON people.reminder USING btree (person_id);

CREATE INDEX reminder_rule_by_person ON people.reminder_rule USING btree (person_id);

CREATE INDEX reminder_told_on ON people.reminder USING btree (told_on);

CREATE INDEX request_by_network ON people.request USING btree (network_id, asked_at);

CREATE UNIQUE INDEX request_open_once ON people.request USING btree (person_id, kind) WHERE (stage = 'open'::text);

CREATE INDEX saved_view_by_person ON people.saved_view USING btree (person_id);

CREATE INDEX session_by_person ON people.session USING btree (person_id, expires_at);

CREATE INDEX session_ended_at ON people.session USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX token_by_network ON people.token USING btree (network_id, made_at);

CREATE INDEX token_revoked_at ON people.token USING btree (revoked_at) WHERE (revoked_at IS NOT NULL);

CREATE INDEX tries_by_age ON people.tries USING btree (counted_at);

CREATE INDEX visit_by_person ON people.visit USING btree (person_id);

CREATE INDEX webhook_on ON people.webhook USING btree (due_at) WHERE ((state = 'on'::text) AND (removed_at IS NULL));

CREATE INDEX workshop_try_at ON people.workshop_try USING btree (at);

CREATE INDEX workshop_try_by_origin ON people.workshop_try USING btree (origin_hash, at);

CREATE INDEX checkpoint_of_size ON public.checkpoint USING btree (network_id, size);

CREATE INDEX event_cause ON ONLY public.event USING btree (network_id, cause) WHERE (cause IS NOT NULL);

CREATE INDEX event_0_network_id_cause_idx ON public.event_0 USING btree (network_id, cause) WHERE (cause IS NOT NULL);

CREATE INDEX stream_parent ON public.stream USING btree (network_id, parent) WHERE (parent IS NOT NULL);

CREATE INDEX text_document_stream ON public.text_document USING btree (network_id, stream_id);

CREATE INDEX checkpoint_parked ON read.checkpoint USING btree (network_id) WHERE (parked_position IS NOT NULL);

CREATE INDEX consultation_opinions_1_consultation ON read.consultation_opinions_1 USING btree (network_id, consultation_id);

CREATE INDEX finding_list_1_plan ON read.finding_list_1 USING btree (network_id, plan_id);

CREATE INDEX idea_list_1_action ON read.idea_list_1 USING btree (network_id, action_id);

CREATE INDEX idea_list_1_plan ON read.idea_list_1 USING btree (network_id, plan_id);

CREATE INDEX meeting_agenda_1_meeting ON read.meeting_agenda_1 USING btree (network_id, meeting_id);

CREATE INDEX meeting_answers_1_meeting ON read.meeting_answers_1 USING btree (network_id, meeting_id);

CREATE INDEX meeting_attendance_1_meeting ON read.meeting_attendance_1 USING btree (network_id, meeting_id);

CREATE INDEX meeting_decisions_1_meeting ON read.meeting_decisions_1 USING btree (network_id, meeting_id);

CREATE INDEX mentoring_journal_1_mentorship ON read.mentoring_journal_1 USING btree (network_id, mentorship_id);

CREATE INDEX minutes_amendments_1_minutes ON read.minutes_amendments_1 USING btree (network_id, minutes_id);

CREATE INDEX minutes_sections_1_minutes ON read.minutes_sections_1 USING btree (network_id, minutes_id);

CREATE INDEX plan_board_1_plan ON read.plan_board_1 USING btree (network_id, plan_id);

CREATE INDEX questionnaire_answers_1_of ON read.questionnaire_answers_1 USING btree (network_id, questionnaire_id);

CREATE INDEX questionnaire_questions_1_of ON read.questionnaire_questions_1 USING btree (network_id, questionnaire_id);

CREATE INDEX recent_activity_1_by ON read.recent_activity_1 USING btree (network_id, by, "position");

CREATE INDEX recent_activity_1_on_behalf_of ON read.recent_activity_1 USING btree (network_id, on_behalf_of, "position") WHERE (on_behalf_of IS NOT NULL);

CREATE INDEX recent_activity_1_plan ON read.recent_activity_1 USING btree (network_id, plan_id, "position");

CREATE INDEX referent_list_1_authority ON read.referent_list_1 USING btree (network_id, authority_id);

CREATE INDEX search_words_named ON read.search_words USING gin (network_id, named);

CREATE INDEX search_words_words ON read.search_words USING gin (network_id, words);

CREATE INDEX synthesis_clusters_1_action ON read.synthesis_clusters_1 USING btree (network_id, action_id);

CREATE INDEX synthesis_promotions_1_action ON read.synthesis_promotions_1 USING btree (network_id, action_id);

CREATE INDEX synthesis_sources_1_contribution ON read.synthesis_sources_1 USING btree (network_id, contribution_id);

CREATE INDEX workshop_board_1_workshop ON read.workshop_board_1 USING btree (network_id, workshop_id);

CREATE INDEX workshop_board_2_workshop ON read.workshop_board_2 USING btree (network_id, workshop_id);

ALTER INDEX public.event_cause ATTACH PARTITION public.event_0_network_id_cause_idx;

ALTER INDEX public.event_stream_version ATTACH PARTITION public.event_0_network_id_stream_id_version_key;

ALTER INDEX public.event_pk ATTACH PARTITION public.event_0_pkey;

CREATE TRIGGER not_erased BEFORE INSERT ON files.file_sent FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.account FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.consent FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.contact FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.identity FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.invitation FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.letter FOR EACH ROW WHEN ((new.person_id IS NOT NULL)) EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.notice_follow FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.photo FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.reminder FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.reminder_rule FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.request FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.saved_view FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.session FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.sign_in_link FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER not_erased BEFORE INSERT ON people.visit FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

CREATE TRIGGER forgets AFTER INSERT ON public.event FOR EACH ROW WHEN ((new.tag = 'network.event_redacted'::text)) EXECUTE FUNCTION public.forget_redacted();

CREATE TRIGGER never_changed BEFORE DELETE OR UPDATE ON public.audit_key FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER never_changed BEFORE DELETE OR UPDATE ON public.checkpoint FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER never_changed BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.audit_key FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.event_0 FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER redacts AFTER INSERT ON public.event FOR EACH ROW WHEN ((new.tag = 'network.event_redacted'::text)) EXECUTE FUNCTION public.redact_named();

CREATE TRIGGER redacts_texts AFTER INSERT ON public.event FOR EACH ROW WHEN ((new.tag = 'network.event_redacted'::text)) EXECUTE FUNCTION public.text_redacted();

CREATE TRIGGER tells AFTER INSERT ON public.event FOR EACH ROW WHEN ((new.tag = 'minutes.section_written'::text)) EXECUTE FUNCTION public.text_told();

CREATE TRIGGER names_added AFTER INSERT ON read.search_words REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.names_follow();

CREATE TRIGGER names_changed AFTER UPDATE ON read.search_words REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.names_follow();

CREATE TRIGGER names_removed AFTER DELETE ON read.search_words REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.names_follow();

CREATE TRIGGER search_added AFTER INSERT ON read.attachment_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('attachment_id', 'title,name', '');

CREATE TRIGGER search_added AFTER INSERT ON read.axis_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('axis_id', 'title', 'description');

CREATE TRIGGER search_added AFTER INSERT ON read.body_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('body_id', 'name', 'theme,mandate');

CREATE TRIGGER search_added AFTER INSERT ON read.comment_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('comment_id', 'text', '');

CREATE TRIGGER search_added AFTER INSERT ON read.consultation_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('consultation_id', 'title', 'question,why_closed');

CREATE TRIGGER search_added AFTER INSERT ON read.directory_2 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('authority_id', '', 'traits,needs,initiative,particulars');

CREATE TRIGGER search_added AFTER INSERT ON read.finding_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('finding_id', 'text', 'theme,source,standing_reason');

CREATE TRIGGER search_added AFTER INSERT ON read.idea_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('idea_id', 'title', 'text,heard,standing_reason');

CREATE TRIGGER search_added AFTER INSERT ON read.meeting_agenda_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('item_id', 'title', '');

CREATE TRIGGER search_added AFTER INSERT ON read.meeting_decisions_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('decision_id', 'text', '');

CREATE TRIGGER search_added AFTER INSERT ON read.meeting_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('meeting_id', 'title', 'place,themes,programme,why_off');

CREATE TRIGGER search_added AFTER INSERT ON read.meeting_series_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('series_id', 'title', '');

CREATE TRIGGER search_added AFTER INSERT ON read.meeting_theme_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('theme_id', 'title', 'why');

CREATE TRIGGER search_added AFTER INSERT ON read.member_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('authority_id', 'name', 'siren,insee_code');

CREATE TRIGGER search_added AFTER INSERT ON read.mentor_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('offer_id', 'themes', '');

CREATE TRIGGER search_added AFTER INSERT ON read.mentoring_circle_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('mentorship_id', 'need', 'themes,charter,exchanges,goals,reason');

CREATE TRIGGER search_added AFTER INSERT ON read.mentoring_journal_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('note_id', 'text', '');

CREATE TRIGGER search_added AFTER INSERT ON read.minutes_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('minutes_id', 'title', '');

CREATE TRIGGER search_added AFTER INSERT ON read.minutes_sections_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('section_id', 'heading', 'text');

CREATE TRIGGER search_added AFTER INSERT ON read.moment_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('moment_id', 'title', 'description');

CREATE TRIGGER search_added AFTER INSERT ON read.note_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('note_id', 'text', '');

CREATE TRIGGER search_added AFTER INSERT ON read.phase_calendar_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('phase_id', 'title', '');

CREATE TRIGGER search_added AFTER INSERT ON read.plan_board_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('action_id', 'code,title', 'description,objectives,lead,lead_service,co_leads,partners,governance,resources,calendar,status_reason,funders,notes,extra');

CREATE TRIGGER search_added AFTER INSERT ON read.plan_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('plan_id', 'title', 'description');

CREATE TRIGGER search_added AFTER INSERT ON read.process_resolutions_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('resolution_id', 'title', 'reference,council,provider');

CREATE TRIGGER search_added AFTER INSERT ON read.process_sessions_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('session_id', 'title', '');

CREATE TRIGGER search_added AFTER INSERT ON read.process_steps_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('step_id', 'title', '');

CREATE TRIGGER search_added AFTER INSERT ON read.question_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('question_id', 'text', 'theme,answers');

CREATE TRIGGER search_added AFTER INSERT ON read.questionnaire_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('questionnaire_id', 'title', 'introduction');

CREATE TRIGGER search_added AFTER INSERT ON read.questionnaire_questions_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('question_id', 'text', 'choices');

CREATE TRIGGER search_added AFTER INSERT ON read.skill_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('skill_id', 'name', 'evidence');

CREATE TRIGGER search_added AFTER INSERT ON read.support_file_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('file_id', 'need', 'reason,tools');

CREATE TRIGGER search_added AFTER INSERT ON read.synthesis_clusters_2 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('cluster_id', 'title', 'summary,why_aside');

CREATE TRIGGER search_added AFTER INSERT ON read.synthesis_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('synthesis_id', 'title', '');

CREATE TRIGGER search_added AFTER INSERT ON read.workshop_board_2 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('contribution_id', 'action', 'objective,orientation,group_name');

CREATE TRIGGER search_added AFTER INSERT ON read.workshop_list_2 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('workshop_id', 'title', 'question');

CREATE TRIGGER search_changed AFTER UPDATE ON read.attachment_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('attachment_id', 'title,name', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.axis_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('axis_id', 'title', 'description');

CREATE TRIGGER search_changed AFTER UPDATE ON read.body_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('body_id', 'name', 'theme,mandate');

CREATE TRIGGER search_changed AFTER UPDATE ON read.comment_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('comment_id', 'text', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.consultation_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('consultation_id', 'title', 'question,why_closed');

CREATE TRIGGER search_changed AFTER UPDATE ON read.directory_2 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('authority_id', '', 'traits,needs,initiative,particulars');

CREATE TRIGGER search_changed AFTER UPDATE ON read.finding_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('finding_id', 'text', 'theme,source,standing_reason');

CREATE TRIGGER search_changed AFTER UPDATE ON read.idea_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('idea_id', 'title', 'text,heard,standing_reason');

CREATE TRIGGER search_changed AFTER UPDATE ON read.meeting_agenda_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('item_id', 'title', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.meeting_decisions_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('decision_id', 'text', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.meeting_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('meeting_id', 'title', 'place,themes,programme,why_off');

CREATE TRIGGER search_changed AFTER UPDATE ON read.meeting_series_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('series_id', 'title', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.meeting_theme_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('theme_id', 'title', 'why');

CREATE TRIGGER search_changed AFTER UPDATE ON read.member_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('authority_id', 'name', 'siren,insee_code');

CREATE TRIGGER search_changed AFTER UPDATE ON read.mentor_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('offer_id', 'themes', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.mentoring_circle_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('mentorship_id', 'need', 'themes,charter,exchanges,goals,reason');

CREATE TRIGGER search_changed AFTER UPDATE ON read.mentoring_journal_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('note_id', 'text', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.minutes_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('minutes_id', 'title', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.minutes_sections_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('section_id', 'heading', 'text');

CREATE TRIGGER search_changed AFTER UPDATE ON read.moment_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('moment_id', 'title', 'description');

CREATE TRIGGER search_changed AFTER UPDATE ON read.note_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('note_id', 'text', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.phase_calendar_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('phase_id', 'title', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.plan_board_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('action_id', 'code,title', 'description,objectives,lead,lead_service,co_leads,partners,governance,resources,calendar,status_reason,funders,notes,extra');

CREATE TRIGGER search_changed AFTER UPDATE ON read.plan_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('plan_id', 'title', 'description');

CREATE TRIGGER search_changed AFTER UPDATE ON read.process_resolutions_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('resolution_id', 'title', 'reference,council,provider');

CREATE TRIGGER search_changed AFTER UPDATE ON read.process_sessions_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('session_id', 'title', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.process_steps_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('step_id', 'title', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.question_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('question_id', 'text', 'theme,answers');

CREATE TRIGGER search_changed AFTER UPDATE ON read.questionnaire_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('questionnaire_id', 'title', 'introduction');

CREATE TRIGGER search_changed AFTER UPDATE ON read.questionnaire_questions_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('question_id', 'text', 'choices');

CREATE TRIGGER search_changed AFTER UPDATE ON read.skill_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('skill_id', 'name', 'evidence');

CREATE TRIGGER search_changed AFTER UPDATE ON read.support_file_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('file_id', 'need', 'reason,tools');

CREATE TRIGGER search_changed AFTER UPDATE ON read.synthesis_clusters_2 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('cluster_id', 'title', 'summary,why_aside');

CREATE TRIGGER search_changed AFTER UPDATE ON read.synthesis_list_1 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('synthesis_id', 'title', '');

CREATE TRIGGER search_changed AFTER UPDATE ON read.workshop_board_2 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('contribution_id', 'action', 'objective,orientation,group_name');

CREATE TRIGGER search_changed AFTER UPDATE ON read.workshop_list_2 REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('workshop_id', 'title', 'question');

CREATE TRIGGER search_removed AFTER DELETE ON read.attachment_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('attachment_id', 'title,name', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.axis_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('axis_id', 'title', 'description');

CREATE TRIGGER search_removed AFTER DELETE ON read.body_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('body_id', 'name', 'theme,mandate');

CREATE TRIGGER search_removed AFTER DELETE ON read.comment_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('comment_id', 'text', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.consultation_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('consultation_id', 'title', 'question,why_closed');

CREATE TRIGGER search_removed AFTER DELETE ON read.directory_2 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('authority_id', '', 'traits,needs,initiative,particulars');

CREATE TRIGGER search_removed AFTER DELETE ON read.finding_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('finding_id', 'text', 'theme,source,standing_reason');

CREATE TRIGGER search_removed AFTER DELETE ON read.idea_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('idea_id', 'title', 'text,heard,standing_reason');

CREATE TRIGGER search_removed AFTER DELETE ON read.meeting_agenda_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('item_id', 'title', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.meeting_decisions_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('decision_id', 'text', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.meeting_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('meeting_id', 'title', 'place,themes,programme,why_off');

CREATE TRIGGER search_removed AFTER DELETE ON read.meeting_series_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('series_id', 'title', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.meeting_theme_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('theme_id', 'title', 'why');

CREATE TRIGGER search_removed AFTER DELETE ON read.member_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('authority_id', 'name', 'siren,insee_code');

CREATE TRIGGER search_removed AFTER DELETE ON read.mentor_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('offer_id', 'themes', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.mentoring_circle_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('mentorship_id', 'need', 'themes,charter,exchanges,goals,reason');

CREATE TRIGGER search_removed AFTER DELETE ON read.mentoring_journal_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('note_id', 'text', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.minutes_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('minutes_id', 'title', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.minutes_sections_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('section_id', 'heading', 'text');

CREATE TRIGGER search_removed AFTER DELETE ON read.moment_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('moment_id', 'title', 'description');

CREATE TRIGGER search_removed AFTER DELETE ON read.note_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('note_id', 'text', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.phase_calendar_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('phase_id', 'title', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.plan_board_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('action_id', 'code,title', 'description,objectives,lead,lead_service,co_leads,partners,governance,resources,calendar,status_reason,funders,notes,extra');

CREATE TRIGGER search_removed AFTER DELETE ON read.plan_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('plan_id', 'title', 'description');

CREATE TRIGGER search_removed AFTER DELETE ON read.process_resolutions_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('resolution_id', 'title', 'reference,council,provider');

CREATE TRIGGER search_removed AFTER DELETE ON read.process_sessions_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('session_id', 'title', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.process_steps_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('step_id', 'title', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.question_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('question_id', 'text', 'theme,answers');

CREATE TRIGGER search_removed AFTER DELETE ON read.questionnaire_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('questionnaire_id', 'title', 'introduction');

CREATE TRIGGER search_removed AFTER DELETE ON read.questionnaire_questions_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('question_id', 'text', 'choices');

CREATE TRIGGER search_removed AFTER DELETE ON read.skill_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('skill_id', 'name', 'evidence');

CREATE TRIGGER search_removed AFTER DELETE ON read.support_file_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('file_id', 'need', 'reason,tools');

CREATE TRIGGER search_removed AFTER DELETE ON read.synthesis_clusters_2 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('cluster_id', 'title', 'summary,why_aside');

CREATE TRIGGER search_removed AFTER DELETE ON read.synthesis_list_1 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('synthesis_id', 'title', '');

CREATE TRIGGER search_removed AFTER DELETE ON read.workshop_board_2 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('contribution_id', 'action', 'objective,orientation,group_name');

CREATE TRIGGER search_removed AFTER DELETE ON read.workshop_list_2 REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows('workshop_id', 'title', 'question');

ALTER TABLE ONLY files.file_sent
    ADD CONSTRAINT file_sent_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.account
    ADD CONSTRAINT account_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.acquaintance
    ADD CONSTRAINT acquaintance_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.answer_link
    ADD CONSTRAINT answer_link_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.calendar_feed
    ADD CONSTRAINT calendar_feed_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.consent
    ADD CONSTRAINT consent_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.contact
    ADD CONSTRAINT contact_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.guest
    ADD CONSTRAINT guest_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.identity
    ADD CONSTRAINT identity_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.invitation
    ADD CONSTRAINT invitation_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.letter
    ADD CONSTRAINT letter_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.notice_follow
    ADD CONSTRAINT notice_follow_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.notice_link
    ADD CONSTRAINT notice_link_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.notice_rule
    ADD CONSTRAINT notice_rule_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.photo
    ADD CONSTRAINT photo_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.reminder
    ADD CONSTRAINT reminder_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.reminder_rule
    ADD CONSTRAINT reminder_rule_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.request
    ADD CONSTRAINT request_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.saved_view
    ADD CONSTRAINT saved_view_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.session
    ADD CONSTRAINT session_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.sign_in_link
    ADD CONSTRAINT sign_in_link_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.token
    ADD CONSTRAINT token_person FOREIGN KEY (token_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.visit
    ADD CONSTRAINT visit_person FOREIGN KEY (person_id) REFERENCES people.person(person_id);

ALTER TABLE ONLY people.webhook_delivery
    ADD CONSTRAINT webhook_delivery_of FOREIGN KEY (network_id, webhook_id) REFERENCES people.webhook(network_id, webhook_id);

ALTER TABLE ONLY people.webhook
    ADD CONSTRAINT webhook_token FOREIGN KEY (token_id) REFERENCES people.token(token_id);

GRANT USAGE ON SCHEMA files TO club21_app;
GRANT USAGE ON SCHEMA files TO club21_redactor;

GRANT USAGE ON SCHEMA people TO club21_app;

REVOKE ALL ON FUNCTION public.field_path(field text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.field_path(field text) TO club21_redactor;

REVOKE ALL ON FUNCTION public.redact_named() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.redacted_at(value json, path text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.redacted_at(value json, path text[]) TO club21_redactor;

REVOKE ALL ON FUNCTION public.text_redacted() FROM PUBLIC;

REVOKE ALL ON FUNCTION public.without_texts(value jsonb, gone text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.without_texts(value jsonb, gone text[]) TO club21_redactor;

REVOKE ALL ON FUNCTION read.drop_versions(p_projection text, p_keep integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION read.show_version(p_projection text, p_version integer) FROM PUBLIC;

GRANT SELECT,INSERT,DELETE ON TABLE files.file TO club21_app;

GRANT SELECT,INSERT,DELETE ON TABLE files.file_known TO club21_app;

GRANT UPDATE(sent_at) ON TABLE files.file_known TO club21_app;

GRANT SELECT,INSERT,DELETE ON TABLE files.file_sent TO club21_app;

GRANT UPDATE(sent_at) ON TABLE files.file_sent TO club21_app;

GRANT SELECT,INSERT,DELETE ON TABLE files.import_run TO club21_app;
GRANT SELECT ON TABLE files.import_run TO club21_redactor;

GRANT UPDATE(confirmed_at) ON TABLE files.import_run TO club21_app;

GRANT UPDATE(finished_at) ON TABLE files.import_run TO club21_app;

GRANT UPDATE(draft) ON TABLE files.import_run TO club21_app;
GRANT UPDATE(draft) ON TABLE files.import_run TO club21_redactor;

GRANT UPDATE(report) ON TABLE files.import_run TO club21_app;
GRANT UPDATE(report) ON TABLE files.import_run TO club21_redactor;

GRANT SELECT,INSERT,DELETE ON TABLE files.imported_row TO club21_app;
GRANT SELECT ON TABLE files.imported_row TO club21_redactor;

GRANT UPDATE(import_id) ON TABLE files.imported_row TO club21_app;

GRANT UPDATE(imported) ON TABLE files.imported_row TO club21_app;
GRANT UPDATE(imported) ON TABLE files.imported_row TO club21_redactor;

GRANT SELECT,INSERT ON TABLE files.member_outline TO club21_app;

GRANT UPDATE(rings) ON TABLE files.member_outline TO club21_app;

GRANT UPDATE(brought_at) ON TABLE files.member_outline TO club21_app;

GRANT SELECT,INSERT,DELETE ON TABLE people.account TO club21_app;

GRANT UPDATE(email) ON TABLE people.account TO club21_app;

GRANT UPDATE(password_hash) ON TABLE people.account TO club21_app;

GRANT UPDATE(password_set_at) ON TABLE people.account TO club21_app;

GRANT UPDATE(changed_at) ON TABLE people.account TO club21_app;

GRANT SELECT,INSERT ON TABLE people.acquaintance TO club21_app;

GRANT UPDATE(unclaimed_name) ON TABLE people.acquaintance TO club21_app;

GRANT UPDATE(changed_at) ON TABLE people.acquaintance TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.answer_link TO club21_app;

GRANT INSERT ON TABLE people.audit TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.calendar_feed TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.consent TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.contact TO club21_app;

GRANT SELECT,INSERT,DELETE ON TABLE people.export TO club21_app;

GRANT SELECT,INSERT ON TABLE people.guest TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.identity TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.invitation TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.letter TO club21_app;

GRANT SELECT,INSERT ON TABLE people.network_card TO club21_app;

GRANT UPDATE(demonstration) ON TABLE people.network_card TO club21_app;

GRANT UPDATE(archived_at) ON TABLE people.network_card TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.notice TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.notice_checkpoint TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.notice_follow TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.notice_link TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.notice_rule TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.notice_window TO club21_app;

GRANT SELECT,INSERT ON TABLE people.person TO club21_app;

GRANT UPDATE(name) ON TABLE people.person TO club21_app;

GRANT UPDATE(function) ON TABLE people.person TO club21_app;

GRANT UPDATE(changed_at) ON TABLE people.person TO club21_app;

GRANT UPDATE(mandate) ON TABLE people.person TO club21_app;

GRANT UPDATE(erased_at) ON TABLE people.person TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.photo TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.reminder TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.reminder_rule TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.request TO club21_app;

GRANT SELECT,INSERT,DELETE ON TABLE people.saved_view TO club21_app;

GRANT UPDATE(query) ON TABLE people.saved_view TO club21_app;

GRANT UPDATE(shared) ON TABLE people.saved_view TO club21_app;

GRANT UPDATE(changed_at) ON TABLE people.saved_view TO club21_app;

GRANT SELECT,INSERT,DELETE ON TABLE people.session TO club21_app;

GRANT UPDATE(ended_at) ON TABLE people.session TO club21_app;

GRANT UPDATE(device) ON TABLE people.session TO club21_app;

GRANT UPDATE(place) ON TABLE people.session TO club21_app;

GRANT UPDATE(seen_at) ON TABLE people.session TO club21_app;

GRANT UPDATE(browser_hash) ON TABLE people.session TO club21_app;

GRANT UPDATE(provider) ON TABLE people.session TO club21_app;

GRANT UPDATE(id_token) ON TABLE people.session TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.sign_in_flow TO club21_app;

GRANT SELECT,INSERT,DELETE ON TABLE people.sign_in_link TO club21_app;

GRANT UPDATE(used_at) ON TABLE people.sign_in_link TO club21_app;

GRANT UPDATE(email) ON TABLE people.sign_in_link TO club21_app;

GRANT UPDATE(invitation_id) ON TABLE people.sign_in_link TO club21_app;

GRANT SELECT,INSERT ON TABLE people.token TO club21_app;

GRANT UPDATE(used_at) ON TABLE people.token TO club21_app;

GRANT UPDATE(revoked_by) ON TABLE people.token TO club21_app;

GRANT UPDATE(revoked_at) ON TABLE people.token TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.tries TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.visit TO club21_app;

GRANT SELECT,INSERT,UPDATE ON TABLE people.webhook TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.webhook_delivery TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE people.workshop_code TO club21_app;

GRANT SELECT,INSERT,DELETE ON TABLE people.workshop_try TO club21_app;

GRANT SELECT,INSERT ON TABLE public.audit_key TO club21_app;

GRANT SELECT,INSERT ON TABLE public.bulk_run TO club21_app;

GRANT UPDATE(done) ON TABLE public.bulk_run TO club21_app;

GRANT UPDATE(answer) ON TABLE public.bulk_run TO club21_app;

GRANT SELECT,INSERT ON TABLE public.checkpoint TO club21_app;

GRANT SELECT ON TABLE public.cluster TO club21_app;

GRANT SELECT,INSERT ON TABLE public.command TO club21_app;
GRANT SELECT ON TABLE public.command TO club21_redactor;

GRANT UPDATE(request_hash) ON TABLE public.command TO club21_redactor;

GRANT SELECT,INSERT ON TABLE public.event TO club21_app;
GRANT SELECT ON TABLE public.event TO club21_redactor;

GRANT UPDATE(payload) ON TABLE public.event TO club21_redactor;

GRANT UPDATE(salt) ON TABLE public.event TO club21_redactor;

GRANT SELECT ON TABLE public.event_record TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.fold TO club21_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.fold_forgotten TO club21_app;

GRANT SELECT ON TABLE public.migration TO club21_app;

GRANT SELECT,INSERT ON TABLE public.network TO club21_app;

GRANT UPDATE(epoch) ON TABLE public.network TO club21_app;

GRANT SELECT,INSERT ON TABLE public.network_key TO club21_app;

GRANT SELECT,INSERT ON TABLE public.stream TO club21_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stream_snapshot TO club21_app;
GRANT SELECT,DELETE ON TABLE public.stream_snapshot TO club21_redactor;

GRANT SELECT,INSERT,UPDATE ON TABLE public.text_document TO club21_app;
GRANT SELECT ON TABLE public.text_document TO club21_redactor;

GRANT UPDATE(gen) ON TABLE public.text_document TO club21_redactor;

GRANT UPDATE(seq) ON TABLE public.text_document TO club21_redactor;

GRANT UPDATE(told) ON TABLE public.text_document TO club21_redactor;

GRANT UPDATE(met) ON TABLE public.text_document TO club21_redactor;

GRANT UPDATE(frozen) ON TABLE public.text_document TO club21_redactor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.text_update TO club21_app;
GRANT SELECT,DELETE ON TABLE public.text_update TO club21_redactor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tree_tile TO club21_app;

GRANT SELECT,INSERT ON TABLE public.undo_run TO club21_app;

GRANT UPDATE(done) ON TABLE public.undo_run TO club21_app;

GRANT UPDATE(steps) ON TABLE public.undo_run TO club21_app;

GRANT UPDATE(answer) ON TABLE public.undo_run TO club21_app;
