-- 0066_search_rebuilt.sql: rows that are made again keep their words until these are made again, too, in a transaction of their own: to make
-- the words of many rows takes the database many times what the rows do. Safe beside the old code, which makes both at once.

SET LOCAL ROLE club21_app;

-- As before, but for who says that words come later.
CREATE OR REPLACE FUNCTION read.search_follows() RETURNS trigger
LANGUAGE plpgsql AS $_$
BEGIN
    IF current_setting('club21.words_later', true) = 'on' THEN
        RETURN NULL;
    ELSIF TG_OP = 'DELETE' THEN
        EXECUTE format(
            'DELETE FROM read.searched AS s USING gone AS g WHERE s.network_id = g.network_id AND s.source = %L AND s.item_id = g.%I',
            TG_TABLE_NAME, TG_ARGV[0]
        );
    ELSIF EXISTS (SELECT FROM came) THEN
        EXECUTE read.noting(TG_TABLE_NAME, 'came', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]);
    END IF;
    RETURN NULL;
END
$_$;

-- The words of all rows of one network in a table, as the rows stand; nothing, where it is not searched.
CREATE FUNCTION read.search_again(p_network_id uuid, p_table text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $_$
DECLARE
    args text[];
BEGIN
    SELECT string_to_array(encode(tgargs, 'escape'), '\000') INTO args
    FROM pg_trigger
    WHERE tgrelid = format('read.%I', p_table)::regclass AND tgname = 'search_added';
    IF args IS NULL THEN
        RETURN;
    END IF;
    EXECUTE format(
        'DELETE FROM read.searched AS s
        WHERE s.network_id = $1 AND s.source = %L
            AND NOT EXISTS (SELECT FROM read.%I AS r WHERE r.network_id = s.network_id AND r.%I = s.item_id)',
        p_table, p_table, args[1]
    ) USING p_network_id;
    EXECUTE read.noting(
        p_table, format('(SELECT * FROM read.%I WHERE network_id = %L)', p_table, p_network_id), args[1], args[2], args[3]
    );
END
$_$;

RESET ROLE;
