-- name: checkpoints
SELECT projection, version, position FROM read.checkpoint WHERE network_id = $1;

-- name: begin_checkpoints
INSERT INTO read.checkpoint (network_id, projection, version, position)
SELECT $1, wanted.projection, wanted.version, 0
FROM unnest($2::text[], $3::integer[]) AS wanted (projection, version)
ON CONFLICT DO NOTHING;

-- name: advance
UPDATE read.checkpoint AS c
SET position = wanted.new, parked_position = NULL, parked_error = NULL
FROM unnest($2::text[], $3::integer[], $4::bigint[], $5::bigint[]) AS wanted (projection, version, old, new)
WHERE c.network_id = $1 AND c.projection = wanted.projection AND c.version = wanted.version AND c.position = wanted.old
RETURNING c.projection;

-- name: lock_checkpoints
SELECT max(locked.position)
FROM (SELECT position FROM read.checkpoint WHERE network_id = $1 FOR UPDATE) AS locked;

-- name: park
UPDATE read.checkpoint SET parked_position = $4, parked_error = $5
WHERE network_id = $1 AND projection = $2 AND version = $3 AND position < $4;

-- name: set_checkpoint
UPDATE read.checkpoint SET position = $4, parked_position = NULL, parked_error = NULL
WHERE network_id = $1 AND projection = $2 AND version = $3;

-- name: rows
SELECT read.rows_of($1, $2);

-- name: write
SELECT read.write_rows($1, $2, $3::json, $4);

-- name: passed_over
SELECT projection, position FROM read.passed_over WHERE network_id = $1;

-- name: pass_over
INSERT INTO read.passed_over (network_id, projection, position, reason, error)
SELECT $1, $2, $3, $4, min(parked_error)
FROM read.checkpoint
WHERE network_id = $1 AND projection = $2 AND parked_position = $3
HAVING count(*) > 0
ON CONFLICT (network_id, projection, position) DO UPDATE SET error = excluded.error
RETURNING position;

-- name: parked_at
SELECT parked_position FROM read.checkpoint
WHERE network_id = $1 AND projection = $2 AND parked_position IS NOT NULL
ORDER BY version DESC
LIMIT 1;

-- name: clear
SELECT read.clear_rows($1, $2);

-- name: shown
SELECT projection, version FROM read.shown_version;

-- name: show
SELECT network_id FROM read.show_version($1, $2) AS behind (network_id);

-- name: drop_versions
SELECT name FROM read.drop_versions($1, $2) AS dropped (name);

-- name: parked
SELECT network_id, projection, version, parked_position
FROM read.checkpoint
WHERE parked_position IS NOT NULL
ORDER BY network_id, projection;

-- name: moved
SELECT position FROM read.moved WHERE network_id = $1;

-- name: move
INSERT INTO read.moved (network_id, position) VALUES ($1, $2)
ON CONFLICT (network_id) DO UPDATE SET position = greatest(moved.position, excluded.position);
