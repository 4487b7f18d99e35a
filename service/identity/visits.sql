-- name: note
INSERT INTO people.visit (network_id, person_id, seen_at, seen)
VALUES ($1, $2, clock_timestamp(), $3)
ON CONFLICT (network_id, person_id) DO UPDATE
SET seen_at = excluded.seen_at,
    seen = excluded.seen,
    left_at = CASE WHEN excluded.seen_at - visit.seen_at > $4::interval THEN visit.seen_at ELSE visit.left_at END,
    left_through = CASE WHEN excluded.seen_at - visit.seen_at > $4::interval THEN visit.seen ELSE visit.left_through END

-- name: read
INSERT INTO people.visit (network_id, person_id, seen_at, seen, left_at, left_through)
VALUES ($1, $2, clock_timestamp(), $3, clock_timestamp(), $3)
ON CONFLICT (network_id, person_id) DO UPDATE
SET seen_at = excluded.seen_at, seen = excluded.seen, left_at = excluded.left_at, left_through = excluded.left_through

-- name: of_person
SELECT seen_at, seen, left_at, left_through FROM people.visit WHERE network_id = $1 AND person_id = $2
