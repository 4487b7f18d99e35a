-- name: keep
INSERT INTO files.file (network_id, sha256, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: piece
SELECT substring(bytes FROM $3::integer FOR $4::integer) FROM files.file WHERE network_id = $1 AND sha256 = $2

-- name: drop
DELETE FROM files.file WHERE network_id = $1 AND sha256 = $2
