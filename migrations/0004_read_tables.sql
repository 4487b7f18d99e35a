-- 0004_read_tables.sql: what people look at, folded from the log. Everything in schema read can be dropped and rebuilt.
-- The table <name>_<n> holds version n of a projection; the view <name> is what people and statements read.

SET LOCAL ROLE club21_app;

CREATE TABLE read.checkpoint (  -- how far each projection of each network is written
    network_id uuid NOT NULL,
    projection text NOT NULL,
    version integer NOT NULL,
    position bigint NOT NULL,
    parked_position bigint,  -- the event that this projection can not fold
    parked_error text,
    CONSTRAINT checkpoint_pk PRIMARY KEY (network_id, projection, version)
);

CREATE TABLE read.rights_1 (
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    position bigint NOT NULL,  -- of the last change to this row, here and below
    roles jsonb NOT NULL,
    suspended boolean NOT NULL,
    CONSTRAINT rights_1_pk PRIMARY KEY (network_id, person_id)
);
CREATE VIEW read.rights AS SELECT * FROM read.rights_1;

CREATE TABLE read.network_profile_1 (
    network_id uuid NOT NULL,
    position bigint NOT NULL,
    name text NOT NULL,
    clock text NOT NULL,
    time_zone text NOT NULL,
    CONSTRAINT network_profile_1_pk PRIMARY KEY (network_id)
);
CREATE VIEW read.network_profile AS SELECT * FROM read.network_profile_1;

CREATE TABLE read.member_list_1 (
    network_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    position bigint NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    siren text,
    insee_code text,
    population integer,
    joined_at timestamptz NOT NULL,
    left_at timestamptz,
    CONSTRAINT member_list_1_pk PRIMARY KEY (network_id, authority_id)
);
CREATE VIEW read.member_list AS SELECT * FROM read.member_list_1;

CREATE TABLE read.plan_list_1 (
    network_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    position bigint NOT NULL,
    title text NOT NULL,
    description text,
    authority_id uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    withdrawn boolean NOT NULL,
    CONSTRAINT plan_list_1_pk PRIMARY KEY (network_id, plan_id)
);
CREATE VIEW read.plan_list AS SELECT * FROM read.plan_list_1;

CREATE TABLE read.axis_list_1 (
    network_id uuid NOT NULL,
    axis_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    parent_id uuid,
    title text NOT NULL,
    description text,
    order_key text COLLATE "C" NOT NULL,
    internal boolean NOT NULL,
    withdrawn boolean NOT NULL,
    CONSTRAINT axis_list_1_pk PRIMARY KEY (network_id, axis_id)
);
CREATE VIEW read.axis_list AS SELECT * FROM read.axis_list_1;

CREATE TABLE read.phase_calendar_1 (
    network_id uuid NOT NULL,
    phase_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    title text NOT NULL,
    starts_on date,
    ends_on date,
    withdrawn boolean NOT NULL,
    CONSTRAINT phase_calendar_1_pk PRIMARY KEY (network_id, phase_id)
);
CREATE VIEW read.phase_calendar AS SELECT * FROM read.phase_calendar_1;

CREATE TABLE read.version_list_1 (
    network_id uuid NOT NULL,
    version_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    label text NOT NULL,
    of text,
    published_position bigint NOT NULL,
    published_at timestamptz NOT NULL,
    published_by uuid NOT NULL,
    CONSTRAINT version_list_1_pk PRIMARY KEY (network_id, version_id)
);
CREATE VIEW read.version_list AS SELECT * FROM read.version_list_1;

CREATE TABLE read.plan_board_1 (
    network_id uuid NOT NULL,
    action_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    parent_id uuid,
    axis_id uuid,
    order_key text COLLATE "C" NOT NULL,
    code text,
    title text NOT NULL,
    description text,
    objectives text,
    lead text,
    lead_service text,
    co_leads text[] NOT NULL,
    partners text[] NOT NULL,
    lead_people uuid[] NOT NULL,
    elected_people uuid[] NOT NULL,
    governance text,
    resources text,
    participation text,
    calendar text,
    starts_on date,
    ends_on date,
    continuous boolean NOT NULL,
    status text NOT NULL,
    status_reason text,
    priority text,
    aims text[] NOT NULL,
    funders jsonb NOT NULL,  -- {name: {"amount": cents or null}}
    budget_planned bigint,  -- cents excluding tax
    budget_actual bigint,
    notes text,
    extra jsonb NOT NULL,  -- {header: text} of what a workbook had beside
    withdrawn boolean NOT NULL,
    added_at timestamptz NOT NULL,
    added_by uuid NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by uuid NOT NULL,
    CONSTRAINT plan_board_1_pk PRIMARY KEY (network_id, action_id)
) WITH (fillfactor = 70);  -- edits rewrite rows in place
CREATE INDEX plan_board_1_plan ON read.plan_board_1 (network_id, plan_id);
CREATE VIEW read.plan_board AS SELECT * FROM read.plan_board_1;

CREATE TABLE read.conflict_inbox_1 (
    network_id uuid NOT NULL,
    conflict_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    stream_id uuid NOT NULL,
    item_id uuid NOT NULL,
    field text NOT NULL,
    was jsonb,
    yours jsonb,
    by uuid NOT NULL,
    at timestamptz NOT NULL,
    settled_by uuid,
    settled_at timestamptz,
    CONSTRAINT conflict_inbox_1_pk PRIMARY KEY (network_id, conflict_id)
);
CREATE VIEW read.conflict_inbox AS SELECT * FROM read.conflict_inbox_1;

CREATE TABLE read.recent_activity_1 (
    network_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid,
    stream_id uuid NOT NULL,
    tag text NOT NULL,
    by uuid NOT NULL,
    on_behalf_of uuid,
    at timestamptz NOT NULL,
    cause uuid,
    command_id uuid NOT NULL,
    reason text,
    changed jsonb NOT NULL,
    CONSTRAINT recent_activity_1_pk PRIMARY KEY (network_id, position)
);
CREATE INDEX recent_activity_1_plan ON read.recent_activity_1 (network_id, plan_id, position);
CREATE VIEW read.recent_activity AS SELECT * FROM read.recent_activity_1;

-- Lay rows, given as JSON objects, into a table by its primary key, and remove those whose key is in p_gone.
CREATE FUNCTION read.write_rows(p_table text, p_network uuid, p_rows json, p_gone text[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    target regclass := format('read.%I', p_table);
    keys text[];
    others text;
    own_key record;
BEGIN
    SELECT array_agg(a.attname::text ORDER BY array_position(c.conkey, a.attnum)) INTO keys
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.conrelid = target AND c.contype = 'p';
    SELECT string_agg(format('%I = excluded.%I', a.attname, a.attname), ', ') INTO others
    FROM pg_attribute a
    WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> ALL (keys);
    EXECUTE format(
        'INSERT INTO %s SELECT * FROM json_populate_recordset(null::%s, $1) ON CONFLICT (%s) DO UPDATE SET %s',
        target, target, (SELECT string_agg(quote_ident(k), ', ') FROM unnest(keys) AS k), others
    ) USING p_rows;
    IF cardinality(p_gone) > 0 THEN
        SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type INTO own_key
        FROM pg_attribute a WHERE a.attrelid = target AND a.attname = keys[2];
        EXECUTE format('DELETE FROM %s WHERE network_id = $1 AND %I = ANY ($2::%s[])', target, own_key.attname, own_key.type)
        USING p_network, p_gone;
    END IF;
END
$$;

-- The rows of one network as JSON, instants in UTC.
CREATE FUNCTION read.rows_of(p_table text, p_network uuid) RETURNS SETOF text
LANGUAGE plpgsql STABLE SET timezone = 'UTC' AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT to_json(t)::text FROM read.%I AS t WHERE t.network_id = $1', p_table) USING p_network;
END
$$;

-- Remove the rows of one network, before they are made again.
CREATE FUNCTION read.clear_rows(p_table text, p_network uuid) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    EXECUTE format('DELETE FROM read.%I WHERE network_id = $1', p_table) USING p_network;
END
$$;

RESET ROLE;
