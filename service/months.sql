-- name: turns
-- Whatever made an action of a plan ($2), or of any, count otherwise than before, up to a position ($3), oldest first; what plans are withdrawn.
SELECT plan_id, stream_id, at, tag, changed ->> 'status' AS status, changed ? 'ends_on' AS dated, (changed ->> 'ends_on')::date AS ends_on,
    (changed ->> 'continuous')::boolean AS continuous
FROM read.recent_activity
WHERE network_id = $1
  AND ($2::uuid IS NULL OR plan_id = $2)
  AND position <= $3
  AND (
    tag IN ('action.added', 'action.withdrawn', 'action.restored')
    OR (tag = 'action.edited' AND changed ?| ARRAY['status', 'ends_on', 'continuous'])
    OR ($2::uuid IS NULL AND tag IN ('action_plan.withdrawn', 'action_plan.restored'))
  )
ORDER BY position
