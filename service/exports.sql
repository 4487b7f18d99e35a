-- name: note
INSERT INTO people.export (export_id, network_id, person_id, what, about)
VALUES ($1, $2, $3, $4, $5)

-- name: of_network
SELECT export_id, person_id, what, about, at
FROM people.export
WHERE network_id = $1 AND ($2::uuid IS NULL OR (at, export_id) < (SELECT o.at, o.export_id FROM people.export o WHERE o.export_id = $2))
ORDER BY at DESC, export_id DESC
LIMIT $3
