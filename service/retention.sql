-- name: sessions
DELETE FROM people.session WHERE coalesce(ended_at, expires_at) < clock_timestamp() - make_interval(days => $1)

-- name: links
DELETE FROM people.sign_in_link WHERE least(used_at, expires_at) < clock_timestamp() - make_interval(days => $1)

-- name: letters
DELETE FROM people.letter WHERE coalesce(left_at, given_up_at) < clock_timestamp() - make_interval(days => $1)

-- name: invitations
DELETE FROM people.invitation WHERE coalesce(accepted_at, revoked_at, expires_at) < clock_timestamp() - make_interval(days => $1)

-- name: requests
DELETE FROM people.request WHERE handled_at < clock_timestamp() - make_interval(days => $1)

-- name: exports
DELETE FROM people.export WHERE at < clock_timestamp() - make_interval(days => $1)

-- name: offers
DELETE FROM files.import_run WHERE confirmed_at IS NULL AND offered_at < clock_timestamp() - interval '1 day'

-- name: answer_links
DELETE FROM people.answer_link WHERE held_on < current_date - 30

-- name: sent_files
DELETE FROM files.file_sent WHERE sent_at < clock_timestamp() - interval '1 day'
