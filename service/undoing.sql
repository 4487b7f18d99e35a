-- name: begin
INSERT INTO undo_run (network_id, undo_id, by, request_hash, of_command, of_import, of_position, through)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (network_id, undo_id) DO NOTHING
RETURNING true

-- name: run
SELECT by, request_hash, of_command, of_import, of_position, through, done, steps, answer
FROM undo_run
WHERE network_id = $1 AND undo_id = $2

-- name: progress
UPDATE undo_run
SET done = $3, steps = $4
WHERE network_id = $1 AND undo_id = $2

-- name: finish
UPDATE undo_run
SET done = steps, answer = $3::jsonb
WHERE network_id = $1 AND undo_id = $2

-- name: caused
SELECT stream_id, command_id, by, position
FROM event
WHERE network_id = $1 AND cause = $2
ORDER BY position

-- name: runs_of
SELECT undo_id
FROM undo_run
WHERE network_id = $1 AND of_import = $2

-- name: lately
SELECT command_id, cause, bulk_id IS NOT NULL AS bulk
FROM event
LEFT JOIN bulk_run ON bulk_run.network_id = event.network_id AND bulk_run.bulk_id = event.cause
WHERE event.network_id = $1 AND event.position > $2 AND event.by = $3
ORDER BY event.position DESC

-- name: undone
SELECT coalesce(of_command, of_import) AS of
FROM undo_run
WHERE network_id = $1 AND (of_command = ANY ($2) OR of_import = ANY ($2))

-- name: runs_of_many
WITH RECURSIVE back AS (
    SELECT undo_id, coalesce(of_command, of_import) AS of, by, through, of_command AS next, 0 AS steps
    FROM undo_run
    WHERE network_id = $1 AND (of_command = ANY ($2) OR of_import = ANY ($2))
    UNION ALL
    SELECT back.undo_id, back.of, back.by, back.through, earlier.of_command, back.steps + 1
    FROM back
    JOIN undo_run AS earlier ON earlier.network_id = $1 AND earlier.undo_id = back.next
)
SELECT of, by, through, max(steps) % 2 = 1 AS again
FROM back
GROUP BY undo_id, of, by, through
ORDER BY through

-- name: imported
SELECT plan_id, action_id, imported
FROM files.imported_row
WHERE network_id = $1 AND import_id = $2

-- name: unimport
DELETE FROM files.imported_row
WHERE network_id = $1 AND import_id = $2 AND action_id = ANY ($3)

-- name: reimport
UPDATE files.imported_row AS kept
SET imported = made.imported::jsonb
FROM unnest($3::uuid[], $4::text[]) AS made (action_id, imported)
WHERE kept.network_id = $1 AND kept.import_id = $2 AND kept.action_id = made.action_id
