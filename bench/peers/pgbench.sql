-- name: prepare
CREATE SEQUENCE bench_position;
CREATE TABLE bench_narrow (
    row_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT bench_narrow_pk PRIMARY KEY,
    stream_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    payload bytea NOT NULL
);

-- name: event
INSERT INTO event (network_id, position, stream_id, version, tag, schema_version, command_id, by, at, payload, salt, digest)
VALUES (
    '01900000-0000-7000-8000-000000000021', nextval('bench_position'), gen_random_uuid(), 1, 'measured.noted', 1,
    '01900000-0000-7000-8000-000000000021', '01900000-0000-7000-8000-000000000021', clock_timestamp(),
    convert_to(repeat('abcdefghij', 25), 'UTF8'), convert_to(repeat('s', 16), 'UTF8'), convert_to(repeat('d', 32), 'UTF8')
);

-- name: narrow
INSERT INTO bench_narrow (stream_id, payload) VALUES (gen_random_uuid(), convert_to(repeat('abcdefghij', 25), 'UTF8'));
