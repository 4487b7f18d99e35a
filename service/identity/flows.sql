-- name: begin
INSERT INTO people.sign_in_flow (state_hash, browser_hash, provider, nonce, verifier) VALUES ($1, $2, $3, $4, $5)

-- name: clear
WITH over AS (
    DELETE FROM people.sign_in_flow WHERE began_at < clock_timestamp() - interval '1 hour'
)
UPDATE people.session SET id_token = NULL WHERE id_token IS NOT NULL AND expires_at < clock_timestamp()

-- name: back
DELETE FROM people.sign_in_flow
WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3 AND began_at > clock_timestamp() - interval '10 minutes'
RETURNING nonce, verifier

-- name: met
SELECT person_id FROM people.identity WHERE issuer = $1 AND subject = $2

-- name: other
SELECT EXISTS (SELECT FROM people.identity WHERE issuer = $1 AND person_id = $2)

-- name: meet
WITH met AS (
    INSERT INTO people.identity (issuer, subject, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'identity_met', person_id FROM met

-- name: forget
DELETE FROM people.identity WHERE person_id = $1
