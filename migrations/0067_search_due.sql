-- 0067_search_due.sql: whoever writes rows only notes which of them have new words; these are made a moment later, in batches, by whoever
-- wrote them or looks for something. Made in the transaction of the rows, they took three times as long as the rows did.
--
-- Safe beside the old code: it does not say that it makes words later, so what it writes has its words at once, as before; and what it
-- looks through, read.searched, is a view without what is still due: nothing is found by a word that it no longer has.

SET LOCAL ROLE club21_app;

ALTER TABLE read.searched RENAME TO search_words;
ALTER TABLE read.search_words RENAME CONSTRAINT searched_pk TO search_words_pk;
ALTER INDEX read.searched_named RENAME TO search_words_named;
ALTER INDEX read.searched_words RENAME TO search_words_words;
ALTER INDEX read.searched_title RENAME TO search_words_title;

-- Rows whose words have to be made: some of one table, by their keys. Whoever writes rows adds to it in that transaction and looks at
-- nothing, so that they wait for nobody; whoever made the words takes away what they began with, so that what is added meanwhile stays.
CREATE TABLE read.search_due (
    network_id uuid NOT NULL,
    due_id bigint GENERATED ALWAYS AS IDENTITY,
    source text NOT NULL,
    items uuid[] NOT NULL,
    CONSTRAINT search_due_pk PRIMARY KEY (network_id, due_id)
) WITH (autovacuum_vacuum_threshold = 100, autovacuum_vacuum_scale_factor = 0);

CREATE VIEW read.searched AS
SELECT w.network_id, w.source, w.item_id, w.title, w.named, w.words
FROM read.search_words AS w
WHERE NOT EXISTS (
    SELECT
    FROM read.search_due AS d
    CROSS JOIN LATERAL unnest(d.items) AS due (item_id)
    WHERE d.network_id = w.network_id AND d.source = w.source AND due.item_id = w.item_id
);

CREATE OR REPLACE FUNCTION read.noting(p_source text, p_rows text, p_key text, p_naming text, p_others text) RETURNS text
LANGUAGE sql STABLE AS $_$
    SELECT format(
        'INSERT INTO read.search_words (network_id, source, item_id, title, named, words)
        SELECT r.network_id, %L, r.%I, left(t.title, 150), read.words(left(t.title, 150)), read.words(concat_ws('' '', t.title, t.others))
        FROM %s AS r
        CROSS JOIN LATERAL (
            SELECT left(read.plain(concat_ws('' '', %s)), 100000), left(read.plain(concat_ws('' '', %s)), 100000)
        ) AS t (title, others)
        ON CONFLICT (network_id, source, item_id) DO UPDATE
        SET title = excluded.title, named = excluded.named, words = excluded.words
        WHERE search_words.words <> excluded.words OR search_words.title <> excluded.title',
        p_source, p_key, p_rows,
        (SELECT coalesce(string_agg(format('read.typed(r.%I)', c), ', '), '''''') FROM unnest(string_to_array(p_naming, ',')) AS c),
        (SELECT coalesce(string_agg(format('read.typed(r.%I)', c), ', '), '''''') FROM unnest(string_to_array(p_others, ',')) AS c)
    )
$_$;

-- What notes that some rows have words to be made, a hundred at a time.
CREATE FUNCTION read.noting_due(p_source text, p_rows text, p_key text) RETURNS text
LANGUAGE sql IMMUTABLE AS $_$
    SELECT format(
        'INSERT INTO read.search_due (network_id, source, items)
        SELECT r.network_id, %L, array_agg(r.item)
        FROM (SELECT network_id, %I AS item, (row_number() OVER () - 1) / 100 AS some FROM %s) AS r
        GROUP BY r.network_id, r.some',
        p_source, p_key, p_rows
    )
$_$;

-- Of one network, one makes words at a time, until the transaction ends: who reads rows, and then writes the words of what they were,
-- must not write them over those of what the rows have become.
CREATE FUNCTION read.lock_words(p_network uuid) RETURNS void
LANGUAGE sql VOLATILE AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('words ' || p_network, 0));
$$;

-- What a table is searched by: its key, the columns that name a row, and the others; nothing, where it is not searched, or is gone.
CREATE FUNCTION read.searched_by(p_table text) RETURNS text[]
LANGUAGE sql STABLE AS $_$
    SELECT string_to_array(encode(tgargs, 'escape'), '\000')
    FROM pg_trigger
    WHERE tgrelid = to_regclass(format('read.%I', p_table)) AND tgname = 'search_added'
$_$;

CREATE OR REPLACE FUNCTION read.search_follows() RETURNS trigger
LANGUAGE plpgsql AS $_$
DECLARE
    later text := current_setting('club21.words_later', true);
    here text := CASE TG_OP WHEN 'DELETE' THEN 'gone' ELSE 'came' END;
BEGIN
    IF later = 'on' THEN  -- who makes all rows of a table again notes them once, at the end
        RETURN NULL;
    ELSIF later = 'noted' THEN
        EXECUTE read.noting_due(TG_TABLE_NAME, here, TG_ARGV[0]);
        RETURN NULL;
    END IF;
    -- A program of before, or a person with psql, of whom nobody knows that words are made later.
    EXECUTE format('SELECT read.lock_words(r.network_id) FROM (SELECT DISTINCT network_id FROM %s) AS r', here);
    IF TG_OP = 'DELETE' THEN
        EXECUTE format(
            'DELETE FROM read.search_words AS w USING gone AS g WHERE w.network_id = g.network_id AND w.source = %L AND w.item_id = g.%I',
            TG_TABLE_NAME, TG_ARGV[0]
        );
    ELSIF EXISTS (SELECT FROM came) THEN
        EXECUTE read.noting(TG_TABLE_NAME, 'came', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]);
    END IF;
    RETURN NULL;
END
$_$;

-- Make the words of the first hundred rows or so that are due up to a note, as these rows stand now, or take them away with the rows.
-- False where nothing is due any more. All of it or nothing happens, so that it can be given up at any time, and who loses it in a crash
-- of the database begins again: no commit waits for the disk.
CREATE FUNCTION read.make_words(p_network uuid, p_through bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $_$
DECLARE
    due record;
    told text[];
BEGIN
    -- What another one has just taken away is still seen here until that one is done, and waited for.
    IF NOT EXISTS (SELECT FROM read.search_due WHERE network_id = p_network AND due_id <= p_through) THEN
        RETURN false;
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    PERFORM read.lock_words(p_network);
    FOR due IN
        WITH first AS (
            SELECT due_id, sum(cardinality(items)) OVER (ORDER BY due_id) - cardinality(items) AS before
            FROM (
                SELECT due_id, items
                FROM read.search_due
                WHERE network_id = p_network AND due_id <= p_through
                ORDER BY due_id
                LIMIT 100
            ) AS next
        ),
        taken AS (
            DELETE FROM read.search_due
            WHERE network_id = p_network AND due_id IN (SELECT due_id FROM first WHERE before < 100)
            RETURNING source, items
        )
        SELECT taken.source, array_agg(DISTINCT one.item_id) AS items
        FROM taken
        CROSS JOIN LATERAL unnest(taken.items) AS one (item_id)
        GROUP BY taken.source
    LOOP
        told := read.searched_by(due.source);
        CONTINUE WHEN told IS NULL;
        -- Each statement sees what was written until it begins, and so at least what was noted.
        EXECUTE format(
            'DELETE FROM read.search_words AS w
            WHERE w.network_id = $1 AND w.source = %L AND w.item_id = ANY ($2)
                AND NOT EXISTS (SELECT FROM read.%I AS r WHERE r.network_id = $1 AND r.%I = w.item_id)',
            due.source, due.source, told[1]
        ) USING p_network, due.items;
        EXECUTE read.noting(
            due.source, format('(SELECT * FROM read.%I WHERE network_id = $1 AND %I = ANY ($2))', due.source, told[1]), told[1], told[2], told[3]
        ) USING p_network, due.items;
    END LOOP;
    RETURN true;
END
$_$;

-- Note all rows of one network in a table, and what has words there and is no row any more. In the transaction that made them again.
CREATE FUNCTION read.search_all_due(p_network uuid, p_table text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $_$
DECLARE
    told text[] := read.searched_by(p_table);
BEGIN
    IF told IS NULL THEN
        RETURN;
    END IF;
    EXECUTE read.noting_due(
        p_table,
        format(
            '(SELECT network_id, %I AS item_id FROM read.%I WHERE network_id = %L
            UNION SELECT network_id, item_id FROM read.search_words WHERE network_id = %L AND source = %L) AS every',
            told[1], p_table, p_network, p_network, p_table
        ),
        'item_id'
    );
END
$_$;

-- As before, for programs of before: the words of all rows of one network in a table, at once.
CREATE OR REPLACE FUNCTION read.search_again(p_network_id uuid, p_table text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $_$
DECLARE
    told text[] := read.searched_by(p_table);
BEGIN
    IF told IS NULL THEN
        RETURN;
    END IF;
    PERFORM read.lock_words(p_network_id);
    EXECUTE format(
        'DELETE FROM read.search_words AS w
        WHERE w.network_id = $1 AND w.source = %L
            AND NOT EXISTS (SELECT FROM read.%I AS r WHERE r.network_id = w.network_id AND r.%I = w.item_id)',
        p_table, p_table, told[1]
    ) USING p_network_id;
    EXECUTE read.noting(
        p_table, format('(SELECT * FROM read.%I WHERE network_id = %L)', p_table, p_network_id), told[1], told[2], told[3]
    );
END
$_$;

-- As before, but what stands already is noted, and its words are made once the service runs.
CREATE OR REPLACE FUNCTION read.search(p_table text, p_key text, p_naming text, p_others text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $_$
DECLARE
    calls text := format('FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows(%L, %L, %L)', p_key, p_naming, p_others);
BEGIN
    EXECUTE format('CREATE TRIGGER search_added AFTER INSERT ON read.%I REFERENCING NEW TABLE AS came %s', p_table, calls);
    EXECUTE format('CREATE TRIGGER search_changed AFTER UPDATE ON read.%I REFERENCING NEW TABLE AS came %s', p_table, calls);
    EXECUTE format('CREATE TRIGGER search_removed AFTER DELETE ON read.%I REFERENCING OLD TABLE AS gone %s', p_table, calls);
    EXECUTE read.noting_due(p_table, format('read.%I', p_table), p_key);
END
$_$;

-- As before, with the words and what is due of them.
CREATE OR REPLACE FUNCTION read.drop_versions(p_projection text, p_keep integer) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    old record;
BEGIN
    FOR old IN
        SELECT t.relname, t.version
        FROM (
            SELECT c.relname, substr(c.relname, length(p_projection) + 2)::integer AS version
            FROM pg_class c
            WHERE c.relkind = 'r' AND c.relnamespace = 'read'::regnamespace AND c.relname ~ ('^' || p_projection || '_\d+$')
        ) AS t
        JOIN read.shown_version s ON s.projection = p_projection AND t.version < s.version
        WHERE t.version <> p_keep
        ORDER BY t.version
    LOOP
        EXECUTE format('DROP TABLE read.%I', old.relname);
        DELETE FROM read.search_due d WHERE d.source = old.relname;
        DELETE FROM read.search_words w WHERE w.source = old.relname;
        DELETE FROM read.checkpoint c WHERE c.projection = p_projection AND c.version = old.version;
        RETURN NEXT old.relname;
    END LOOP;
END
$$;

RESET ROLE;
