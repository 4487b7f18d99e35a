-- name: begin
WITH begun AS (
    INSERT INTO people.session (session_hash, person_id, expires_at)
    VALUES ($1, $2, clock_timestamp() + $3::interval)
    RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'session_begun', person_id FROM begun

-- name: find
SELECT person_id, expires_at
FROM people.session
WHERE session_hash = $1 AND ended_at IS NULL AND expires_at > clock_timestamp()

-- name: end_one
WITH ended AS (
    UPDATE people.session SET ended_at = clock_timestamp() WHERE session_hash = $1 AND ended_at IS NULL RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'session_ended', person_id FROM ended

-- name: end_all_of
WITH ended AS (
    UPDATE people.session SET ended_at = clock_timestamp() WHERE person_id = $1 AND ended_at IS NULL RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'session_ended', person_id FROM ended

-- name: ended_lately
SELECT session_hash FROM people.session WHERE ended_at > clock_timestamp() - interval '10 seconds'
