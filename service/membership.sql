-- name: of_person
SELECT rights.network_id, network_card.demonstration, network_card.archived_at
FROM read.rights
LEFT JOIN people.network_card USING (network_id)
WHERE rights.person_id = $1
ORDER BY rights.network_id

-- name: all_of_them
SELECT network_id FROM network ORDER BY network_id

-- name: only_real_ones
SELECT EXISTS (SELECT FROM network) AND NOT EXISTS (SELECT FROM people.network_card WHERE demonstration IS NOT NULL)
