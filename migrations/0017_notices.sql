-- 0017_notices.sql: what people are told by letter, and how often. Safe beside the old code, which reads none of it.
--
-- No name and no content stands here: a notice is the position of an event. What a letter may say is read as it leaves.

CREATE TABLE people.notice_rule (  -- what a person chose for a network; without a row, what service/notices/rules.py calls usual
    network_id uuid NOT NULL,
    person_id uuid NOT NULL CONSTRAINT notice_rule_person REFERENCES people.person,
    conflicts text NOT NULL,
    mine text NOT NULL,
    followed text NOT NULL,
    rest text NOT NULL,
    hour smallint NOT NULL CONSTRAINT notice_rule_hour CHECK (hour BETWEEN 0 AND 23),
    language text NOT NULL CONSTRAINT notice_rule_language CHECK (language IN ('fr', 'en')),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT notice_rule_pk PRIMARY KEY (network_id, person_id),
    CONSTRAINT notice_rule_paces CHECK (ARRAY[conflicts, mine, followed, rest] <@ ARRAY['soon', 'daily', 'weekly', 'never'])
);
CREATE INDEX notice_rule_by_person ON people.notice_rule (person_id);

CREATE TABLE people.notice_follow (  -- plans and actions that a person follows
    network_id uuid NOT NULL,
    person_id uuid NOT NULL CONSTRAINT notice_follow_person REFERENCES people.person,
    item_id uuid NOT NULL,
    CONSTRAINT notice_follow_pk PRIMARY KEY (network_id, person_id, item_id)
);
CREATE INDEX notice_follow_by_person ON people.notice_follow (person_id);

CREATE TABLE people.notice_link (  -- with this link letters of one network to one person are ended, and nothing else can be done
    network_id uuid NOT NULL,
    person_id uuid NOT NULL CONSTRAINT notice_link_person REFERENCES people.person,
    token text NOT NULL CONSTRAINT notice_link_token CHECK (length(token) = 43),
    CONSTRAINT notice_link_pk PRIMARY KEY (network_id, person_id),
    CONSTRAINT notice_link_once UNIQUE (token)
);
CREATE INDEX notice_link_by_person ON people.notice_link (person_id);

CREATE TABLE people.notice_checkpoint (  -- how far the log of a network was read; moved only together with the notices of what was read
    network_id uuid NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT notice_checkpoint_pk PRIMARY KEY (network_id)
);

CREATE TABLE people.notice (  -- one event for one person, until the letter that tells of it has left
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    position bigint NOT NULL,
    item_id uuid NOT NULL,
    pace text NOT NULL CONSTRAINT notice_pace CHECK (pace IN ('soon', 'daily', 'weekly')),
    letter_id uuid,  -- null while it waits for its digest
    CONSTRAINT notice_pk PRIMARY KEY (network_id, person_id, position)
);
CREATE INDEX notice_by_letter ON people.notice (letter_id) WHERE letter_id IS NOT NULL;
CREATE INDEX notice_by_person ON people.notice (person_id);

CREATE TABLE people.notice_window (  -- what is gathered for one digest, and when that is due
    network_id uuid NOT NULL,
    person_id uuid NOT NULL,
    pace text NOT NULL CONSTRAINT notice_window_pace CHECK (pace IN ('soon', 'daily', 'weekly')),
    opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    CONSTRAINT notice_window_pk PRIMARY KEY (network_id, person_id, pace)
);
CREATE INDEX notice_window_due ON people.notice_window (due_at);
CREATE INDEX notice_window_by_person ON people.notice_window (person_id);

-- What happened before today was told otherwise, or not at all: nobody gets years of it at once.
INSERT INTO people.notice_checkpoint (network_id, position)
SELECT network.network_id, newest.position
FROM network
CROSS JOIN LATERAL (
    SELECT position FROM event WHERE event.network_id = network.network_id ORDER BY position DESC LIMIT 1
) AS newest;

GRANT SELECT, INSERT, UPDATE, DELETE
ON people.notice_rule, people.notice_follow, people.notice_link, people.notice_checkpoint, people.notice, people.notice_window
TO club21_app;
