-- name: make
WITH made AS (
    INSERT INTO people.sign_in_link (link_hash, person_id, expires_at, email)
    VALUES ($1, $2, clock_timestamp() + $3::interval, $4)
    RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'link_made', person_id FROM made

-- name: redeem
UPDATE people.sign_in_link
SET used_at = clock_timestamp()
WHERE link_hash = $1 AND used_at IS NULL AND expires_at > clock_timestamp()
RETURNING person_id, email

-- name: look
SELECT used_at IS NOT NULL AS used FROM people.sign_in_link WHERE link_hash = $1
