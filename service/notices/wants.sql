-- name: rule
SELECT conflicts, mine, followed, rest, hour, language FROM people.notice_rule WHERE network_id = $1 AND person_id = $2

-- name: choose
INSERT INTO people.notice_rule (network_id, person_id, conflicts, mine, followed, rest, hour, language)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (network_id, person_id) DO UPDATE
SET conflicts = excluded.conflicts, mine = excluded.mine, followed = excluded.followed, rest = excluded.rest,
    hour = excluded.hour, language = excluded.language, changed_at = clock_timestamp()

-- name: silence
INSERT INTO people.notice_rule (network_id, person_id, conflicts, mine, followed, rest, hour, language)
VALUES ($1, $2, 'never', 'never', 'never', 'never', 8, 'fr')
ON CONFLICT (network_id, person_id) DO UPDATE
SET conflicts = 'never', mine = 'never', followed = 'never', rest = 'never', changed_at = clock_timestamp()

-- name: move
UPDATE people.notice_window SET due_at = $4 WHERE network_id = $1 AND person_id = $2 AND pace = $3

-- name: drop
WITH dropped AS (
    DELETE FROM people.notice WHERE network_id = $1 AND person_id = $2 AND letter_id IS NULL
)
DELETE FROM people.notice_window WHERE network_id = $1 AND person_id = $2

-- name: follow
INSERT INTO people.notice_follow (network_id, person_id, item_id, muted)
VALUES ($1, $2, $3, $4)
ON CONFLICT (network_id, person_id, item_id) DO UPDATE SET muted = excluded.muted

-- name: unfollow
DELETE FROM people.notice_follow WHERE network_id = $1 AND person_id = $2 AND item_id = $3

-- name: follows
SELECT item_id, muted FROM people.notice_follow WHERE network_id = $1 AND person_id = $2 ORDER BY item_id

-- name: reminders
SELECT days, late, led, followed, decisions FROM people.reminder_rule WHERE network_id = $1 AND person_id = $2

-- name: choose_reminders
INSERT INTO people.reminder_rule (network_id, person_id, days, late, led, followed, decisions)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (network_id, person_id) DO UPDATE
SET days = excluded.days, late = excluded.late, led = excluded.led, followed = excluded.followed, decisions = excluded.decisions

-- name: of_link
SELECT network_id, person_id FROM people.notice_link WHERE token = ANY ($1::text[]) ORDER BY network_id

-- name: forget
WITH ruled AS (
    DELETE FROM people.notice_rule WHERE person_id = $1
), followed AS (
    DELETE FROM people.notice_follow WHERE person_id = $1
), linked AS (
    DELETE FROM people.notice_link WHERE person_id = $1
), noticed AS (
    DELETE FROM people.notice WHERE person_id = $1
), gathered AS (
    DELETE FROM people.notice_window WHERE person_id = $1
), reminding AS (
    DELETE FROM people.reminder_rule WHERE person_id = $1
), reminded AS (
    DELETE FROM people.reminder WHERE person_id = $1
)
UPDATE people.letter
SET given_up_at = clock_timestamp(), recipient = NULL, told = NULL
WHERE person_id = $1 AND kind IN ('digest', 'reminder') AND left_at IS NULL AND given_up_at IS NULL
