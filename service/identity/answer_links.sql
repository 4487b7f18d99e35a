-- name: make
INSERT INTO people.answer_link (network_id, meeting_id, authority_id, person_id, secret_hash, held_on)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (network_id, meeting_id, authority_id, person_id)
DO UPDATE SET secret_hash = excluded.secret_hash, held_on = excluded.held_on, made_at = clock_timestamp()

-- name: whose
SELECT network_id, meeting_id, authority_id, person_id FROM people.answer_link WHERE secret_hash = $1

-- name: revoke
DELETE FROM people.answer_link WHERE network_id = $1 AND meeting_id = $2 RETURNING person_id
