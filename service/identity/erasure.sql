-- name: lock
SELECT name FROM people.person WHERE person_id = $1 AND erased_at IS NULL FOR UPDATE

-- name: addresses
SELECT email FROM people.account WHERE person_id = $1
UNION
SELECT email FROM people.contact WHERE person_id = $1 AND email IS NOT NULL
UNION
SELECT email FROM people.invitation WHERE person_id = $1 AND email IS NOT NULL
UNION
SELECT email FROM people.sign_in_link WHERE person_id = $1 AND email IS NOT NULL
UNION
SELECT recipient FROM people.letter WHERE person_id = $1 AND recipient IS NOT NULL

-- name: letters
DELETE FROM people.letter WHERE person_id = $1 OR lower(recipient) = ANY ($2::text[]) RETURNING letter_id

-- name: links
DELETE FROM people.sign_in_link WHERE person_id = $1

-- name: invitations
UPDATE people.invitation
SET email = NULL, revoked_at = CASE WHEN accepted_at IS NULL THEN coalesce(revoked_at, clock_timestamp()) END
WHERE person_id = $1

-- name: contact
DELETE FROM people.contact WHERE person_id = $1

-- name: calendar_feeds
DELETE FROM people.calendar_feed WHERE person_id = $1

-- name: visits
DELETE FROM people.visit WHERE person_id = $1

-- name: answer_links
DELETE FROM people.answer_link WHERE person_id = $1

-- name: exports
DELETE FROM people.export WHERE person_id = $1 AND network_id IS NULL

-- name: photo
DELETE FROM people.photo WHERE person_id = $1

-- name: consents
DELETE FROM people.consent WHERE person_id = $1

-- name: sent_files
DELETE FROM files.file_sent WHERE person_id = $1

-- name: views
DELETE FROM people.saved_view WHERE person_id = $1

-- name: sessions
UPDATE people.session
SET ended_at = coalesce(ended_at, clock_timestamp()), device = NULL, place = NULL, browser_hash = NULL, provider = NULL, id_token = NULL
WHERE person_id = $1

-- name: requests
UPDATE people.request
SET
    note = NULL,
    answer = CASE WHEN stage = 'open' AND kind = 'erasure' THEN $3 END,
    stage = CASE WHEN stage <> 'open' THEN stage WHEN kind = 'erasure' THEN 'done' ELSE 'cancelled' END,
    handled_by = CASE WHEN stage = 'open' THEN $2 ELSE handled_by END,
    handled_at = coalesce(handled_at, clock_timestamp())
WHERE person_id = $1

-- name: person
WITH erased AS (
    UPDATE people.person
    SET name = NULL, function = NULL, mandate = NULL, erased_at = clock_timestamp(), changed_at = clock_timestamp()
    WHERE person_id = $1
    RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'person_erased', person_id FROM erased

-- name: acquaintances
UPDATE people.acquaintance
SET unclaimed_name = NULL, changed_at = clock_timestamp()
WHERE person_id = $1
RETURNING network_id

-- name: programs
SELECT token_id, name FROM people.token JOIN people.person ON person.person_id = token.token_id WHERE token.made_by = $1 AND name IS NOT NULL

-- name: call_program
UPDATE people.person SET name = $2, changed_at = clock_timestamp() WHERE person_id = $1

-- name: waiting_letters
SELECT letter_id, language, told FROM people.letter WHERE told IS NOT NULL

-- name: tell_otherwise
UPDATE people.letter SET told = $2 WHERE letter_id = $1

-- name: other_requests
SELECT request_id, note, answer FROM people.request WHERE note IS NOT NULL OR answer IS NOT NULL

-- name: word_request
UPDATE people.request SET note = $2, answer = $3 WHERE request_id = $1

-- name: views_of_others
SELECT view_id, name, query FROM people.saved_view WHERE network_id = $1

-- name: drop_view
DELETE FROM people.saved_view WHERE network_id = $1 AND view_id = $2

-- name: unfinished_imports
SELECT import_id, draft, report FROM files.import_run WHERE network_id = $1 AND draft IS NOT NULL

-- name: drop_import
DELETE FROM files.import_run WHERE network_id = $1 AND import_id = $2

-- name: reports
SELECT import_id, report FROM files.import_run WHERE network_id = $1 AND draft IS NULL

-- name: report_otherwise
UPDATE files.import_run SET report = $3::jsonb WHERE network_id = $1 AND import_id = $2

-- name: rows
SELECT plan_id, action_id, imported FROM files.imported_row WHERE network_id = $1

-- name: row_otherwise
UPDATE files.imported_row SET imported = $4::jsonb WHERE network_id = $1 AND plan_id = $2 AND action_id = $3
