-- name: begin
WITH begun AS (
    INSERT INTO people.session (session_hash, person_id, expires_at, method, device, place, browser_hash, provider, id_token)
    VALUES ($1, $2, clock_timestamp() + $3::interval, $4, $5, $6, $7, $8, $9)
    RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'session_begun', person_id FROM begun

-- name: find
SELECT person_id AS actor, expires_at, EXISTS (SELECT FROM people.guest WHERE guest.person_id = session.person_id) AS guest
FROM people.session
WHERE session_hash = $1 AND ended_at IS NULL AND expires_at > clock_timestamp()

-- name: end_one
WITH ended AS (
    UPDATE people.session
    SET ended_at = clock_timestamp(), id_token = NULL
    WHERE session_hash = $1 AND ended_at IS NULL
    RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'session_ended', person_id FROM ended

-- name: end_all_of
WITH ended AS (
    UPDATE people.session
    SET ended_at = clock_timestamp(), id_token = NULL
    WHERE person_id = $1 AND ended_at IS NULL AND session_hash IS DISTINCT FROM $2
    RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'session_ended', person_id FROM ended

-- name: ended_lately
SELECT session_hash AS key FROM people.session WHERE ended_at > clock_timestamp() - $1::interval

-- name: seen
UPDATE people.session
SET seen_at = to_timestamp(lately.seen)
FROM unnest($1::bytea[], $2::double precision[]) AS lately (session_hash, seen)
WHERE session.session_hash = lately.session_hash

-- name: of_person
SELECT session_hash, begun_at, coalesce(seen_at, begun_at) AS seen_at, expires_at, method, device, place
FROM people.session
WHERE person_id = $1 AND ended_at IS NULL AND expires_at > clock_timestamp()
ORDER BY coalesce(seen_at, begun_at) DESC, session_hash

-- name: one_of_person
SELECT session_hash
FROM people.session
WHERE person_id = $1 AND substring(session_hash FROM 1 FOR 16) = $2 AND ended_at IS NULL

-- name: proof
SELECT method, clock_timestamp() - begun_at AS age FROM people.session WHERE session_hash = $1

-- name: came_from
SELECT provider, id_token FROM people.session WHERE session_hash = $1 AND ended_at IS NULL

-- name: browser_known
SELECT EXISTS (SELECT FROM people.session WHERE person_id = $1 AND browser_hash = $2)
