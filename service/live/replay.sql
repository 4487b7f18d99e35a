-- name: page
-- The events of a network, or with $2 of one plan, after $3 and through $4: at most $5, and no more bytes than $6 but for the first.
SELECT f.position, f.stream_id, f.version, f.tag, f.schema_version, f.command_id, f.cause, f.by, f.on_behalf_of, f.at, f.payload
FROM (
    SELECT e.*, sum(length(e.payload)) OVER (ORDER BY e.position) - length(e.payload) AS before
    FROM event e
    WHERE e.network_id = $1 AND e.position > $3 AND e.position <= $4
        AND ($2::uuid IS NULL OR e.stream_id = $2
            OR EXISTS (SELECT FROM stream s WHERE s.network_id = $1 AND s.stream_id = e.stream_id AND s.parent = $2))
    ORDER BY e.position
    LIMIT $5
) f
WHERE f.before < $6
ORDER BY f.position;
