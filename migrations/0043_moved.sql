-- 0043_moved.sql: for each network the position of the last event that moved a row from one lane to another, or took a text away. Whoever
-- comes back with everything from there on is sent what changed since, also by a process that has only just begun. Safe beside the old
-- code, which neither reads nor writes it: what that moves meanwhile is covered, since a network without an entry counts as moved now.

SET LOCAL ROLE club21_app;

CREATE TABLE read.moved (
    network_id uuid NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT moved_pk PRIMARY KEY (network_id)
);

RESET ROLE;
