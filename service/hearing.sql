-- name: heard
-- When each of these people ($3), or somebody on behalf of one of these members ($4), last did something that is not kept from the reader ($6).
SELECT one.person_id AS who, last.at
FROM unnest($3::uuid[]) AS one (person_id)
CROSS JOIN LATERAL (
    SELECT at
    FROM read.recent_activity
    WHERE network_id = $1
      AND by = one.person_id
      AND position <= $2
      AND NOT coalesce(CASE WHEN tag = ANY ($5::text[]) THEN (changed ->> 'action')::uuid END, stream_id) = ANY ($6::uuid[])
    ORDER BY position DESC
    LIMIT 1
) AS last
UNION ALL
SELECT one.authority_id, last.at
FROM unnest($4::uuid[]) AS one (authority_id)
CROSS JOIN LATERAL (
    SELECT at
    FROM read.recent_activity
    WHERE network_id = $1
      AND on_behalf_of = one.authority_id
      AND position <= $2
      AND NOT coalesce(CASE WHEN tag = ANY ($5::text[]) THEN (changed ->> 'action')::uuid END, stream_id) = ANY ($6::uuid[])
    ORDER BY position DESC
    LIMIT 1
) AS last
