-- 0011_accounts.sql: an address and a password for people, and sessions that their owner can tell apart. Safe beside the old code,
-- which reads none of it and whose sessions take the defaults.

CREATE TABLE people.account (  -- how a person signs in without a link from someone else; the whole row goes when they are forgotten
    person_id uuid NOT NULL CONSTRAINT account_person REFERENCES people.person,
    email text NOT NULL CONSTRAINT account_email_plain CHECK (email = lower(email) AND length(email) <= 254),
    password_hash text,  -- argon2id; null: links only
    password_set_at timestamptz,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT account_pk PRIMARY KEY (person_id),
    CONSTRAINT account_email UNIQUE (email),
    CONSTRAINT account_password_whole CHECK ((password_hash IS NULL) = (password_set_at IS NULL))
);

ALTER TABLE people.session
    ADD COLUMN method text NOT NULL DEFAULT 'link' CONSTRAINT session_method CHECK (method IN ('link', 'password', 'provider')),
    ADD COLUMN device text,  -- the family of the browser and of the system, nothing finer
    ADD COLUMN place text,  -- the network it came from, cut to the half that names no household
    ADD COLUMN seen_at timestamptz,
    ADD COLUMN browser_hash bytea CONSTRAINT session_browser_length CHECK (length(browser_hash) = 32);
CREATE INDEX session_by_person ON people.session (person_id, expires_at);

-- Whoever redeems a link that was sent to an address has shown that the address is theirs.
ALTER TABLE people.sign_in_link
    ADD COLUMN email text CONSTRAINT sign_in_link_email_plain CHECK (email = lower(email) AND length(email) <= 254);

ALTER TABLE people.audit DROP CONSTRAINT audit_what;
ALTER TABLE people.audit ADD CONSTRAINT audit_what CHECK (what ~ '^[a-z]+(_[a-z]+)*$');

GRANT SELECT, INSERT, DELETE ON people.account TO club21_app;
GRANT UPDATE (email, password_hash, password_set_at, changed_at) ON people.account TO club21_app;
GRANT UPDATE (seen_at, device, place, browser_hash) ON people.session TO club21_app;
GRANT UPDATE (email) ON people.sign_in_link TO club21_app;
