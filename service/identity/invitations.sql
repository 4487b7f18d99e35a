-- name: lock
SELECT pg_advisory_xact_lock(hashtextextended('people.invitation:' || $1::text, 0))

-- name: make
WITH made AS (
    INSERT INTO people.invitation (network_id, invitation_id, person_id, email, invited_by, role, authority_id, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + $8::interval)
    RETURNING network_id, person_id
)
INSERT INTO people.audit (what, network_id, person_id) SELECT 'invitation_made', network_id, person_id FROM made

-- name: find
SELECT invitation_id, person_id, email, role, authority_id, invited_by, made_at, expires_at, CASE
    WHEN accepted_at IS NOT NULL THEN 'accepted'
    WHEN revoked_at IS NOT NULL THEN 'revoked'
    WHEN expires_at < clock_timestamp() THEN 'expired'
    ELSE 'open'
END AS stage
FROM people.invitation
WHERE network_id = $1 AND invitation_id = $2

-- name: of_network
SELECT invitation_id, person_id, email, role, authority_id, invited_by, made_at, expires_at, CASE
    WHEN accepted_at IS NOT NULL THEN 'accepted'
    WHEN revoked_at IS NOT NULL THEN 'revoked'
    WHEN expires_at < clock_timestamp() THEN 'expired'
    ELSE 'open'
END AS stage
FROM people.invitation
WHERE network_id = $1
ORDER BY made_at DESC, invitation_id
LIMIT 1000

-- name: open_for
SELECT invitation_id, person_id, expires_at
FROM people.invitation
WHERE email = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > clock_timestamp()
ORDER BY made_at
LIMIT 1

-- name: is_open
SELECT invitation_id, person_id, expires_at
FROM people.invitation
WHERE invitation_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > clock_timestamp()

-- name: again
UPDATE people.invitation
SET sent = sent + 1, expires_at = clock_timestamp() + $3::interval
WHERE network_id = $1 AND invitation_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL
RETURNING sent

-- name: accept
WITH accepted AS (
    UPDATE people.invitation
    SET accepted_at = clock_timestamp(), email = NULL
    WHERE person_id = $1 AND email = $2 AND accepted_at IS NULL AND revoked_at IS NULL
    RETURNING network_id, person_id
)
INSERT INTO people.audit (what, network_id, person_id) SELECT 'invitation_accepted', network_id, person_id FROM accepted

-- name: revoke
WITH revoked AS (
    UPDATE people.invitation
    SET revoked_at = clock_timestamp(), email = NULL
    WHERE network_id = $1 AND invitation_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL
    RETURNING network_id, person_id
), noted AS (
    INSERT INTO people.audit (what, network_id, person_id) SELECT 'invitation_revoked', network_id, person_id FROM revoked
)
SELECT EXISTS (SELECT FROM revoked)
