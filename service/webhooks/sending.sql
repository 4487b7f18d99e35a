-- name: claim
-- Those that are behind and due, but for who is spoken to already. With $5 = false none that failed lately, and none of $6.
UPDATE people.webhook
SET claimed_by = $2, claimed_until = clock_timestamp() + $3::interval
FROM (
    SELECT network_id, webhook_id
    FROM people.webhook
    WHERE state = 'on' AND removed_at IS NULL AND due_at <= $1
        AND (claimed_by IS NULL OR claimed_until < clock_timestamp())
        AND ($5 OR (failures = 0 AND webhook_id <> ALL ($6::uuid[])))
        AND EXISTS (SELECT FROM event WHERE event.network_id = webhook.network_id AND event.position > webhook.position)
    ORDER BY failures, due_at
    LIMIT $4
    FOR UPDATE SKIP LOCKED
) AS due
WHERE webhook.network_id = due.network_id AND webhook.webhook_id = due.webhook_id
RETURNING webhook.network_id, webhook.webhook_id, token_id, tags, position, failures, failing_since

-- name: stands
-- Everything up to $4 was told, or is not for it; with $5 it answered. No row where somebody else speaks to it by now, or it is gone.
UPDATE people.webhook
SET
    position = greatest(position, $4),
    failures = CASE WHEN $5 THEN 0 ELSE failures END,
    failing_since = CASE WHEN $5 THEN NULL ELSE failing_since END
WHERE network_id = $1 AND webhook_id = $2 AND claimed_by = $3 AND removed_at IS NULL
RETURNING
    state,
    EXISTS (
        SELECT FROM people.token WHERE token.token_id = webhook.token_id AND revoked_at IS NULL AND expires_at > clock_timestamp()
    ) AS holds

-- name: failed
UPDATE people.webhook
SET failures = failures + 1, failing_since = coalesce(failing_since, $4), due_at = $5, claimed_by = NULL
WHERE network_id = $1 AND webhook_id = $2 AND claimed_by = $3 AND removed_at IS NULL

-- name: released
UPDATE people.webhook
SET claimed_by = NULL, due_at = greatest(due_at, $4)
WHERE network_id = $1 AND webhook_id = $2 AND claimed_by = $3

-- name: let_go
UPDATE people.webhook SET claimed_by = NULL WHERE claimed_by = ANY ($1::uuid[])

-- name: set_aside
UPDATE people.webhook
SET state = 'set_aside', why = $4, claimed_by = NULL
WHERE network_id = $1 AND webhook_id = $2 AND claimed_by = $3 AND state = 'on' AND removed_at IS NULL
RETURNING url, made_by
