-- name: networks
SELECT network_id, epoch
FROM network
ORDER BY network_id

-- name: head
SELECT n.epoch, coalesce((SELECT e.position FROM event e WHERE e.network_id = n.network_id ORDER BY e.position DESC LIMIT 1), 0) AS position
FROM network n
WHERE n.network_id = $1

-- name: page
SELECT position, tag, stream_id, version, at, by, on_behalf_of, cause, command_id, payload
FROM event
WHERE network_id = $1 AND position >= $2
ORDER BY position
LIMIT $3

-- name: named
SELECT person_id, name
FROM people.person
WHERE person_id = ANY ($1)

-- name: sizes
SELECT e.network_id, p.name, count(*) AS events, count(*) FILTER (WHERE e.version = 1) AS streams, sum(length(e.payload))::bigint AS bytes,
    min(e.at) AS first_at, max(e.at) AS last_at
FROM event e
LEFT JOIN read.network_profile p ON p.network_id = e.network_id
GROUP BY e.network_id, p.name
ORDER BY e.network_id

-- name: outcomes
SELECT outcome, count(*) AS commands
FROM command
GROUP BY outcome
ORDER BY count(*) DESC, outcome

-- name: partitions
SELECT c.relname AS name, pg_total_relation_size(c.oid) AS bytes
FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'event'::regclass
ORDER BY substr(c.relname, 7)::integer

-- name: days
SELECT (at AT TIME ZONE 'UTC')::date AS day, count(*) AS events
FROM event
GROUP BY day
ORDER BY day DESC
LIMIT $1

-- name: new_epoch
UPDATE network
SET epoch = epoch + 1
WHERE $1::uuid IS NULL OR network_id = $1
RETURNING network_id, epoch
