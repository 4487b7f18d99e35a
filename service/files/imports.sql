-- name: unfinished
SELECT report
FROM files.import_run
WHERE network_id = $1 AND plan_id = $2 AND offered_by = $3 AND file_hash = $4 AND confirmed_at IS NOT NULL AND finished_at IS NULL
ORDER BY import_id DESC
LIMIT 1

-- name: forget
DELETE FROM files.import_run
WHERE network_id = $1
    AND confirmed_at IS NULL
    AND ((plan_id = $2 AND offered_by = $3) OR offered_at < clock_timestamp() - interval '1 day')

-- name: offer
INSERT INTO files.import_run (network_id, import_id, plan_id, offered_by, file_hash, draft, report)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb)

-- name: last
SELECT imported FROM files.imported_row WHERE network_id = $1 AND plan_id = $2 ORDER BY action_id

-- name: run
SELECT plan_id, offered_by, confirmed_at, finished_at, report FROM files.import_run WHERE network_id = $1 AND import_id = $2

-- name: lock_plan
SELECT pg_advisory_xact_lock(hashtextextended('files.import_run:' || $1::uuid::text || $2::uuid::text, 0))

-- name: lock_run
SELECT draft, confirmed_at, finished_at, report FROM files.import_run WHERE network_id = $1 AND import_id = $2 FOR UPDATE

-- name: overtaken
SELECT EXISTS (
    SELECT
    FROM files.import_run AS offered
    JOIN files.import_run AS other USING (network_id, plan_id)
    WHERE offered.network_id = $1
        AND offered.import_id = $2
        AND other.import_id <> offered.import_id
        AND other.confirmed_at > offered.offered_at
)

-- name: confirm
UPDATE files.import_run SET confirmed_at = clock_timestamp(), draft = $3::jsonb, report = $4::jsonb WHERE network_id = $1 AND import_id = $2

-- name: remember
INSERT INTO files.imported_row (network_id, plan_id, action_id, import_id, imported)
SELECT $1, $2, rows.action_id, $3, rows.imported::jsonb
FROM unnest($4::uuid[], $5::text[]) AS rows (action_id, imported)
ON CONFLICT (network_id, plan_id, action_id) DO UPDATE SET import_id = excluded.import_id, imported = excluded.imported
WHERE imported_row.import_id <= excluded.import_id  -- an old import that is resumed does not undo what a newer one found

-- name: finish
UPDATE files.import_run
SET finished_at = clock_timestamp(), draft = NULL, report = $3::jsonb
WHERE network_id = $1 AND import_id = $2 AND finished_at IS NULL

-- name: undone
SELECT DISTINCT (item->>'item')::uuid AS item
FROM undo_run, jsonb_array_elements(answer->'items') AS item
WHERE network_id = $1 AND of_import IS NOT NULL AND item->>'tag' = 'action.added' AND item->>'outcome' = 'applied'
