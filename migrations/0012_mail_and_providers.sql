-- 0012_mail_and_providers.sql: letters that wait to be sent, invitations, and who a person is at an identity provider. Safe beside the
-- old code, which reads none of it.

CREATE TABLE people.letter (  -- each told once to each, and never lost; no token of a link stands here: links are made as a letter leaves
    letter_id uuid NOT NULL,
    about text NOT NULL,  -- what it tells, of what, to whom: queued once
    kind text NOT NULL CONSTRAINT letter_kind CHECK (kind ~ '^[a-z]+(_[a-z]+)*$'),
    person_id uuid CONSTRAINT letter_person REFERENCES people.person,
    recipient text,  -- null once it left: an address is kept no longer than it is needed
    language text NOT NULL CONSTRAINT letter_language CHECK (language IN ('fr', 'en')),
    told json,  -- what fills the sentences in; null once it left
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    tries integer NOT NULL DEFAULT 0,
    left_at timestamptz,
    given_up_at timestamptz,
    CONSTRAINT letter_pk PRIMARY KEY (letter_id),
    CONSTRAINT letter_about UNIQUE (about)
);
CREATE INDEX letter_due ON people.letter (due_at) WHERE left_at IS NULL AND given_up_at IS NULL;
CREATE INDEX letter_by_person ON people.letter (person_id);

CREATE TABLE people.invitation (
    network_id uuid NOT NULL,
    invitation_id uuid NOT NULL,
    person_id uuid NOT NULL CONSTRAINT invitation_person REFERENCES people.person,
    email text,  -- null once it was accepted or revoked
    invited_by uuid NOT NULL,
    role text NOT NULL,
    authority_id uuid,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    sent integer NOT NULL DEFAULT 1,  -- how often
    accepted_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT invitation_pk PRIMARY KEY (network_id, invitation_id),
    CONSTRAINT invitation_once UNIQUE (invitation_id)
);
CREATE INDEX invitation_by_email ON people.invitation (email) WHERE email IS NOT NULL;
CREATE INDEX invitation_by_person ON people.invitation (person_id);

ALTER TABLE people.sign_in_link ADD COLUMN invitation_id uuid;

CREATE TABLE people.identity (  -- one person may have several: a provider counts them by the office that vouches
    issuer text NOT NULL,
    subject text NOT NULL,
    person_id uuid NOT NULL CONSTRAINT identity_person REFERENCES people.person,
    met_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT identity_pk PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_by_person ON people.identity (person_id);

CREATE TABLE people.sign_in_flow (  -- from our page to a provider and back; gone when it comes back, of no use after ten minutes
    state_hash bytea NOT NULL CONSTRAINT sign_in_flow_state_length CHECK (length(state_hash) = 32),
    browser_hash bytea NOT NULL CONSTRAINT sign_in_flow_browser_length CHECK (length(browser_hash) = 32),
    provider text NOT NULL,
    nonce text NOT NULL,
    verifier text,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT sign_in_flow_pk PRIMARY KEY (state_hash)
);

ALTER TABLE people.session ADD COLUMN provider text, ADD COLUMN id_token text;  -- what a provider wants to see at the end; gone with the session

GRANT SELECT, INSERT, UPDATE, DELETE ON people.letter, people.invitation, people.identity, people.sign_in_flow TO club21_app;
GRANT UPDATE (invitation_id) ON people.sign_in_link TO club21_app;
GRANT UPDATE (provider, id_token) ON people.session TO club21_app;
