-- name: alone
SELECT pg_try_advisory_xact_lock(hashtextextended('tree ' || $1::uuid, 0));

-- name: stands
SELECT n.epoch, n.clock, coalesce(head.position, 0) AS head, signed.epoch AS signed_epoch, signed.size, signed.root,
    extract(epoch FROM clock_timestamp() - signed.at)::float8 AS age
FROM network n
LEFT JOIN LATERAL (
    SELECT e.position FROM event e WHERE e.network_id = n.network_id ORDER BY e.position DESC LIMIT 1
) AS head ON true
LEFT JOIN LATERAL (
    SELECT c.epoch, c.size, c.root, c.at FROM checkpoint c WHERE c.network_id = n.network_id ORDER BY c.epoch DESC, c.size DESC LIMIT 1
) AS signed ON true
WHERE n.network_id = $1;

-- name: leaves
-- Hashed where the events are: to bring their columns over here and to join them takes this process several times as long. The bytes are
-- those of entry.py, and a test holds the two against each other; $4 is how every leaf of the network begins, version and length of the
-- tag are taken out of one number. The last moment there can be is stored as infinity.
SELECT string_agg(one.leaf, ''::bytea ORDER BY one.position) AS leaves
FROM (
    SELECT e.position, sha256(
        $4::bytea || uuid_send(e.stream_id) || substr(int8send(e.version::bigint << 8 | length(e.tag)), 4) || textsend(e.tag)
        || int2send(e.schema_version) || uuid_send(e.command_id) || coalesce(uuid_send(e.cause), '\x00000000000000000000000000000000')
        || uuid_send(e.by) || coalesce(uuid_send(e.on_behalf_of), '\x00000000000000000000000000000000')
        || int8send(CASE WHEN isfinite(e.at) THEN (extract(epoch FROM e.at) * 1000000)::bigint ELSE 253402300799999999 END)
        || e.digest
    ) AS leaf
    FROM event e
    WHERE e.network_id = $1 AND e.position > $2 AND e.position <= $3
    ORDER BY e.position
) AS one;

-- name: envelope
SELECT network_id, stream_id, version, tag, schema_version, command_id, cause, by, on_behalf_of, at, digest
FROM event
WHERE network_id = $1 AND position = $2;

-- name: tiles
SELECT t.level, t.number, t.hashes
FROM unnest($2::smallint[], $3::bigint[]) AS wanted (level, number)
JOIN tree_tile t ON t.network_id = $1 AND t.level = wanted.level AND t.number = wanted.number;

-- name: roots
SELECT number, root
FROM tree_tile
WHERE network_id = $1 AND level = $2 AND number >= $3 AND number < $4
ORDER BY number;

-- name: keep
INSERT INTO tree_tile (network_id, level, number, hashes, root)
SELECT $1, made.level, made.number, made.hashes, made.root
FROM unnest($2::smallint[], $3::bigint[], $4::bytea[], $5::bytea[]) AS made (level, number, hashes, root)
ON CONFLICT (network_id, level, number) DO UPDATE
SET hashes = excluded.hashes, root = excluded.root
WHERE (tree_tile.hashes, tree_tile.root) <> (excluded.hashes, excluded.root);

-- name: know
INSERT INTO audit_key (network_id, origin, public)
VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING;

-- name: sign
INSERT INTO checkpoint (network_id, epoch, size, root, note, at)
VALUES ($1, $2, $3, $4, $5, clock_timestamp())
ON CONFLICT DO NOTHING
RETURNING at;

-- name: newest
SELECT epoch, size, root, note
FROM checkpoint
WHERE network_id = $1
ORDER BY epoch DESC, size DESC
LIMIT 1;

-- name: of_size
SELECT epoch, size, root, note
FROM checkpoint
WHERE network_id = $1 AND size = ANY ($2::bigint[])
ORDER BY epoch DESC;

-- name: keys
SELECT origin, public
FROM audit_key
WHERE network_id = $1
ORDER BY at DESC, origin DESC;

-- name: behind
-- Networks whose log is longer than what is signed of it, or in another epoch; and of those that are named, what is signed.
SELECT n.network_id, signed.epoch, signed.size,
    coalesce(head.position, 0) > coalesce(signed.size, 0) OR n.epoch IS DISTINCT FROM signed.epoch AS behind
FROM network n
LEFT JOIN LATERAL (
    SELECT e.position FROM event e WHERE e.network_id = n.network_id ORDER BY e.position DESC LIMIT 1
) AS head ON true
LEFT JOIN LATERAL (
    SELECT c.epoch, c.size FROM checkpoint c WHERE c.network_id = n.network_id ORDER BY c.epoch DESC, c.size DESC LIMIT 1
) AS signed ON true
WHERE $1::uuid[] IS NULL OR n.network_id = ANY ($1);
