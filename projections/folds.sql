-- name: nearest
SELECT coalesce((SELECT times FROM fold_forgotten WHERE network_id = $1), 0) AS times, found.position, found.rows
FROM (SELECT) AS always
LEFT JOIN LATERAL (
    SELECT position, rows
    FROM fold
    WHERE network_id = $1 AND root = $2 AND code = $3 AND position <= $4
    ORDER BY position DESC
    LIMIT 1
) AS found ON true;

-- name: lock
SELECT lock_folds($1);

-- name: keep
INSERT INTO fold (network_id, root, code, position, rows)
SELECT $1, $2, $3, $4, $5
WHERE $6::bigint = coalesce((SELECT times FROM fold_forgotten WHERE network_id = $1), 0)
ON CONFLICT (network_id, root, position) DO UPDATE SET code = excluded.code, rows = excluded.rows;

-- name: thin
WITH here AS (
    SELECT position, code, lead(position) OVER by_position - lag(position, 1, 0::bigint) OVER by_position AS gap, count(*) OVER () AS number
    FROM fold
    WHERE network_id = $1 AND root = $2
    WINDOW by_position AS (ORDER BY position)
),
least AS (  -- those of other code first, then those that lie closest to their neighbours; the newest last
    SELECT position
    FROM here
    ORDER BY code = $3, gap
    LIMIT greatest((SELECT max(number) FROM here) - $4::bigint, 0)
)
DELETE FROM fold
WHERE network_id = $1 AND root = $2 AND position IN (SELECT position FROM least);

-- name: forget_from
SELECT forget_from($1, $2);
