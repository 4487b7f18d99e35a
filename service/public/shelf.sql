-- name: publishing
SELECT shown.network_id
FROM (SELECT network_id FROM read.public_plans UNION SELECT unnest($1::uuid[])) AS shown (network_id)
LEFT JOIN people.network_card USING (network_id)
WHERE network_card.archived_at IS NULL
ORDER BY shown.network_id
LIMIT $2

-- name: demonstrates
SELECT EXISTS (SELECT FROM people.network_card WHERE network_id = $1 AND demonstration IS NOT NULL)
