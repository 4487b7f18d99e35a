-- name: keep
INSERT INTO people.token (token_id, network_id, token_hash, may, authority_id, topics, made_by, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + $8::interval)

-- name: find
SELECT token_id AS actor, expires_at, false AS guest
FROM people.token
WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()

-- name: of_network
SELECT token_id, name, may, authority_id, topics, made_by, made_at, expires_at, used_at, revoked_by, revoked_at
FROM people.token
JOIN people.person ON person.person_id = token.token_id
WHERE network_id = $1
ORDER BY made_at DESC, token_id

-- name: revoke
UPDATE people.token
SET revoked_at = clock_timestamp(), revoked_by = $3
WHERE network_id = $1 AND token_id = $2 AND revoked_at IS NULL

-- name: revoked_lately
SELECT token_hash AS key FROM people.token WHERE revoked_at > clock_timestamp() - $1::interval

-- name: used
UPDATE people.token
SET used_at = greatest(token.used_at, to_timestamp(lately.at))
FROM unnest($1::bytea[], $2::double precision[]) AS lately (token_hash, at)
WHERE token.token_hash = lately.token_hash
