-- 0063_webhooks.sql: where other programs are told of what happens in a network, and how far each was told. Safe beside the old code,
-- which knows none of it.
--
-- There is no queue: what an address was not told yet stands in the log, behind its position. The secrets stand here as they are, since they
-- sign what is sent. Who made an address and who removed it are columns, as of a token: this table is its own audit.

CREATE TABLE people.webhook (
    network_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    token_id uuid NOT NULL CONSTRAINT webhook_token REFERENCES people.token,  -- whose rights it has
    url text CONSTRAINT webhook_url CHECK (length(url) <= 500),  -- null once it was removed, as are the secrets
    tags text[] NOT NULL,  -- what it is told of: tags of events, or what stands before their dot; none for everything
    secret bytea CONSTRAINT webhook_secret CHECK (length(secret) BETWEEN 24 AND 64),
    former_secret bytea,  -- which signs beside the other one for a while after that was made
    former_until timestamptz,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    removed_by uuid,
    removed_at timestamptz,
    state text NOT NULL DEFAULT 'on' CONSTRAINT webhook_state CHECK (state IN ('on', 'paused', 'set_aside')),
    why text CONSTRAINT webhook_why CHECK (why IN ('failing', 'gone', 'no_right')),  -- it was set aside
    position bigint NOT NULL,  -- everything up to here was told, or is not for it
    failures integer NOT NULL DEFAULT 0,  -- since it answered last
    failing_since timestamptz,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    claimed_by uuid,  -- the turn that speaks to it, so that no two do
    claimed_until timestamptz,
    attempts bigint NOT NULL DEFAULT 0,
    CONSTRAINT webhook_pk PRIMARY KEY (network_id, webhook_id),
    CONSTRAINT webhook_removed CHECK ((removed_at IS NULL) = (removed_by IS NULL) AND (removed_at IS NULL) = (url IS NOT NULL)),
    CONSTRAINT webhook_aside CHECK ((state = 'set_aside') = (why IS NOT NULL))
);
CREATE INDEX webhook_on ON people.webhook (due_at) WHERE state = 'on' AND removed_at IS NULL;

CREATE TABLE people.webhook_delivery (  -- the last attempts of each, as many as there are slots
    network_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    slot smallint NOT NULL,
    attempt bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    position bigint,  -- of the event; null for a trial
    tag text NOT NULL,
    outcome text NOT NULL,
    status smallint,
    took_ms integer NOT NULL,
    CONSTRAINT webhook_delivery_pk PRIMARY KEY (network_id, webhook_id, slot),
    CONSTRAINT webhook_delivery_of FOREIGN KEY (network_id, webhook_id) REFERENCES people.webhook
);

GRANT SELECT, INSERT, UPDATE ON people.webhook TO club21_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON people.webhook_delivery TO club21_app;
