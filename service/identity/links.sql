-- name: make
WITH made AS (
    INSERT INTO people.sign_in_link (link_hash, person_id, expires_at, email, invitation_id)
    VALUES ($1, $2, clock_timestamp() + $3::interval, $4, $5)
    RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'link_made', person_id FROM made

-- name: redeem
UPDATE people.sign_in_link
SET used_at = clock_timestamp()
WHERE link_hash = $1
    AND used_at IS NULL
    AND expires_at > clock_timestamp()
    AND (
        invitation_id IS NULL
        OR EXISTS (
            SELECT FROM people.invitation
            WHERE invitation.invitation_id = sign_in_link.invitation_id
                AND accepted_at IS NULL
                AND revoked_at IS NULL
                AND invitation.expires_at > clock_timestamp()
        )
    )
RETURNING person_id, email

-- name: look
SELECT used_at IS NOT NULL OR EXISTS (
    SELECT FROM people.invitation WHERE invitation.invitation_id = sign_in_link.invitation_id AND accepted_at IS NOT NULL
) AS used
FROM people.sign_in_link
WHERE link_hash = $1
