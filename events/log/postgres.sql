-- name: found
SELECT found_network($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: head
SELECT n.epoch, n.clock, n.time_zone, k.key,
    coalesce((SELECT e.position FROM event e WHERE e.network_id = n.network_id ORDER BY e.position DESC LIMIT 1), 0) AS position
FROM network n
JOIN network_key k ON k.network_id = n.network_id
WHERE n.network_id = $1;

-- name: append
SELECT ord, status, outcome, first_position, last_position, at
FROM append_batch(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30,
    $31
);

-- name: streams
SELECT e.position, e.stream_id, s.parent, e.version, e.tag, e.schema_version, e.command_id, e.cause, e.by, e.on_behalf_of, e.at, e.payload
FROM unnest($2::uuid[], $3::integer[]) AS wanted (stream_id, version)
JOIN event e ON e.network_id = $1 AND e.stream_id = wanted.stream_id AND e.version > wanted.version
JOIN stream s ON s.network_id = $1 AND s.stream_id = e.stream_id
ORDER BY e.stream_id, e.version;

-- name: page
SELECT e.position, e.stream_id, s.parent, e.version, e.tag, e.schema_version, e.command_id, e.cause, e.by, e.on_behalf_of, e.at, e.payload
FROM (
    SELECT position, stream_id, version, tag, schema_version, command_id, cause, by, on_behalf_of, at, payload
    FROM event
    WHERE network_id = $1 AND position > $2
    ORDER BY position
    LIMIT $3
) AS e
JOIN stream s ON s.network_id = $1 AND s.stream_id = e.stream_id
ORDER BY e.position;

-- name: plan
SELECT e.position, e.stream_id, s.parent, e.version, e.tag, e.schema_version, e.command_id, e.cause, e.by, e.on_behalf_of, e.at, e.payload
FROM stream s
JOIN event e ON e.network_id = $1 AND e.stream_id = s.stream_id AND e.position <= $3
WHERE s.network_id = $1 AND (s.stream_id = $2 OR s.parent = $2) AND s.first_position <= $3
ORDER BY e.position;

-- name: command
SELECT by, request_hash, outcome, first_position, last_position
FROM command
WHERE network_id = $1 AND command_id = $2;
