-- name: of_person
SELECT rights.network_id, network_card.demonstration, network_card.archived_at
FROM read.rights
LEFT JOIN people.network_card USING (network_id)
WHERE rights.person_id = $1
ORDER BY rights.network_id

-- name: show
WITH shown AS (
    INSERT INTO people.network_card (network_id, demonstration)
    VALUES ($1, $2)
    ON CONFLICT (network_id) DO NOTHING
    RETURNING network_id
)
INSERT INTO people.audit (what, network_id) SELECT 'network_shown', network_id FROM shown

-- name: archive
WITH archived AS (
    UPDATE people.network_card SET archived_at = clock_timestamp()
    WHERE network_id = $1 AND archived_at IS NULL
    RETURNING network_id
)
INSERT INTO people.audit (what, network_id) SELECT 'network_archived', network_id FROM archived

-- name: demonstrations
SELECT network_id, demonstration FROM people.network_card WHERE demonstration IS NOT NULL AND archived_at IS NULL

-- name: all_networks
SELECT network_id FROM network ORDER BY network_id
