-- name: alone
SELECT pg_advisory_xact_lock(2118, number) FROM (SELECT DISTINCT unnest($1::int[]) AS number ORDER BY 1) AS numbers

-- name: take
WITH over AS (
    DELETE FROM people.tries
    WHERE key_hash IN (
        SELECT key_hash FROM people.tries
        WHERE counted_at < clock_timestamp() - interval '2 hours' AND key_hash <> ALL ($1::bytea[])
        LIMIT 100
        FOR UPDATE SKIP LOCKED
    )
), wanted AS (
    SELECT asked.key_hash, asked.a_second, least(
        asked.at_once,
        coalesce(kept.left_over + greatest(0, extract(epoch FROM clock_timestamp() - kept.counted_at)) * asked.a_second, asked.at_once)
    ) AS left_over
    FROM unnest($1::bytea[], $2::float8[], $3::float8[]) AS asked (key_hash, at_once, a_second)
    LEFT JOIN people.tries AS kept USING (key_hash)
), waiting AS (
    SELECT max(greatest(0, (1 - left_over) / a_second)) AS seconds FROM wanted
), taken AS (
    INSERT INTO people.tries AS kept (key_hash, left_over, counted_at)
    SELECT key_hash, left_over - 1, clock_timestamp() FROM wanted WHERE (SELECT seconds FROM waiting) = 0
    ON CONFLICT (key_hash) DO UPDATE SET left_over = excluded.left_over, counted_at = excluded.counted_at
)
SELECT seconds FROM waiting

-- name: give_back
UPDATE people.tries SET left_over = left_over + 1 WHERE key_hash = ANY ($1::bytea[])
