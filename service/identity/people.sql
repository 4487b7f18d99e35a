-- name: add
WITH added AS (
    INSERT INTO people.person (person_id, name, function)
    VALUES ($1, $2, $3)
    ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, function = excluded.function, changed_at = clock_timestamp()
    WHERE (person.name, person.function) IS DISTINCT FROM (excluded.name, excluded.function)
    RETURNING person_id
)
INSERT INTO people.audit (what, person_id) SELECT 'person_added', person_id FROM added

-- name: meet
WITH met AS (
    INSERT INTO people.acquaintance (network_id, person_id)
    VALUES ($1, $2)
    ON CONFLICT (network_id, person_id) DO UPDATE SET unclaimed_name = NULL, changed_at = clock_timestamp()
    WHERE acquaintance.unclaimed_name IS NOT NULL
    RETURNING network_id, person_id
)
INSERT INTO people.audit (what, network_id, person_id) SELECT 'person_met', network_id, person_id FROM met

-- name: unclaimed_of
SELECT unclaimed_name, person_id FROM people.acquaintance WHERE network_id = $1 AND unclaimed_name = ANY ($2::text[])

-- name: known_names
SELECT person.person_id, person.name
FROM people.acquaintance
JOIN people.person USING (person_id)
WHERE acquaintance.network_id = $1 AND acquaintance.unclaimed_name IS NULL AND person.name IS NOT NULL
ORDER BY person.person_id

-- name: lock_names
SELECT pg_advisory_xact_lock(hashtextextended('people.acquaintance:' || $1::uuid::text, 0))

-- name: add_unclaimed
WITH wanted AS (
    SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[]) AS wanted (person_id, name, unclaimed_name)
), added AS (
    INSERT INTO people.person (person_id, name) SELECT person_id, name FROM wanted RETURNING person_id
), met AS (
    INSERT INTO people.acquaintance (network_id, person_id, unclaimed_name)
    SELECT $1, person_id, unclaimed_name FROM wanted JOIN added USING (person_id)
    RETURNING network_id, person_id
)
INSERT INTO people.audit (what, network_id, person_id) SELECT 'person_met', network_id, person_id FROM met

-- name: of_network
SELECT
    person.person_id,
    person.name,
    person.function,
    acquaintance.unclaimed_name IS NULL AS claimed,
    (extract(epoch FROM photo.changed_at) * 1000000)::bigint AS photo,
    greatest(person.changed_at, acquaintance.changed_at) AS changed_at
FROM people.acquaintance
JOIN people.person USING (person_id)
LEFT JOIN people.photo USING (person_id)
WHERE acquaintance.network_id = $1
ORDER BY person.person_id

-- name: networks_changed
SELECT DISTINCT acquaintance.network_id
FROM people.acquaintance
JOIN people.person USING (person_id)
WHERE acquaintance.changed_at > clock_timestamp() - interval '10 seconds'
    OR person.changed_at > clock_timestamp() - interval '10 seconds'

-- name: named
SELECT person_id, name, function FROM people.person WHERE person_id = $1

-- name: has_no_account
SELECT EXISTS (
    SELECT FROM people.acquaintance
    JOIN people.person USING (person_id)
    WHERE acquaintance.network_id = $1
        AND acquaintance.person_id = $2
        AND acquaintance.unclaimed_name IS NOT NULL
        AND person.erased_at IS NULL
) AND NOT EXISTS (SELECT FROM people.account WHERE person_id = $2)
