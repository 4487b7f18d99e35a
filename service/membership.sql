-- name: of_person
-- What the tables tell of them counts where those of its guards, in our versions, have come to the end of the log.
WITH shown AS MATERIALIZED (
    SELECT needed.projection, needed.version
    FROM unnest($2::text[], $3::integer[]) AS needed (projection, version)
    JOIN read.shown_version USING (projection, version)
)
SELECT rights.network_id, network_card.demonstration, network_card.archived_at, network.epoch, head.position,
    to_json(rights) AS standing, to_json(profile) AS profile,
    cardinality($2::text[]) = (
        SELECT count(*)
        FROM shown
        JOIN read.checkpoint USING (projection, version)
        WHERE checkpoint.network_id = rights.network_id AND checkpoint.position = head.position AND checkpoint.parked_position IS NULL
    ) AS level
FROM read.rights
JOIN network USING (network_id)
JOIN read.network_profile AS profile USING (network_id)
CROSS JOIN LATERAL (
    SELECT event.position
    FROM event
    WHERE event.network_id = rights.network_id
    ORDER BY event.position DESC
    LIMIT 1
) AS head
LEFT JOIN people.network_card USING (network_id)
WHERE rights.person_id = $1
ORDER BY rights.network_id

-- name: known_in
SELECT network_id
FROM (
    SELECT network_id FROM read.rights WHERE person_id = $1
    UNION
    SELECT network_id FROM people.acquaintance WHERE person_id = $1
) AS known
LEFT JOIN people.network_card USING (network_id)
WHERE archived_at IS NULL

-- name: all_of_them
SELECT network_id FROM network ORDER BY network_id

-- name: only_real_ones
SELECT EXISTS (SELECT FROM network) AND NOT EXISTS (SELECT FROM people.network_card WHERE demonstration IS NOT NULL)
