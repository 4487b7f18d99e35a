-- name: of_plan
SELECT view_id, person_id, name, query, shared
FROM people.saved_view
WHERE network_id = $1 AND plan_id = $2 AND (person_id = $3 OR shared)
ORDER BY name, view_id

-- name: keep
INSERT INTO people.saved_view (network_id, plan_id, person_id, name, query, shared)
SELECT $1, $2, $3, $4, $5, $6
WHERE $7 > (SELECT count(*) FROM people.saved_view WHERE network_id = $1 AND plan_id = $2 AND person_id = $3 AND name <> $4)
ON CONFLICT (network_id, plan_id, person_id, name) DO UPDATE
SET query = excluded.query, shared = excluded.shared, changed_at = clock_timestamp()
RETURNING view_id

-- name: drop
DELETE FROM people.saved_view
WHERE network_id = $1 AND plan_id = $2 AND view_id = $3 AND (person_id = $4 OR (shared AND $5))
