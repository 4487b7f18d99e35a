-- name: alone
-- One at a time for a network: else two that fit each would not fit together.
SELECT pg_advisory_xact_lock(hashtextextended('files:' || $1::uuid, 0))

-- name: kept
SELECT coalesce(sum(size), 0)::bigint FROM files.file_known WHERE network_id = $1 AND sha256 <> $2

-- name: know
INSERT INTO files.file_known (network_id, sha256, size, type)
VALUES ($1, $2, $3, $4)
ON CONFLICT (network_id, sha256) DO UPDATE SET sent_at = clock_timestamp()

-- name: send
INSERT INTO files.file_sent (network_id, sha256, person_id)
VALUES ($1, $2, $3)
ON CONFLICT (network_id, sha256, person_id) DO UPDATE SET sent_at = clock_timestamp()

-- name: sent
SELECT size, type
FROM files.file_known
JOIN files.file_sent USING (network_id, sha256)
WHERE network_id = $1 AND sha256 = $2 AND person_id = $3 AND file_sent.sent_at > clock_timestamp() - interval '12 hours'

-- name: networks
SELECT DISTINCT network_id FROM files.file_known

-- name: take_turn
-- Nobody sends bytes while the same go, or they would be known and not there. No transaction is open meanwhile: a store may be slow.
SELECT pg_try_advisory_lock(hashtextextended('file:' || $1::uuid || encode($2::bytea, 'hex'), 0))

-- name: end_turn
SELECT pg_advisory_unlock(hashtextextended('file:' || $1::uuid || encode($2::bytea, 'hex'), 0))

-- name: forget
DELETE FROM files.file_known WHERE network_id = $1 AND sha256 = $2

-- name: still_known
SELECT FROM files.file_known WHERE network_id = $1 AND sha256 = $2

-- name: known
SELECT network_id, sha256 FROM files.file_known ORDER BY network_id, sha256

-- name: loose
-- What the log says counts, and not a table that may be dropped and made again: the first event of each file that was attached.
WITH referred AS (
    SELECT
        readable(attached.payload) ->> 'sha256' AS sha256,
        bool_and(EXISTS (
            SELECT
            FROM event AS erased
            WHERE erased.network_id = $1 AND erased.stream_id = attachment.stream_id AND erased.tag = 'attachment.erased'
        )) AS erased
    FROM stream AS attachment
    JOIN event AS attached
        ON attached.network_id = attachment.network_id AND attached.stream_id = attachment.stream_id AND attached.version = 1
    WHERE attachment.network_id = $1 AND attachment.kind = 'attachment'
    GROUP BY 1
)
SELECT sha256
FROM files.file_known AS known
WHERE network_id = $1
    AND ($2::bytea IS NULL OR sha256 = $2)
    AND NOT EXISTS (SELECT FROM referred WHERE referred.sha256 = encode(known.sha256, 'hex') AND NOT erased)
    AND NOT EXISTS (SELECT FROM files.file_sent AS sent WHERE sent.network_id = $1 AND sent.sha256 = known.sha256)

-- name: unsend
DELETE FROM files.file_sent WHERE network_id = $1 AND sha256 = $2
