-- name: of_email
SELECT person_id, email, password_hash, password_set_at FROM people.account WHERE email = $1

-- name: of_person
SELECT person_id, email, password_hash, password_set_at FROM people.account WHERE person_id = $1

-- name: confirm
WITH other AS (
    SELECT FROM people.account WHERE email = $2 AND person_id <> $1
), confirmed AS (
    INSERT INTO people.account (person_id, email)
    SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM other)
    ON CONFLICT (person_id) DO UPDATE SET email = excluded.email, changed_at = clock_timestamp()
    RETURNING person_id
), noted AS (
    INSERT INTO people.audit (what, person_id) SELECT 'email_confirmed', person_id FROM confirmed
)
SELECT EXISTS (SELECT FROM confirmed)

-- name: keep_password
WITH kept AS (
    UPDATE people.account
    SET password_hash = $2, password_set_at = clock_timestamp(), changed_at = clock_timestamp()
    WHERE person_id = $1
    RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'password_set', person_id FROM kept

-- name: rehash
UPDATE people.account SET password_hash = $2 WHERE person_id = $1

-- name: still
SELECT password_hash FROM people.account WHERE person_id = $1 FOR SHARE

-- name: forget
DELETE FROM people.account WHERE person_id = $1
