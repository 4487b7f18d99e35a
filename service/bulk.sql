-- name: begin
INSERT INTO bulk_run (network_id, bulk_id, by, request_hash, steps)
SELECT $1, $2, $3, $4, $5
WHERE NOT EXISTS (SELECT FROM event WHERE network_id = $1 AND cause = $2)
    AND NOT EXISTS (SELECT FROM command WHERE network_id = $1 AND command_id = $2)
    AND NOT EXISTS (SELECT FROM undo_run WHERE network_id = $1 AND undo_id = $2)
    AND NOT EXISTS (SELECT FROM files.import_run WHERE network_id = $1 AND import_id = $2)
ON CONFLICT (network_id, bulk_id) DO NOTHING
RETURNING true

-- name: run
SELECT by, request_hash, done, steps, answer
FROM bulk_run
WHERE network_id = $1 AND bulk_id = $2

-- name: progress
UPDATE bulk_run
SET done = $3
WHERE network_id = $1 AND bulk_id = $2

-- name: finish
UPDATE bulk_run
SET done = steps, answer = $3::jsonb
WHERE network_id = $1 AND bulk_id = $2
