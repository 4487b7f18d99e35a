-- name: due
-- Networks of which something is due within $2 days, or late.
SELECT network.network_id, network.time_zone
FROM network
WHERE network.clock = 'real'
    AND (
        EXISTS (
            SELECT FROM read.plan_board AS card
            WHERE card.network_id = network.network_id
                AND card.ends_on <= ($1::timestamptz AT TIME ZONE network.time_zone)::date + $2::integer
                AND card.status NOT IN ('done', 'abandoned')
                AND NOT card.withdrawn
        )
        OR EXISTS (
            SELECT FROM read.meeting_decisions AS decision
            WHERE decision.network_id = network.network_id
                AND decision.due_on <= ($1::timestamptz AT TIME ZONE network.time_zone)::date + $2::integer
                AND decision.finished_at IS NULL
                AND NOT decision.withdrawn
        )
    )
ORDER BY network.network_id

-- name: wanting
SELECT
    account.person_id,
    account.email,
    rule.conflicts,
    rule.mine,
    rule.followed,
    rule.rest,
    rule.hour,
    rule.language,
    chosen.days,
    chosen.late AS remind_late,
    chosen.led AS remind_led,
    chosen.followed AS remind_followed,
    chosen.decisions AS remind_decisions,
    said.follows,
    said.mutes
FROM people.account
LEFT JOIN people.notice_rule AS rule ON rule.network_id = $1 AND rule.person_id = account.person_id
LEFT JOIN people.reminder_rule AS chosen ON chosen.network_id = $1 AND chosen.person_id = account.person_id
CROSS JOIN LATERAL (
    SELECT
        coalesce(array_agg(item_id) FILTER (WHERE NOT muted), '{}') AS follows,
        coalesce(array_agg(item_id) FILTER (WHERE muted), '{}') AS mutes
    FROM people.notice_follow
    WHERE notice_follow.network_id = $1 AND notice_follow.person_id = account.person_id
) AS said
WHERE account.person_id = ANY ($2::uuid[])
ORDER BY account.person_id

-- name: fresh
-- Those of these reminders that were not sent yet.
SELECT meant.item_id, meant.due_on, meant.meant_for
FROM unnest($3::uuid[], $4::date[], $5::date[]) AS meant (item_id, due_on, meant_for)
WHERE NOT EXISTS (
    SELECT FROM people.reminder
    WHERE reminder.network_id = $1
        AND reminder.person_id = $2
        AND reminder.item_id = meant.item_id
        AND reminder.due_on = meant.due_on
        AND reminder.meant_for = meant.meant_for
)

-- name: note
INSERT INTO people.reminder (network_id, person_id, told_on, item_id, due_on, meant_for)
SELECT $1, $2, $3, meant.item_id, meant.due_on, meant.meant_for
FROM unnest($4::uuid[], $5::date[], $6::date[]) AS meant (item_id, due_on, meant_for)

-- name: noted
SELECT item_id, due_on FROM people.reminder WHERE network_id = $1 AND person_id = $2 AND told_on = $3

-- name: tidy
DELETE FROM people.reminder WHERE told_on < $1
