-- 0022_redaction.sql: a text that somebody typed can be taken out of the log. Safe beside the old code, which writes no such event.
--
-- The log does it itself, as the event that names the texts is written: under the lock of every append, in its transaction. So
-- that event is never there without what it says, and nobody who may append can replace a text by anything but the one marker.

DO $$
BEGIN
    EXECUTE format('GRANT club21_redactor TO %I', current_user);  -- an owner that is no superuser gives a function away as a member
END
$$;

-- A value with the text at this place in it replaced; what is no text, or an id or a day kept as text, is refused.
CREATE FUNCTION redacted_at(value json, path text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
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
$$;

-- A field as events name it: description, partners.2, extra.Suivi. Keys may hold dots of their own.
CREATE FUNCTION field_path(field text) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE strpos(field, '.')
        WHEN 0 THEN ARRAY[field]
        ELSE ARRAY[split_part(field, '.', 1), substr(field, strpos(field, '.') + 1)]
    END
$$;

-- What waits outside the log, without the texts that went: where one is the whole value, where a long one stands in a longer value,
-- and where the beginning of one was cut off with an ellipsis. Keys stay.
CREATE FUNCTION without_texts(value jsonb, gone text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
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

-- A row of network.event_redacted was written: do what it says.
CREATE FUNCTION redact_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

REVOKE EXECUTE ON FUNCTION redact_named(), redacted_at(json, text[]), field_path(text), without_texts(jsonb, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION redacted_at(json, text[]), field_path(text), without_texts(jsonb, text[]) TO club21_redactor;
GRANT SELECT ON event, command, stream_snapshot, files.import_run, files.imported_row TO club21_redactor;
GRANT UPDATE (payload, salt) ON event TO club21_redactor;
GRANT UPDATE (request_hash) ON command TO club21_redactor;
GRANT DELETE ON stream_snapshot TO club21_redactor;
GRANT USAGE ON SCHEMA files TO club21_redactor;
GRANT UPDATE (draft, report) ON files.import_run TO club21_redactor;
GRANT UPDATE (imported) ON files.imported_row TO club21_redactor;

-- What the planner remembers of a column would outlive the text.
ALTER TABLE event ALTER COLUMN payload SET STATISTICS 0;
ALTER TABLE stream_snapshot ALTER COLUMN state SET STATISTICS 0;

CREATE TRIGGER redacts AFTER INSERT ON event FOR EACH ROW WHEN (NEW.tag = 'network.event_redacted') EXECUTE FUNCTION redact_named();

GRANT CREATE ON SCHEMA public TO club21_redactor;  -- whom a function is given to has to be allowed to make it
ALTER FUNCTION redact_named() OWNER TO club21_redactor;
REVOKE CREATE ON SCHEMA public FROM club21_redactor;
