-- name: by_others
-- What others did behind a position and up to another, newest first: of these streams and plans, or with $5 of all there are.
SELECT row_to_json(activity)::text
FROM (
    SELECT *
    FROM read.recent_activity
    WHERE network_id = $1 AND position > $2 AND position <= $3 AND by <> $4
        AND ($5 OR stream_id = ANY ($6::uuid[]) OR plan_id = ANY ($7::uuid[]))
    ORDER BY position DESC
    LIMIT $8
) AS activity
