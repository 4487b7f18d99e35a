-- name: checkpoints
SELECT epoch, size, root, note
FROM checkpoint
WHERE network_id = $1
ORDER BY size, epoch;

-- name: keys
SELECT origin, public
FROM audit_key
WHERE network_id = $1;

-- name: events
SELECT network_id, stream_id, version, tag, schema_version, command_id, cause, by, on_behalf_of, at, digest, position
FROM event
WHERE network_id = $1 AND position > $2 AND position <= $3
ORDER BY position;

-- name: tiles
SELECT number, hashes
FROM tree_tile
WHERE network_id = $1 AND level = 0 AND number >= $2 AND number < $3
ORDER BY number;

-- name: head
SELECT coalesce(max(position), 0) AS head
FROM event
WHERE network_id = $1;
