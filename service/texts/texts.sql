-- name: begin
-- A document of this section, where there is none.
INSERT INTO text_document (network_id, doc, stream_id)
VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING;

-- name: stand_still
-- Nothing is appended to this network until the transaction ends.
SELECT epoch
FROM network
WHERE network_id = $1
FOR SHARE;

-- name: last
-- Where the log said something last of rights in this network, or of this stream.
SELECT max(last.position)
FROM unnest(ARRAY[$1, $2]::uuid[]) AS one (stream_id)
CROSS JOIN LATERAL (
    SELECT position
    FROM event
    WHERE network_id = $1 AND stream_id = one.stream_id
    ORDER BY version DESC
    LIMIT 1
) AS last;

-- name: lock
-- The document as it stands; nobody else writes to it until the transaction ends.
SELECT gen, seq, told, met, frozen, coalesce(held_until > clock_timestamp(), false) AS held
FROM text_document
WHERE network_id = $1 AND doc = $2
FOR UPDATE;

-- name: updates
SELECT seq, update, author, command_id, position
FROM text_update
WHERE network_id = $1 AND doc = $2 AND seq > $3
ORDER BY seq;

-- name: add
INSERT INTO text_update (network_id, doc, seq, update, author, command_id, position)
SELECT $1, $2, made.seq, made.update, made.author, made.command_id, made.position
FROM unnest($3::bigint[], $4::bytea[], $5::uuid[], $6::uuid[], $7::bigint[]) AS made (seq, update, author, command_id, position);

-- name: move
UPDATE text_document
SET gen = $3, seq = $4, told = $5, met = $6, frozen = $7
WHERE network_id = $1 AND doc = $2;

-- name: compact
-- One state in place of all updates through a number, under another number, perhaps as what the log says at a position.
WITH gone AS (
    DELETE FROM text_update
    WHERE network_id = $1 AND doc = $2 AND seq < $3
)
UPDATE text_update
SET seq = $6, update = $4, author = NULL, command_id = NULL, position = $5
WHERE network_id = $1 AND doc = $2 AND seq = $3;

-- name: untold
-- Documents of a stream, or of all, in which something may have been typed that no event tells.
SELECT doc
FROM text_document
WHERE network_id = $1 AND (stream_id = $2 OR $2 IS NULL) AND seq > told;

-- name: same
-- As of this update the text says what an event told, though other things were typed and deleted meanwhile.
UPDATE text_document
SET told = $3
WHERE network_id = $1 AND doc = $2 AND seq = $3;

-- name: left_untold
-- Documents of these networks in which something was typed a while ago that no event tells: whoever was to see to it has died.
SELECT d.network_id, d.doc
FROM text_document d
WHERE d.network_id = ANY ($1) AND d.seq > d.told AND NOT EXISTS (
    SELECT
    FROM text_update u
    WHERE u.network_id = d.network_id AND u.doc = d.doc AND u.at > clock_timestamp() - $2::interval
);

-- name: melted
-- Documents of a stream that still hold what was deleted from them.
SELECT doc
FROM text_document
WHERE network_id = $1 AND stream_id = $2 AND NOT frozen;

-- name: hold
-- Nobody writes to the documents of a stream, or to any, for a while by this clock, or until they are let go.
UPDATE text_document
SET held_until = statement_timestamp() + $3::interval
WHERE network_id = $1 AND (stream_id = $2 OR $2 IS NULL)
RETURNING held_until;

-- name: let_go
UPDATE text_document
SET held_until = NULL
WHERE network_id = $1 AND (stream_id = $2 OR $2 IS NULL) AND held_until = $3;

-- name: stands
-- Where these documents stand by now.
SELECT t.network_id, t.doc, t.gen, t.seq
FROM unnest($1::uuid[], $2::uuid[]) AS one (network_id, doc)
JOIN text_document t ON t.network_id = one.network_id AND t.doc = one.doc;
