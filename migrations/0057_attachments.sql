-- 0057_attachments.sql: files attached to items: what is told of them, and their bytes beside the log. Safe beside the old code, which
-- reads none of it.
--
-- The bytes stand outside the log, so that they can be erased while everything that happened stays. One copy a network, under their hash:
-- two networks never share one, or either could tell what the other has.

SET LOCAL ROLE club21_app;

CREATE TABLE read.attachment_list_1 (
    network_id uuid NOT NULL,
    attachment_id uuid NOT NULL,
    position bigint NOT NULL,
    item_id uuid NOT NULL,
    kind text NOT NULL,
    plan_id uuid,
    name text NOT NULL,
    title text,
    type text NOT NULL,
    size bigint NOT NULL,
    sha256 text NOT NULL,
    attached_by uuid NOT NULL,
    attached_at timestamptz NOT NULL,
    withdrawn boolean NOT NULL,
    erased boolean NOT NULL,
    CONSTRAINT attachment_list_1_pk PRIMARY KEY (network_id, attachment_id)
);
CREATE VIEW read.attachment_list AS SELECT * FROM read.attachment_list_1;

RESET ROLE;

CREATE TABLE files.file (  -- the bytes, where PostgreSQL keeps them
    network_id uuid NOT NULL,
    sha256 bytea NOT NULL CONSTRAINT file_hash CHECK (length(sha256) = 32),
    bytes bytea NOT NULL CONSTRAINT file_size CHECK (length(bytes) BETWEEN 1 AND 20000000),
    CONSTRAINT file_pk PRIMARY KEY (network_id, sha256)
);
-- Documents and pictures are compressed already; and a part of what is stored plainly is read without the rest.
ALTER TABLE files.file ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE files.file_known (  -- what is kept, wherever its bytes are
    network_id uuid NOT NULL,
    sha256 bytea NOT NULL CONSTRAINT file_known_hash CHECK (length(sha256) = 32),
    size integer NOT NULL,
    type text NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT file_known_pk PRIMARY KEY (network_id, sha256)
);

CREATE TABLE files.file_sent (  -- who sent what lately: nobody attaches bytes that they did not have themselves
    network_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    person_id uuid NOT NULL CONSTRAINT file_sent_person REFERENCES people.person,
    sent_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT file_sent_pk PRIMARY KEY (network_id, sha256, person_id)
);
CREATE INDEX file_sent_by_person ON files.file_sent (person_id);
CREATE TRIGGER not_erased BEFORE INSERT ON files.file_sent FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();

GRANT SELECT, INSERT, DELETE ON files.file TO club21_app;
GRANT SELECT, INSERT, DELETE ON files.file_known, files.file_sent TO club21_app;
GRANT UPDATE (sent_at) ON files.file_known, files.file_sent TO club21_app;
