-- name: of_plan
SELECT (at AT TIME ZONE $3)::date AS day, count(*)::integer AS happened
FROM read.recent_activity
WHERE network_id = $1
  AND plan_id = $2
  AND position <= $4
  AND NOT coalesce(CASE WHEN tag = ANY($5::text[]) THEN (changed ->> 'action')::uuid END, stream_id) = ANY($6::uuid[])
GROUP BY day
ORDER BY day;
