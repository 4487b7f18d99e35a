-- 0054_search_names.sql: what names an item is the beginning of its title, or of a note: looking for typing errors compares it letter by
-- letter, and of long texts that took most of a second. Safe beside the old code.

SET LOCAL ROLE club21_app;

CREATE OR REPLACE FUNCTION read.noting(p_source text, p_rows text, p_key text, p_naming text, p_others text) RETURNS text
LANGUAGE sql STABLE AS $_$
    SELECT format(
        'INSERT INTO read.searched (network_id, source, item_id, title, named, words)
        SELECT r.network_id, %L, r.%I, left(t.title, 150), read.words(left(t.title, 150)), read.words(concat_ws('' '', t.title, t.others))
        FROM %s AS r
        CROSS JOIN LATERAL (
            SELECT left(read.plain(concat_ws('' '', %s)), 100000), left(read.plain(concat_ws('' '', %s)), 100000)
        ) AS t (title, others)
        ON CONFLICT (network_id, source, item_id) DO UPDATE
        SET title = excluded.title, named = excluded.named, words = excluded.words
        WHERE searched.words <> excluded.words OR searched.title <> excluded.title',
        p_source, p_key, p_rows,
        (SELECT coalesce(string_agg(format('read.typed(r.%I)', c), ', '), '''''') FROM unnest(string_to_array(p_naming, ',')) AS c),
        (SELECT coalesce(string_agg(format('read.typed(r.%I)', c), ', '), '''''') FROM unnest(string_to_array(p_others, ',')) AS c)
    )
$_$;

UPDATE read.searched SET title = left(title, 150), named = read.words(left(title, 150)) WHERE length(title) > 150;

RESET ROLE;
