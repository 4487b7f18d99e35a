-- name: keep
INSERT INTO files.member_outline (network_id, authority_id, rings)
SELECT $1, brought.authority_id, brought.rings::jsonb
FROM unnest($2::uuid[], $3::text[]) AS brought (authority_id, rings)
ON CONFLICT ON CONSTRAINT member_outline_pk DO UPDATE SET rings = excluded.rings, brought_at = clock_timestamp()

-- name: of_network
SELECT authority_id, rings FROM files.member_outline WHERE network_id = $1 ORDER BY authority_id
