-- 0055_comments.sql: comments, and a second version of what lies within what, which knows the action that an idea became. Safe beside
-- the old code, which writes no comment and goes on with the first version. Where no network was ever followed, as in a new database,
-- the view turns at once; elsewhere `club21 rebuild item_places` fills the table and turns it.

SET LOCAL ROLE club21_app;

CREATE TABLE read.item_places_2 (
    network_id uuid NOT NULL,
    item_id uuid NOT NULL,
    position bigint NOT NULL,
    plan_id uuid NOT NULL,
    within_id uuid,
    parties uuid[] NOT NULL,
    CONSTRAINT item_places_2_pk PRIMARY KEY (network_id, item_id)
);

SELECT network_id FROM read.show_version('item_places', 2) AS behind (network_id);

CREATE TABLE read.comment_list_1 (
    network_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    position bigint NOT NULL,
    about text NOT NULL,
    item_id uuid NOT NULL,
    plan_id uuid,
    answers_id uuid,
    author_id uuid NOT NULL,
    text text NOT NULL,
    mentions uuid[] NOT NULL,
    written_at timestamptz NOT NULL,
    edited_at timestamptz,
    withdrawn boolean NOT NULL,
    withdrawn_by uuid,
    CONSTRAINT comment_list_1_pk PRIMARY KEY (network_id, comment_id)
);
CREATE VIEW read.comment_list AS SELECT * FROM read.comment_list_1;

RESET ROLE;
