-- name: of_plan
SELECT row_to_json(activity)::text
FROM (
    SELECT *
    FROM read.recent_activity
    WHERE network_id = $1 AND plan_id = $2 AND position < $3
    ORDER BY position DESC
    LIMIT $4
) AS activity

-- name: of_network
SELECT row_to_json(activity)::text
FROM (
    SELECT *
    FROM read.recent_activity
    WHERE network_id = $1 AND position < $2
    ORDER BY position DESC
    LIMIT $3
) AS activity
