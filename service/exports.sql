-- name: note
INSERT INTO people.export (export_id, network_id, person_id, what, about)
VALUES ($1, $2, $3, $4, $5)

-- name: of_network
-- With $4 those of these plans alone.
SELECT export_id, person_id, what, about, at
FROM people.export
WHERE network_id = $1 AND ($4::uuid[] IS NULL OR about = ANY ($4))
    AND ($2::uuid IS NULL OR (at, export_id) < (SELECT o.at, o.export_id FROM people.export o WHERE o.network_id = $1 AND o.export_id = $2))
ORDER BY at DESC, export_id DESC
LIMIT $3
