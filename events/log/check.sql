-- name: unhurried
SELECT
    set_config('statement_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '0', true),
    set_config('plan_cache_mode', 'force_custom_plan', true);

-- name: networks
WITH RECURSIVE logged AS (  -- every network that has events, found by one look into the index for each
    (SELECT network_id FROM event ORDER BY network_id LIMIT 1)
    UNION ALL
    SELECT (SELECT e.network_id FROM event e WHERE e.network_id > logged.network_id ORDER BY e.network_id LIMIT 1)
    FROM logged
    WHERE logged.network_id IS NOT NULL
)
SELECT known.network_id, coalesce((
    SELECT e.position FROM event e WHERE e.network_id = known.network_id ORDER BY e.position DESC LIMIT 1), 0) AS head
FROM (
    SELECT network_id FROM network
    UNION
    SELECT network_id FROM logged WHERE network_id IS NOT NULL
) AS known
WHERE $1::uuid[] IS NULL OR known.network_id = ANY ($1)
ORDER BY known.network_id;

-- name: founding
SELECT
    EXISTS (SELECT FROM network n WHERE n.network_id = $1) AS has_row,
    EXISTS (SELECT FROM network_key k WHERE k.network_id = $1) AS has_key,
    EXISTS (
        SELECT FROM event e
        WHERE e.network_id = $1 AND e.position = 1 AND e.stream_id = $1 AND e.by = $1 AND e.tag = 'network.founded'
    ) AS is_founded;

-- name: events
SELECT position, tag, schema_version, command_id, by, at, payload, salt, digest
FROM event
WHERE network_id = $1
ORDER BY position;

-- name: applied
SELECT command_id, by, first_position, last_position
FROM command
WHERE network_id = $1 AND outcome = 'applied'
ORDER BY first_position, last_position, command_id;

-- name: outcome
SELECT outcome
FROM command
WHERE network_id = $1 AND command_id = $2;

-- name: beyond
SELECT command_id, outcome, last_position
FROM command
WHERE network_id = $1 AND outcome <> 'applied' AND last_position NOT BETWEEN 1 AND $2
ORDER BY last_position, command_id;

-- name: commands
SELECT count(*) AS commands
FROM command
WHERE network_id = $1;

-- name: versions
SELECT stream_id, version, position, tag, schema_version, CASE WHEN version = 1 THEN payload END AS payload
FROM event
WHERE network_id = $1
ORDER BY stream_id, version, position;

-- name: streams
SELECT stream_id, kind, parent, first_position
FROM stream
WHERE network_id = $1
ORDER BY stream_id;

-- name: unguarded
SELECT c.relname AS table_name, guard.name AS guard
FROM pg_class c
CROSS JOIN (VALUES ('UPDATE', 1 | 2 | 16), ('DELETE', 1 | 2 | 8), ('TRUNCATE', 2 | 32)) AS guard (name, bits)  -- bits of pg_trigger.tgtype
WHERE (c.oid IN ('event'::regclass, 'checkpoint'::regclass, 'audit_key'::regclass)
        OR c.oid IN (SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = 'event'::regclass))
    AND NOT EXISTS (
        SELECT FROM pg_trigger t
        WHERE t.tgrelid = c.oid AND t.tgfoid = 'refuse_change'::regproc AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL
            AND t.tgtype::integer & guard.bits = guard.bits AND (t.tgtype::integer & 1 = guard.bits & 1)
    )
ORDER BY c.relname, guard.name;

-- name: privileged
SELECT r.rolname AS role, c.relname AS table_name, p.privilege
FROM pg_roles r
CROSS JOIN pg_class c
CROSS JOIN unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS p (privilege)
WHERE c.oid IN (
        SELECT 'event'::regclass UNION SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = 'event'::regclass
        UNION SELECT 'stream'::regclass UNION SELECT 'command'::regclass UNION SELECT 'checkpoint'::regclass UNION SELECT 'audit_key'::regclass
    )
    AND NOT r.rolsuper
    AND pg_has_role(r.oid, 'club21_app', 'MEMBER')
    AND NOT pg_has_role(r.oid, c.relowner, 'MEMBER')  -- an owner may grant itself anything: health tells that apart
    AND (has_table_privilege(r.oid, c.oid, p.privilege) OR (p.privilege = 'UPDATE' AND has_any_column_privilege(r.oid, c.oid, 'UPDATE')))
ORDER BY r.rolname, c.relname, p.privilege;

-- name: rewritten
SELECT s.relname AS table_name, s.n_tup_upd AS updates, s.n_tup_del AS deletes
FROM pg_stat_user_tables s
LEFT JOIN pg_inherits i ON i.inhrelid = s.relid AND i.inhparent = 'event'::regclass
WHERE (i.inhrelid IS NOT NULL OR s.relid IN ('checkpoint'::regclass, 'audit_key'::regclass)) AND (s.n_tup_del > 0
    OR (s.n_tup_upd > 0 AND s.n_tup_upd > (  -- one update of each event that each redaction names
        SELECT coalesce(sum(jsonb_array_length(readable(e.payload) -> 'positions')), 0)
        FROM event e
        WHERE e.tableoid = s.relid AND e.tag = 'network.event_redacted')))
ORDER BY s.relname;
