-- name: found
SELECT found_network($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: head
SELECT n.epoch, n.clock, n.time_zone, k.key,
    coalesce((SELECT e.position FROM event e WHERE e.network_id = n.network_id ORDER BY e.position DESC LIMIT 1), 0) AS position
FROM network n
JOIN network_key k ON k.network_id = n.network_id
WHERE n.network_id = $1;

-- name: last_by
-- Time never goes back along a log: halving what may hold the answer reads one event for each doubling of the log.
WITH RECURSIVE within AS (  -- the answer is low, or further, up to high
    SELECT 0::bigint AS low, coalesce((SELECT e.position FROM event e WHERE e.network_id = $1 ORDER BY e.position DESC LIMIT 1), 0) AS high
    UNION ALL
    SELECT CASE WHEN half.at <= $2 THEN half.middle ELSE half.low END, CASE WHEN half.at <= $2 THEN half.high ELSE half.middle - 1 END
    FROM (
        SELECT w.low, w.high, (w.low + w.high + 1) / 2 AS middle,
            (SELECT e.at FROM event e WHERE e.network_id = $1 AND e.position = (w.low + w.high + 1) / 2) AS at
        FROM within w
        WHERE w.low < w.high
    ) AS half
)
SELECT low FROM within WHERE low = high;

-- name: append
SELECT ord, status, outcome, first_position, last_position, at, waited
FROM append_batch(
    $1, $2, $3, $4::text::uuid[], $5::text::integer[], $6, $7, $8, $9, $10, $11::text::uuid[], $12::text::uuid[], $13, $14, $15, $16, $17,
    $18::text::integer[], $19::text::integer[], $20::text::integer[], $21, $22, $23, $24, $25::text::integer[], $26::text::integer[],
    $27, $28, $29
);

-- name: streams
SELECT e.position, e.stream_id,
    (SELECT s.parent FROM stream s WHERE s.network_id = $1 AND s.stream_id = e.stream_id) AS parent,
    e.version, e.tag, e.schema_version, e.command_id, e.cause, e.by, e.on_behalf_of,
    timestamptz_send(e.at) AS at, e.payload
FROM unnest($2::uuid[], $3::integer[]) AS wanted (stream_id, version)
CROSS JOIN LATERAL (
    SELECT *
    FROM event
    WHERE network_id = $1 AND stream_id = wanted.stream_id AND version > wanted.version
    ORDER BY version  -- keeps it a look-up for each stream, whatever the planner guesses
) AS e
ORDER BY e.stream_id, e.version;

-- name: load
WITH wanted AS (
    SELECT one.stream_id, s.kind, s.parent, kept.version, kept.code, kept.state
    FROM unnest($2::uuid[]) AS one (stream_id)
    JOIN stream s ON s.network_id = $1 AND s.stream_id = one.stream_id
    LEFT JOIN stream_snapshot kept ON kept.network_id = $1 AND kept.stream_id = one.stream_id AND kept.code = ANY ($3::text[])
)
SELECT NULL::bigint AS position, stream_id, parent, version, kind AS tag, NULL::smallint AS schema_version, NULL::uuid AS command_id,
    NULL::uuid AS cause, NULL::uuid AS by, NULL::uuid AS on_behalf_of, NULL::bytea AS at, state AS payload, code
FROM wanted
WHERE version IS NOT NULL
UNION ALL
SELECT e.position, e.stream_id, wanted.parent, e.version, e.tag, e.schema_version, e.command_id, e.cause, e.by, e.on_behalf_of,
    timestamptz_send(e.at), e.payload, NULL
FROM wanted
CROSS JOIN LATERAL (
    SELECT *
    FROM event
    WHERE network_id = $1 AND stream_id = wanted.stream_id AND version > coalesce(wanted.version, 0)
    ORDER BY version  -- keeps it a look-up for each stream, whatever the planner guesses
) AS e
ORDER BY stream_id, version;

-- name: keep
INSERT INTO stream_snapshot (network_id, stream_id, version, code, state)
SELECT $1, made.stream_id, made.version, made.code, made.state
FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::bytea[]) AS made (stream_id, version, code, state)
ON CONFLICT (network_id, stream_id) DO UPDATE
SET version = excluded.version, code = excluded.code, state = excluded.state
WHERE stream_snapshot.code <> excluded.code OR stream_snapshot.version < excluded.version;

-- name: forget
DELETE FROM stream_snapshot
WHERE network_id = $1 AND stream_id = ANY ($2);

-- name: page
SELECT e.position, e.stream_id, s.parent, e.version, e.tag, e.schema_version, e.command_id, e.cause, e.by, e.on_behalf_of,
    timestamptz_send(e.at) AS at, e.payload
FROM (SELECT * FROM event WHERE network_id = $1 AND position > $2 ORDER BY position LIMIT $3) e
-- looked up for each event, or once a stream where the planner thinks that many are of one: joined at will, every page of a
-- rebuild would read all streams of the network
LEFT JOIN LATERAL (SELECT parent FROM stream WHERE network_id = $1 AND stream_id = e.stream_id OFFSET 0) s ON true
ORDER BY e.position;

-- name: plan
SELECT e.position, e.stream_id, s.parent, e.version, e.tag, e.schema_version, e.command_id, e.cause, e.by, e.on_behalf_of,
    timestamptz_send(e.at) AS at, e.payload
FROM stream s
JOIN event e ON e.network_id = $1 AND e.stream_id = s.stream_id AND e.position > $2 AND e.position <= $3
WHERE s.network_id = $1 AND (s.stream_id = $4 OR s.parent = $4) AND s.first_position <= $3
ORDER BY e.position;

-- name: span
SELECT e.position, e.stream_id,
    (SELECT s.parent FROM stream s WHERE s.network_id = $1 AND s.stream_id = e.stream_id) AS parent,
    e.version, e.tag, e.schema_version, e.command_id, e.cause, e.by, e.on_behalf_of,
    timestamptz_send(e.at) AS at, e.payload
FROM event e
WHERE e.network_id = $1 AND e.position > $2 AND e.position <= $3
ORDER BY e.position;

-- name: command
SELECT by, request_hash, outcome, first_position, last_position
FROM command
WHERE network_id = $1 AND command_id = $2;
