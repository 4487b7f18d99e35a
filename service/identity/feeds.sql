-- name: make
INSERT INTO people.calendar_feed (network_id, person_id, secret_hash)
VALUES ($1, $2, $3)
ON CONFLICT (network_id, person_id) DO UPDATE SET secret_hash = excluded.secret_hash, made_at = clock_timestamp()

-- name: revoke
DELETE FROM people.calendar_feed WHERE network_id = $1 AND person_id = $2

-- name: whose
SELECT network_id, person_id FROM people.calendar_feed WHERE secret_hash = $1
