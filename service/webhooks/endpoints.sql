-- name: count
SELECT count(*) FROM people.webhook WHERE network_id = $1 AND removed_at IS NULL

-- name: lock
SELECT pg_advisory_xact_lock(hashtextextended('webhooks:' || $1::uuid::text, 0))

-- name: keep
INSERT INTO people.webhook (network_id, webhook_id, token_id, url, tags, secret, made_by, position)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: of_network
-- Of a token that ended it says so at once, though nothing was to be sent since.
SELECT
    webhook_id,
    token_id,
    url,
    tags,
    made_by,
    made_at,
    CASE WHEN state = 'on' AND NOT holds THEN 'set_aside' ELSE state END AS state,
    CASE WHEN state = 'on' AND NOT holds THEN 'no_right' ELSE why END AS why,
    position,
    failures,
    failing_since,
    CASE WHEN failures > 0 AND state = 'on' THEN due_at END AS next_at,
    CASE WHEN former_until > clock_timestamp() THEN former_until END AS former_until
FROM people.webhook
CROSS JOIN LATERAL (
    SELECT revoked_at IS NULL AND expires_at > clock_timestamp() AS holds FROM people.token WHERE token.token_id = webhook.token_id
) AS program
WHERE network_id = $1 AND removed_at IS NULL AND ($2::uuid IS NULL OR webhook_id = $2)
ORDER BY made_at DESC, webhook_id

-- name: holds
SELECT EXISTS (
    SELECT FROM people.token WHERE network_id = $1 AND token_id = $2 AND revoked_at IS NULL AND expires_at > clock_timestamp()
)

-- name: change
-- Whoever speaks to it at this moment goes on; told of somewhere or something else, or from elsewhere, they are interrupted.
UPDATE people.webhook
SET
    url = coalesce($3, url),
    tags = coalesce($4::text[], tags),
    state = coalesce($5, state),
    why = CASE WHEN $5::text IS NULL THEN why END,
    failures = CASE WHEN $5::text = 'on' THEN 0 ELSE failures END,
    failing_since = CASE WHEN $5::text = 'on' THEN NULL ELSE failing_since END,
    due_at = CASE WHEN $5::text = 'on' OR $3::text IS NOT NULL THEN clock_timestamp() ELSE due_at END,
    position = coalesce($6, position),
    claimed_by = CASE WHEN $3::text IS NULL AND $4::text[] IS NULL AND $6::bigint IS NULL THEN claimed_by END
WHERE network_id = $1 AND webhook_id = $2 AND removed_at IS NULL

-- name: rotate
UPDATE people.webhook
SET former_secret = secret, former_until = clock_timestamp() + $4::interval, secret = $3
WHERE network_id = $1 AND webhook_id = $2 AND removed_at IS NULL

-- name: remove
UPDATE people.webhook
SET
    removed_by = $3,
    removed_at = clock_timestamp(),
    url = NULL,
    secret = NULL,
    former_secret = NULL,
    former_until = NULL,
    claimed_by = NULL
WHERE network_id = $1 AND webhook_id = $2 AND removed_at IS NULL
RETURNING webhook_id

-- name: forget
DELETE FROM people.webhook_delivery WHERE network_id = $1 AND webhook_id = $2

-- name: deliveries
SELECT at, position, tag, outcome, status, took_ms
FROM people.webhook_delivery
WHERE network_id = $1 AND webhook_id = $2
ORDER BY attempt DESC

-- name: note
WITH counted AS (
    UPDATE people.webhook SET attempts = attempts + 1 WHERE network_id = $1 AND webhook_id = $2 AND removed_at IS NULL RETURNING attempts
)
INSERT INTO people.webhook_delivery AS kept (network_id, webhook_id, slot, attempt, position, tag, outcome, status, took_ms)
SELECT $1, $2, attempts % $3::integer, attempts, $4, $5, $6, $7, $8 FROM counted
ON CONFLICT (network_id, webhook_id, slot) DO UPDATE
SET
    attempt = excluded.attempt,
    at = clock_timestamp(),
    position = excluded.position,
    tag = excluded.tag,
    outcome = excluded.outcome,
    status = excluded.status,
    took_ms = excluded.took_ms
RETURNING at, position, tag, outcome, status, took_ms

-- name: keys
SELECT url, secret, former_secret, former_until > clock_timestamp() AS both
FROM people.webhook
WHERE network_id = $1 AND webhook_id = $2 AND removed_at IS NULL
