-- 0045_exports.sql: who took what along, and when; and each event as an evidence bundle holds it. Safe beside the old code, which
-- knows neither.
--
-- An export is kept by ids alone, as history is: once its person is erased nobody can tell who it was. Theirs of their own data go with them.

CREATE TABLE people.export (
    export_id uuid NOT NULL,
    network_id uuid,  -- null: somebody's own data, which are of no network
    person_id uuid NOT NULL,  -- the network's own id: by command line
    what text NOT NULL CONSTRAINT export_what CHECK (what ~ '^[a-z_]{1,40}$'),
    about uuid,  -- the plan, the meeting
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT export_pk PRIMARY KEY (export_id)
);
CREATE INDEX export_by_network ON people.export (network_id, at);
CREATE INDEX export_by_person ON people.export (person_id, at);
CREATE INDEX export_at ON people.export (at);

GRANT SELECT, INSERT, DELETE ON people.export TO club21_app;

-- One event as docs/evidence-bundle.md says: position, entry with its length, salt with its length, payload. The entry is that of
-- docs/format.md. PostgreSQL counts from 2000-01-01, and keeps the last moment there can be as infinity.
CREATE VIEW event_record AS
SELECT e.network_id, e.position, e.stream_id,
    int8send(e.position) || int2send((144 + length(e.tag))::smallint)
    || '\x01'::bytea || uuid_send(e.network_id) || uuid_send(e.stream_id) || int4send(e.version)
    || substr(int2send(length(e.tag)::smallint), 2) || convert_to(e.tag, 'UTF8') || int2send(e.schema_version)
    || uuid_send(e.command_id) || coalesce(uuid_send(e.cause), '\x00000000000000000000000000000000'::bytea)
    || uuid_send(e.by) || coalesce(uuid_send(e.on_behalf_of), '\x00000000000000000000000000000000'::bytea)
    || int8send(
        CASE WHEN isfinite(e.at) THEN ('x' || encode(timestamptz_send(e.at), 'hex'))::bit(64)::bigint + 946684800000000
        ELSE 253402300799999999 END)
    || e.digest
    || CASE WHEN e.salt IS NULL THEN '\x00'::bytea ELSE substr(int2send(length(e.salt)::smallint), 2) || e.salt END
    || e.payload AS record
FROM event e;

GRANT SELECT ON event_record TO club21_app;
