-- name: checkpoints
-- The newest, the first of each epoch, those asked for by size, and of all others so many at most, at even distances.
WITH numbered AS (
    SELECT c.epoch, c.size, c.note,
        row_number() OVER (ORDER BY c.epoch DESC, c.size DESC) AS from_end,
        row_number() OVER (PARTITION BY c.epoch ORDER BY c.size) AS of_epoch,
        count(*) OVER () AS every
    FROM checkpoint c
    WHERE c.network_id = $1
)
SELECT epoch, size, note
FROM numbered
WHERE of_epoch = 1 OR size = ANY ($3::bigint[]) OR (from_end - 1) % (1 + every / $2::bigint) = 0
ORDER BY epoch, size;

-- name: redactions
SELECT position, payload
FROM event
WHERE network_id = $1 AND stream_id = $1 AND tag = 'network.event_redacted'
ORDER BY version;

-- name: span
-- The records of these positions end to end. Made row by row before they are put together: as one expression they were made twice.
SELECT string_agg(int4send(length(one.record)) || one.record, ''::bytea ORDER BY one.position) AS records
FROM (
    SELECT e.position, e.record
    FROM event_record e
    WHERE e.network_id = $1 AND e.position >= $2 AND e.position <= $3
    ORDER BY e.position
    OFFSET 0
) AS one;

-- name: of_plan
SELECT e.position, e.salt IS NULL AS redacted
FROM stream s
JOIN event e ON e.network_id = $1 AND e.stream_id = s.stream_id
WHERE s.network_id = $1 AND (s.stream_id = $2 OR s.parent = $2) AND s.stream_id <> ALL ($3::uuid[]) AND e.position <= $4
ORDER BY e.position;

-- name: chosen
SELECT e.record
FROM event_record e
WHERE e.network_id = $1 AND e.position = ANY ($2::bigint[])
ORDER BY e.position;
