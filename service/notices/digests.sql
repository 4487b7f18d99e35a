-- name: tidy
DELETE FROM people.notice
USING people.letter
WHERE letter.letter_id = notice.letter_id AND (letter.left_at IS NOT NULL OR letter.given_up_at IS NOT NULL)

-- name: take_window
SELECT network_id, person_id, pace, opened_at
FROM people.notice_window AS due
WHERE due_at <= $1
    AND NOT EXISTS (
        SELECT FROM people.notice
        WHERE notice.network_id = due.network_id AND notice.person_id = due.person_id AND notice.letter_id IS NOT NULL
    )
ORDER BY due_at
LIMIT 1
FOR UPDATE SKIP LOCKED

-- name: lock_person
SELECT pg_advisory_xact_lock(hashtextextended('people.notice:' || $1::uuid::text, 0))

-- name: lately
SELECT queued_at FROM people.letter WHERE person_id = $1 AND kind = 'digest' AND queued_at > $2 ORDER BY queued_at

-- name: put_off
UPDATE people.notice_window SET due_at = $4 WHERE network_id = $1 AND person_id = $2 AND pace = $3

-- name: bind
WITH bound AS (
    UPDATE people.notice SET letter_id = $4
    WHERE network_id = $1 AND person_id = $2 AND pace = $3 AND letter_id IS NULL
    RETURNING position
)
SELECT count(*) FROM bound

-- name: shut
DELETE FROM people.notice_window WHERE network_id = $1 AND person_id = $2 AND pace = $3

-- name: drop
DELETE FROM people.notice WHERE letter_id = $1

-- name: rule
SELECT conflicts, mine, followed, rest, hour, language FROM people.notice_rule WHERE network_id = $1 AND person_id = $2

-- name: write
INSERT INTO people.letter (letter_id, about, kind, person_id, recipient, language, told, queued_at)
VALUES ($1, $2, 'digest', $3, $4, $5, $6::text::json, $7)

-- name: bound
SELECT notice.item_id, notice.position, event.cause, event.by, event.tag
FROM people.notice
JOIN event USING (network_id, position)
WHERE notice.letter_id = $1
ORDER BY notice.position DESC

-- name: link
INSERT INTO people.notice_link AS known (network_id, person_id, token)
VALUES ($1, $2, $3)
ON CONFLICT (network_id, person_id) DO UPDATE SET token = known.token
RETURNING token

-- name: oldest
SELECT count(*) AS waiting, extract(epoch FROM clock_timestamp() - min(opened_at))::float8 AS seconds FROM people.notice_window
