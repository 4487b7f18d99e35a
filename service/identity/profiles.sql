-- name: of_person
SELECT
    person.person_id,
    person.name,
    person.function,
    person.mandate,
    contact.email AS contact_email,
    contact.phone AS contact_phone,
    EXISTS (
        SELECT FROM people.consent WHERE consent.person_id = person.person_id AND about = 'contact' AND withdrawn_at IS NULL
    ) AS contact_shown
FROM people.person
LEFT JOIN people.contact USING (person_id)
WHERE person_id = $1 AND erased_at IS NULL

-- name: change
WITH changed AS (
    UPDATE people.person
    SET name = $2, function = $3, mandate = $4, changed_at = clock_timestamp()
    WHERE person_id = $1 AND erased_at IS NULL
    RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'profile_changed', person_id FROM changed

-- name: keep_contact
INSERT INTO people.contact (person_id, email, phone)
VALUES ($1, $2, $3)
ON CONFLICT (person_id) DO UPDATE SET email = excluded.email, phone = excluded.phone, changed_at = clock_timestamp()

-- name: drop_contact
DELETE FROM people.contact WHERE person_id = $1

-- name: consents
SELECT about, wording, given_at, withdrawn_at FROM people.consent WHERE person_id = $1 ORDER BY given_at DESC

-- name: agree
WITH given AS (
    INSERT INTO people.consent (person_id, about, wording) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'consent_given', person_id FROM given

-- name: withdraw
WITH withdrawn AS (
    UPDATE people.consent
    SET withdrawn_at = clock_timestamp()
    WHERE person_id = $1 AND about = $2 AND withdrawn_at IS NULL
    RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'consent_withdrawn', person_id FROM withdrawn

-- name: shown_in
SELECT person.person_id, person.name, person.function, person.mandate, shown.email AS contact_email, shown.phone AS contact_phone
FROM people.acquaintance
JOIN people.person USING (person_id)
LEFT JOIN (
    SELECT contact.person_id, contact.email, contact.phone
    FROM people.contact
    JOIN people.consent ON consent.person_id = contact.person_id AND about = 'contact' AND withdrawn_at IS NULL
) AS shown USING (person_id)
WHERE acquaintance.network_id = $1
    AND person.name IS NOT NULL
    AND (person.mandate IS NOT NULL OR shown.person_id IS NOT NULL)
ORDER BY person.person_id

-- name: account
SELECT email, password_set_at, changed_at FROM people.account WHERE person_id = $1

-- name: sessions
SELECT begun_at, seen_at, expires_at, ended_at, method, device, place FROM people.session WHERE person_id = $1 ORDER BY begun_at

-- name: identities
SELECT issuer, subject, met_at FROM people.identity WHERE person_id = $1 ORDER BY met_at

-- name: invitations
SELECT network_id, email, role, authority_id, made_at, expires_at, accepted_at, revoked_at
FROM people.invitation
WHERE person_id = $1
ORDER BY made_at

-- name: letters
SELECT kind, queued_at, left_at, given_up_at FROM people.letter WHERE person_id = $1 ORDER BY queued_at

-- name: exports
SELECT network_id, what, about, at FROM people.export WHERE person_id = $1 ORDER BY at

-- name: visits
SELECT network_id, seen_at, left_at FROM people.visit WHERE person_id = $1 ORDER BY network_id

-- name: notices
SELECT network_id, conflicts, mine, followed, rest, hour, language FROM people.notice_rule WHERE person_id = $1 ORDER BY network_id

-- name: follows
SELECT network_id, item_id, muted FROM people.notice_follow WHERE person_id = $1 ORDER BY network_id, item_id

-- name: views
SELECT network_id, plan_id, name, query, shared, changed_at FROM people.saved_view WHERE person_id = $1 ORDER BY network_id, plan_id, name

-- name: reminders
SELECT
    network_id,
    rule.days,
    rule.late,
    rule.led,
    rule.followed,
    rule.decisions,
    (
        SELECT coalesce(json_agg(json_build_object('item_id', item_id, 'due_on', due_on, 'told_on', told_on) ORDER BY told_on, item_id), '[]')
        FROM people.reminder
        WHERE reminder.network_id = known.network_id AND reminder.person_id = $1
    ) AS sent
FROM (
    SELECT network_id FROM people.reminder_rule WHERE person_id = $1
    UNION
    SELECT network_id FROM people.reminder WHERE person_id = $1
) AS known
LEFT JOIN people.reminder_rule AS rule USING (network_id)
WHERE rule.person_id = $1 OR rule.person_id IS NULL
ORDER BY network_id

-- name: networks
SELECT acquaintance.network_id FROM people.acquaintance WHERE person_id = $1 ORDER BY network_id

-- name: acts
SELECT network_id, position, at, tag, stream_id FROM event WHERE network_id = $1 AND by = $2 ORDER BY position
