-- name: keep
INSERT INTO people.photo (person_id, media_type, image)
VALUES ($1, $2, $3)
ON CONFLICT (person_id) DO UPDATE SET media_type = excluded.media_type, image = excluded.image, changed_at = clock_timestamp()

-- name: drop
DELETE FROM people.photo WHERE person_id = $1

-- name: changed
UPDATE people.person SET changed_at = clock_timestamp() WHERE person_id = $1

-- name: of_person
SELECT image FROM people.photo WHERE person_id = $1

-- name: shown_in
SELECT photo.image, (extract(epoch FROM photo.changed_at) * 1000000)::bigint AS revision
FROM people.photo
JOIN people.acquaintance USING (person_id)
WHERE acquaintance.network_id = $1 AND photo.person_id = $2
