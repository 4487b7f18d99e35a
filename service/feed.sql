-- name: page
-- What is asked for of the positions after $2 and up to $3, upwards or, with $10 = -1, downwards; no more bytes than $11, but for the first.
SELECT f.position, f.stream_id, s.parent, f.version, f.tag, f.schema_version, f.at, f.by, f.on_behalf_of, f.cause, f.command_id, f.payload,
    f.salt, f.digest
FROM (
    SELECT e.*, sum(length(payload) + 512) OVER (ORDER BY position * $10::integer) - length(payload) - 512 AS before
    FROM event e
    WHERE network_id = $1 AND position > $2 AND position <= $3
        AND ($4::uuid IS NULL OR stream_id = $4)
        AND ($5::text IS NULL OR tag = $5 OR starts_with(tag, $5 || '.'))
        AND ($6::uuid IS NULL OR by = $6)
        AND ($7::uuid IS NULL OR on_behalf_of = $7)
        AND ($8::timestamptz IS NULL OR at >= $8)
        AND ($9::timestamptz IS NULL OR at < $9)
) f
LEFT JOIN stream s ON s.network_id = $1 AND s.stream_id = f.stream_id
WHERE f.before < $11
ORDER BY f.position * $10::integer;
