-- 0019_notes.sql: notes, and which item lies within which. Safe beside the old code, which writes no note and does not read these.

SET LOCAL ROLE club21_app;

CREATE TABLE read.item_places_1 (
    network_id uuid NOT NULL,
    item_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    within_id uuid,
    parties uuid[] NOT NULL,
    CONSTRAINT item_places_1_pk PRIMARY KEY (network_id, item_id)
);
CREATE VIEW read.item_places AS SELECT * FROM read.item_places_1;

CREATE TABLE read.note_list_1 (
    network_id uuid NOT NULL,
    note_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    action_id uuid,
    author uuid NOT NULL,
    text text NOT NULL,
    parties uuid[] NOT NULL,
    written_at timestamptz NOT NULL,
    edited_by uuid,
    edited_at timestamptz,
    withdrawn boolean NOT NULL,
    CONSTRAINT note_list_1_pk PRIMARY KEY (network_id, note_id)
);
CREATE VIEW read.note_list AS SELECT * FROM read.note_list_1;

RESET ROLE;
