-- 0016_personal_data.sql: what people tell of themselves, what they agreed to, what they ask about their data, and that who was erased
-- stays so. Safe beside the old code, which writes none of it and of whom nobody was erased.

ALTER TABLE people.person
    ADD COLUMN mandate text,  -- what they were elected to: public, unlike what stands in contact
    ADD COLUMN erased_at timestamptz,
    ADD CONSTRAINT person_erased CHECK (erased_at IS NULL OR (name IS NULL AND function IS NULL AND mandate IS NULL));

CREATE TABLE people.contact (  -- private; shown to a network as far as its person agreed
    person_id uuid NOT NULL CONSTRAINT contact_person REFERENCES people.person,
    email text CONSTRAINT contact_email_length CHECK (length(email) <= 254),
    phone text CONSTRAINT contact_phone_length CHECK (length(phone) <= 40),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT contact_pk PRIMARY KEY (person_id)
);

CREATE TABLE people.photo (  -- there as long as its person agrees to it being shown
    person_id uuid NOT NULL CONSTRAINT photo_person REFERENCES people.person,
    media_type text NOT NULL CONSTRAINT photo_media_type CHECK (media_type IN ('image/jpeg', 'image/png')),
    image bytea NOT NULL CONSTRAINT photo_size CHECK (length(image) <= 262144),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT photo_pk PRIMARY KEY (person_id)
);

CREATE TABLE people.consent (  -- what was agreed to, in which words, from when to when
    person_id uuid NOT NULL CONSTRAINT consent_person REFERENCES people.person,
    about text NOT NULL CONSTRAINT consent_about CHECK (about IN ('contact', 'photo')),
    wording integer NOT NULL,
    given_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    withdrawn_at timestamptz,
    CONSTRAINT consent_pk PRIMARY KEY (person_id, about, given_at)
);
CREATE UNIQUE INDEX consent_once ON people.consent (person_id, about) WHERE withdrawn_at IS NULL;

CREATE TABLE people.request (  -- what someone asks about their own data, and by when the law wants it answered
    request_id uuid NOT NULL,
    person_id uuid NOT NULL CONSTRAINT request_person REFERENCES people.person,
    network_id uuid,  -- whose facilitators answer; null: whoever runs the service
    kind text NOT NULL CONSTRAINT request_kind CHECK (kind IN ('access', 'rectification', 'portability', 'erasure')),
    note text,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at timestamptz NOT NULL GENERATED ALWAYS AS ((asked_at AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC') STORED,
    stage text NOT NULL DEFAULT 'open' CONSTRAINT request_stage CHECK (stage IN ('open', 'done', 'refused', 'cancelled')),
    handled_by uuid,
    handled_at timestamptz,
    answer text,
    CONSTRAINT request_pk PRIMARY KEY (request_id),
    CONSTRAINT request_handled CHECK ((stage = 'open') = (handled_at IS NULL))
);
CREATE UNIQUE INDEX request_open_once ON people.request (person_id, kind) WHERE stage = 'open';
CREATE INDEX request_by_network ON people.request (network_id, asked_at);

-- A sign-in under way while its person is erased would leave a session, a link or an address behind.
CREATE FUNCTION people.only_who_is_not_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM people.person WHERE person_id = NEW.person_id AND erased_at IS NULL FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING MESSAGE = 'this person was erased', CONSTRAINT = 'not_erased';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER not_erased BEFORE INSERT ON people.account FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();
CREATE TRIGGER not_erased BEFORE INSERT ON people.sign_in_link FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();
CREATE TRIGGER not_erased BEFORE INSERT ON people.session FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();
CREATE TRIGGER not_erased BEFORE INSERT ON people.identity FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();
CREATE TRIGGER not_erased BEFORE INSERT ON people.invitation FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();
CREATE TRIGGER not_erased BEFORE INSERT ON people.contact FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();
CREATE TRIGGER not_erased BEFORE INSERT ON people.photo FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();
CREATE TRIGGER not_erased BEFORE INSERT ON people.consent FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();
CREATE TRIGGER not_erased BEFORE INSERT ON people.request FOR EACH ROW EXECUTE FUNCTION people.only_who_is_not_erased();
CREATE TRIGGER not_erased BEFORE INSERT ON people.letter FOR EACH ROW
    WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION people.only_who_is_not_erased();

-- A row that was emptied leaves its former text in the file until it is vacuumed. These tables are small, so without this they might
-- never be; with it they are at the next turn of autovacuum, a minute later by default.
ALTER TABLE people.person SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE people.acquaintance SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE people.account SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE people.sign_in_link SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE people.session SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE people.identity SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE people.invitation SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE people.letter SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE people.contact SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE people.photo SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE people.request SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE files.import_run SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE files.imported_row SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0.05);

-- What the planner remembers of a column are values of it, and outlives the rows they came from.
ALTER TABLE people.person ALTER COLUMN name SET STATISTICS 0, ALTER COLUMN function SET STATISTICS 0, ALTER COLUMN mandate SET STATISTICS 0;
ALTER TABLE people.acquaintance ALTER COLUMN unclaimed_name SET STATISTICS 0;
ALTER TABLE people.account ALTER COLUMN email SET STATISTICS 0, ALTER COLUMN password_hash SET STATISTICS 0;
ALTER TABLE people.sign_in_link ALTER COLUMN email SET STATISTICS 0;
ALTER TABLE people.session ALTER COLUMN device SET STATISTICS 0, ALTER COLUMN place SET STATISTICS 0, ALTER COLUMN id_token SET STATISTICS 0;
ALTER TABLE people.identity ALTER COLUMN subject SET STATISTICS 0;
ALTER TABLE people.invitation ALTER COLUMN email SET STATISTICS 0;
ALTER TABLE people.letter ALTER COLUMN recipient SET STATISTICS 0, ALTER COLUMN told SET STATISTICS 0;
ALTER TABLE people.contact ALTER COLUMN email SET STATISTICS 0, ALTER COLUMN phone SET STATISTICS 0;
ALTER TABLE people.photo ALTER COLUMN image SET STATISTICS 0;
ALTER TABLE people.request ALTER COLUMN note SET STATISTICS 0, ALTER COLUMN answer SET STATISTICS 0;
ALTER TABLE files.import_run ALTER COLUMN draft SET STATISTICS 0, ALTER COLUMN report SET STATISTICS 0;
ALTER TABLE files.imported_row ALTER COLUMN imported SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE, DELETE ON people.contact, people.photo, people.consent, people.request TO club21_app;
GRANT UPDATE (mandate, erased_at) ON people.person TO club21_app;
GRANT DELETE ON people.session, people.sign_in_link TO club21_app;
