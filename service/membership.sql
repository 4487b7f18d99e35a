-- name: of_person
SELECT rights.network_id, network_card.demonstration, network_card.archived_at
FROM read.rights
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
