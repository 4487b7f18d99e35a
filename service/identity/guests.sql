-- name: keep
INSERT INTO people.workshop_code (network_id, workshop_id, code_hash, sitting, made_by)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (network_id, workshop_id) DO UPDATE
SET code_hash = excluded.code_hash, sitting = excluded.sitting, made_by = excluded.made_by, made_at = clock_timestamp()

-- name: look_up
SELECT network_id, workshop_id, sitting FROM people.workshop_code WHERE code_hash = $1

-- name: stand_in_line
SELECT pg_advisory_xact_lock(hashtextextended('people.workshop_try:' || $1::text, 0))

-- name: tried
SELECT
    count(*) AS tries,
    coalesce(greatest(extract(epoch FROM min(at) + $2::interval - clock_timestamp()), 1), 1)::double precision AS wait
FROM people.workshop_try
WHERE origin_hash = $1 AND at > clock_timestamp() - $2::interval

-- name: failed
WITH gone AS (
    DELETE FROM people.workshop_try WHERE at <= clock_timestamp() - $2::interval
)
INSERT INTO people.workshop_try (origin_hash) VALUES ($1)

-- name: note
INSERT INTO people.guest (person_id, network_id, workshop_id) VALUES ($1, $2, $3) ON CONFLICT (person_id) DO NOTHING

-- name: of_person
SELECT network_id, workshop_id FROM people.guest WHERE person_id = $1
