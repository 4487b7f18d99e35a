-- 0049_places_of_members.sql: the second version of the directory, with the place of each member on the map, and the outlines of members,
-- which are public geography and no part of history. Safe beside the old code, which goes on writing the first version. Where no network was ever followed, as in a new database, the view turns at once; elsewhere
-- `club21 rebuild` fills the table and turns it.

SET LOCAL ROLE club21_app;

CREATE TABLE read.directory_2 (
    network_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    position bigint NOT NULL,
    population integer,
    traits text[] NOT NULL,
    needs text[] NOT NULL,
    body_id uuid,
    initiative text,
    initiative_stage text,
    particulars text,
    engagement text NOT NULL CONSTRAINT directory_2_engagement CHECK (engagement IN ('prospect', 'engaged', 'recognised')),
    engaged_on date,
    conflicts jsonb NOT NULL,  -- [{conflict_id, field, was, yours, by, at}] until they are settled
    changed_at timestamptz NOT NULL,
    changed_by uuid NOT NULL,
    place jsonb,  -- {latitude, longitude}, in hundred-thousandths of a degree
    CONSTRAINT directory_2_pk PRIMARY KEY (network_id, authority_id)
);

SELECT network_id FROM read.show_version('directory', 2) AS behind (network_id);

RESET ROLE;

CREATE TABLE files.member_outline (
    network_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    rings jsonb NOT NULL,  -- [[latitude, longitude, latitude, …], …], in hundred-thousandths of a degree, simplified
    brought_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT member_outline_pk PRIMARY KEY (network_id, authority_id)
);

GRANT SELECT, INSERT ON files.member_outline TO club21_app;
GRANT UPDATE (rings, brought_at) ON files.member_outline TO club21_app;
