-- 0027_meetings.sql: meetings as people look at them, and the secret addresses of their calendars. Safe beside the old code, which reads
-- none of it and writes no meeting.
--
-- A calendar program can not sign in: it has an address that holds a secret. What is kept is its SHA-256, so whoever reads this table
-- can not follow anyone's calendar; of 32 random bytes nobody tries all. A feed is revoked by removing its row.

SET LOCAL ROLE club21_app;

CREATE TABLE read.meeting_series_list_1 (
    network_id uuid NOT NULL,
    series_id uuid NOT NULL,
    position bigint NOT NULL,
    title text NOT NULL,
    targets jsonb NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT meeting_series_list_1_pk PRIMARY KEY (network_id, series_id)
);
CREATE VIEW read.meeting_series_list AS SELECT * FROM read.meeting_series_list_1;

CREATE TABLE read.meeting_theme_list_1 (
    network_id uuid NOT NULL,
    theme_id uuid NOT NULL,
    position bigint NOT NULL,
    series_id uuid NOT NULL,
    author_id uuid NOT NULL,
    title text NOT NULL,
    why text,
    proposed_at timestamptz NOT NULL,
    meeting_id uuid,
    withdrawn boolean NOT NULL,
    CONSTRAINT meeting_theme_list_1_pk PRIMARY KEY (network_id, theme_id)
);
CREATE VIEW read.meeting_theme_list AS SELECT * FROM read.meeting_theme_list_1;

CREATE TABLE read.meeting_list_1 (
    network_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    position bigint NOT NULL,
    series_id uuid,
    title text NOT NULL,
    kind text NOT NULL,
    held_on date NOT NULL,
    begins text,
    minutes bigint NOT NULL,
    place text,
    themes text[] NOT NULL,
    programme text,
    planned_at timestamptz NOT NULL,
    planned_by uuid NOT NULL,
    standing text NOT NULL,
    why_off text,
    CONSTRAINT meeting_list_1_pk PRIMARY KEY (network_id, meeting_id)
);
CREATE VIEW read.meeting_list AS SELECT * FROM read.meeting_list_1;

CREATE TABLE read.meeting_agenda_1 (
    network_id uuid NOT NULL,
    item_id uuid NOT NULL,
    position bigint NOT NULL,
    meeting_id uuid NOT NULL,
    title text NOT NULL,
    minutes bigint NOT NULL,
    order_key text NOT NULL,
    theme_id uuid,
    withdrawn boolean NOT NULL,
    CONSTRAINT meeting_agenda_1_pk PRIMARY KEY (network_id, item_id)
);
CREATE INDEX meeting_agenda_1_meeting ON read.meeting_agenda_1 (network_id, meeting_id);
CREATE VIEW read.meeting_agenda AS SELECT * FROM read.meeting_agenda_1;

CREATE TABLE read.meeting_answers_1 (
    network_id uuid NOT NULL,
    answer_id uuid NOT NULL,
    position bigint NOT NULL,
    meeting_id uuid NOT NULL,
    authority_id uuid NOT NULL,
    invited_at timestamptz,
    reply text,
    represented_by uuid,
    answered_at timestamptz,
    answered_by uuid,
    CONSTRAINT meeting_answers_1_pk PRIMARY KEY (network_id, answer_id)
);
CREATE INDEX meeting_answers_1_meeting ON read.meeting_answers_1 (network_id, meeting_id);
CREATE VIEW read.meeting_answers AS SELECT * FROM read.meeting_answers_1;

CREATE TABLE read.meeting_attendance_1 (
    network_id uuid NOT NULL,
    participant_id uuid NOT NULL,
    position bigint NOT NULL,
    meeting_id uuid NOT NULL,
    capacity text NOT NULL,
    authority_id uuid,
    authority_kind text,
    person_id uuid,
    checked_in_at timestamptz NOT NULL,
    CONSTRAINT meeting_attendance_1_pk PRIMARY KEY (network_id, participant_id)
);
CREATE INDEX meeting_attendance_1_meeting ON read.meeting_attendance_1 (network_id, meeting_id);
CREATE VIEW read.meeting_attendance AS SELECT * FROM read.meeting_attendance_1;

CREATE TABLE read.meeting_decisions_1 (
    network_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    position bigint NOT NULL,
    meeting_id uuid NOT NULL,
    text text NOT NULL,
    due_on date NOT NULL,
    owner_id uuid,
    authority_id uuid,
    plan_id uuid,
    action_id uuid,
    decided_at timestamptz NOT NULL,
    finished_at timestamptz,
    withdrawn boolean NOT NULL,
    CONSTRAINT meeting_decisions_1_pk PRIMARY KEY (network_id, decision_id)
);
CREATE INDEX meeting_decisions_1_meeting ON read.meeting_decisions_1 (network_id, meeting_id);
CREATE VIEW read.meeting_decisions AS SELECT * FROM read.meeting_decisions_1;

CREATE TABLE read.meeting_visits_1 (
    network_id uuid NOT NULL,
    visit_id uuid NOT NULL,
    position bigint NOT NULL,
    meeting_id uuid NOT NULL,
    place text NOT NULL,
    seats bigint NOT NULL,
    departs text,
    withdrawn boolean NOT NULL,
    CONSTRAINT meeting_visits_1_pk PRIMARY KEY (network_id, visit_id)
);
CREATE VIEW read.meeting_visits AS SELECT * FROM read.meeting_visits_1;

CREATE TABLE read.meeting_bookings_1 (
    network_id uuid NOT NULL,
    booking_id uuid NOT NULL,
    position bigint NOT NULL,
    meeting_id uuid NOT NULL,
    visit_id uuid NOT NULL,
    person_id uuid NOT NULL,
    seats bigint NOT NULL,
    booked_at timestamptz NOT NULL,
    CONSTRAINT meeting_bookings_1_pk PRIMARY KEY (network_id, booking_id)
);
CREATE VIEW read.meeting_bookings AS SELECT * FROM read.meeting_bookings_1;

RESET ROLE;

CREATE TABLE people.calendar_feed (  -- one a person and network; a new one takes the place of the old
    network_id uuid NOT NULL,
    person_id uuid NOT NULL CONSTRAINT calendar_feed_person REFERENCES people.person,
    secret_hash bytea NOT NULL CONSTRAINT calendar_feed_length CHECK (length(secret_hash) = 32),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT calendar_feed_pk PRIMARY KEY (network_id, person_id),
    CONSTRAINT calendar_feed_once UNIQUE (secret_hash)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON people.calendar_feed TO club21_app;
