-- name: queue
INSERT INTO people.letter (letter_id, about, kind, person_id, recipient, language, told)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (about) DO NOTHING
RETURNING TRUE

-- name: recall
UPDATE people.letter
SET given_up_at = clock_timestamp(), recipient = NULL, told = NULL
WHERE about = $1 AND left_at IS NULL AND given_up_at IS NULL

-- name: take
UPDATE people.letter
SET due_at = clock_timestamp() + interval '5 minutes', tries = tries + 1
WHERE letter_id IN (
    SELECT letter_id
    FROM people.letter
    WHERE left_at IS NULL AND given_up_at IS NULL AND due_at <= clock_timestamp()
    ORDER BY due_at
    LIMIT $1
    FOR UPDATE SKIP LOCKED
)
RETURNING letter_id, kind, person_id, recipient, language, told, queued_at, tries

-- name: hold
-- Right before it leaves: no row where it was recalled, or its person erased, or where others took it, for those before it took long.
UPDATE people.letter
SET due_at = clock_timestamp() + interval '5 minutes'
WHERE letter_id = $1 AND tries = $2 AND left_at IS NULL AND given_up_at IS NULL
RETURNING TRUE

-- name: later
UPDATE people.letter SET due_at = clock_timestamp() + make_interval(secs => $2) WHERE letter_id = $1

-- name: left
UPDATE people.letter SET left_at = clock_timestamp(), recipient = NULL, told = NULL WHERE letter_id = $1

-- name: give_up
UPDATE people.letter SET given_up_at = clock_timestamp(), recipient = NULL, told = NULL WHERE letter_id = $1
