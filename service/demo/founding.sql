-- name: one_at_a_time
SELECT pg_advisory_xact_lock(hashtextextended('people.network_card:demonstration', 0))

-- name: standing
SELECT network_id, demonstration
FROM people.network_card
WHERE demonstration = ANY ($1::text[]) AND archived_at IS NULL
ORDER BY network_id DESC  -- ids are UUIDv7: the newest first
LIMIT 1

-- name: begin
WITH shown AS (
    INSERT INTO people.network_card (network_id, demonstration) VALUES ($1, $2) RETURNING network_id
)
INSERT INTO people.audit (what, network_id) SELECT 'network_shown', network_id FROM shown

-- name: finish
UPDATE people.network_card SET demonstration = $2 WHERE network_id = $1 AND demonstration IS DISTINCT FROM $2

-- name: archive_others
WITH archived AS (
    UPDATE people.network_card
    SET archived_at = clock_timestamp()
    WHERE demonstration = ANY ($2::text[]) AND network_id <> $1 AND archived_at IS NULL
    RETURNING network_id
)
INSERT INTO people.audit (what, network_id) SELECT 'network_archived', network_id FROM archived
