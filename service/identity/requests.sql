-- name: ask
WITH asked AS (
    INSERT INTO people.request (request_id, person_id, network_id, kind, note)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING
    RETURNING network_id, person_id
)
INSERT INTO people.audit (what, network_id, person_id) SELECT 'request_made', network_id, person_id FROM asked

-- name: open_of
SELECT request_id FROM people.request WHERE person_id = $1 AND kind = $2 AND stage = 'open'

-- name: of_person
SELECT
    request_id, person_id, network_id, kind, note, asked_at, due_at, stage, handled_by, handled_at, answer,
    stage = 'open' AND due_at < clock_timestamp() AS overdue
FROM people.request
WHERE person_id = $1
ORDER BY asked_at DESC, request_id

-- name: of_network
SELECT
    request_id, person_id, network_id, kind, note, asked_at, due_at, stage, handled_by, handled_at, answer,
    stage = 'open' AND due_at < clock_timestamp() AS overdue
FROM people.request
WHERE network_id = $1
ORDER BY stage <> 'open', due_at, request_id
LIMIT 1000

-- name: of_everyone
SELECT
    request_id, person_id, network_id, kind, note, asked_at, due_at, stage, handled_by, handled_at, answer,
    stage = 'open' AND due_at < clock_timestamp() AS overdue
FROM people.request
WHERE stage = 'open'
ORDER BY due_at, request_id

-- name: cancel
WITH cancelled AS (
    UPDATE people.request
    SET stage = 'cancelled', handled_at = clock_timestamp()
    WHERE person_id = $1 AND request_id = $2 AND stage = 'open'
    RETURNING network_id, person_id
), noted AS (
    INSERT INTO people.audit (what, network_id, person_id) SELECT 'request_cancelled', network_id, person_id FROM cancelled
)
SELECT EXISTS (SELECT FROM cancelled)

-- name: answer
WITH answered AS (
    UPDATE people.request
    SET stage = $3, handled_by = $4, handled_at = clock_timestamp(), answer = $5
    WHERE request_id = $1 AND network_id IS NOT DISTINCT FROM $2 AND stage = 'open'
    RETURNING network_id, person_id
), noted AS (
    INSERT INTO people.audit (what, network_id, person_id) SELECT 'request_answered', network_id, person_id FROM answered
)
SELECT EXISTS (SELECT FROM answered)

-- name: word
UPDATE people.request SET answer = $2 WHERE request_id = $1
