-- 0006_log_views.sql: the log as rows that a person can read, for psql, Metabase or Grafana. Safe beside the old code,
-- which does not look.
--
-- They rest on the log alone, so that a table people look at can still be dropped and made again beside them. No names of
-- people: events carry ids.

-- A stored body as JSON, without the tag that stands beside it; NULL where the bytes are none, so that one spoilt row does
-- not hide the others.
CREATE FUNCTION readable(payload bytea) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    RETURN convert_from(payload, 'UTF8')::jsonb - 'tag';
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END
$$;

SET LOCAL ROLE club21_app;

CREATE VIEW read.log_event AS
SELECT
    e.network_id,
    readable(f.payload) ->> 'name' AS founded_as,  -- the name that the network was founded under
    e.position,
    n.epoch || '.' || e.position AS token,
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
    readable(e.payload) AS body,
    length(e.payload) AS bytes,
    e.salt IS NULL AS redacted
FROM event e
LEFT JOIN network n ON n.network_id = e.network_id
LEFT JOIN stream s ON s.network_id = e.network_id AND s.stream_id = e.stream_id
LEFT JOIN event f ON f.network_id = e.network_id AND f.position = 1;

CREATE VIEW read.log_command AS
SELECT
    c.network_id,
    c.command_id,
    c.by,
    split_part(c.outcome, ':', 1) AS outcome,
    nullif(split_part(c.outcome, ':', 2), '') AS refusal,
    c.first_position,
    c.last_position,
    c.last_position - c.first_position + 1 AS events,
    e.at AS decided_after  -- when the newest event was written that the answer rests on, or its own last one
FROM command c
LEFT JOIN event e ON e.network_id = c.network_id AND e.position = c.last_position;

RESET ROLE;
