-- name: behind
SELECT network.network_id, network.time_zone
FROM network
LEFT JOIN people.notice_checkpoint AS checkpoint USING (network_id)
CROSS JOIN LATERAL (
    SELECT position FROM event WHERE event.network_id = network.network_id ORDER BY position DESC LIMIT 1
) AS newest
WHERE network.clock = 'real' AND newest.position > coalesce(checkpoint.position, 0)

-- name: begin
WITH begun AS (
    INSERT INTO people.notice_checkpoint (network_id, position) VALUES ($1, 0) ON CONFLICT DO NOTHING RETURNING position
)
SELECT position FROM begun UNION ALL SELECT position FROM people.notice_checkpoint WHERE network_id = $1

-- name: advance
UPDATE people.notice_checkpoint SET position = $3 WHERE network_id = $1 AND position = $2 RETURNING TRUE

-- name: readers
SELECT
    account.person_id,
    rule.conflicts,
    rule.mine,
    rule.followed,
    rule.rest,
    rule.hour,
    rule.language,
    chosen.follows,
    chosen.mutes
FROM people.account
LEFT JOIN people.notice_rule AS rule ON rule.network_id = $1 AND rule.person_id = account.person_id
CROSS JOIN LATERAL (
    SELECT
        coalesce(array_agg(item_id) FILTER (WHERE NOT muted), '{}') AS follows,
        coalesce(array_agg(item_id) FILTER (WHERE muted), '{}') AS mutes
    FROM people.notice_follow
    WHERE notice_follow.network_id = $1 AND notice_follow.person_id = account.person_id
) AS chosen
WHERE account.person_id = ANY ($2::uuid[])
ORDER BY account.person_id

-- name: queue
INSERT INTO people.notice (network_id, position, item_id, person_id, pace)
SELECT $1, told.position, told.item_id, told.person_id, told.pace
FROM unnest($2::bigint[], $3::uuid[], $4::uuid[], $5::text[]) AS told (position, item_id, person_id, pace)

-- name: gather
INSERT INTO people.notice_window AS open (network_id, person_id, pace, opened_at, due_at)
SELECT $1, told.person_id, told.pace, $5, told.due_at
FROM unnest($2::uuid[], $3::text[], $4::timestamptz[]) AS told (person_id, pace, due_at)
ON CONFLICT (network_id, person_id, pace) DO UPDATE
SET due_at = CASE open.pace WHEN 'soon' THEN least(open.opened_at + $6::interval, excluded.due_at) ELSE open.due_at END
