-- name: asked
-- The words of what somebody looks for, each with its stems; those that are in every text have none in one of the two languages.
SELECT word, ts_lexize('pg_catalog.french_stem', word) AS french, ts_lexize('pg_catalog.english_stem', word) AS english
FROM regexp_split_to_table(read.plain($1), '[^[:alnum:]]+') WITH ORDINALITY AS asked (word, place)
WHERE word <> ''
ORDER BY place;

-- name: by_index
-- What is found stands in indexes: where a word is in every other text, the planner might read all of them, in this transaction.
SELECT set_config('enable_seqscan', 'off', true);

-- name: found
-- Of each table the first rows that have these words, one more than are asked for where there are more: those that are named so first,
-- short names before long. Of the others as many as come: reading all texts to put them in order would take longer than anyone waits.
WITH named AS (
    SELECT source, item_id, row_number() OVER (PARTITION BY source COLLATE "C" ORDER BY length(title), item_id DESC) AS place
    FROM read.search_words
    WHERE network_id = $1 AND source = ANY ($2::text[]) AND named @@ $3::text::tsquery
),
met AS MATERIALIZED (
    SELECT source, item_id
    FROM read.search_words
    WHERE network_id = $1 AND source = ANY ($2::text[]) AND words @@ $4::text::tsquery
    LIMIT 50 * $5::bigint
),
told AS (
    SELECT source, item_id, row_number() OVER (PARTITION BY source COLLATE "C") AS place
    FROM met
    UNION ALL
    -- A word that more have than that is soon met in any table: each is read in its order until there are enough, and not by the index.
    SELECT short.source, next.item_id, next.place
    FROM unnest($2::text[]) AS short (source)
    CROSS JOIN LATERAL (
        SELECT w.item_id, row_number() OVER () AS place
        FROM read.search_words AS w
        WHERE w.network_id = $1 AND w.source = short.source AND (w.words @@ $4::text::tsquery) IS TRUE
        LIMIT 2 * ($5::bigint + 1)
    ) AS next
    WHERE (SELECT count(*) FROM met) = 50 * $5::bigint
        AND (SELECT count(*) FROM met WHERE met.source = short.source) <= 2 * $5::bigint
),
either AS (
    SELECT source, item_id, min(place) AS place
    FROM (
        SELECT source, item_id, place FROM named WHERE place <= $5::bigint + 1
        UNION ALL
        SELECT source, item_id, place + $5::bigint + 1 FROM told WHERE place <= 2 * ($5::bigint + 1)
    ) AS first
    GROUP BY source, item_id
)
SELECT source, item_id
FROM (SELECT source, item_id, row_number() OVER (PARTITION BY source ORDER BY place) AS place FROM either) AS placed
WHERE place <= $5::bigint + 1
ORDER BY source, place;

-- name: near
-- The words of names that are most like each of these: of those that begin with the same letter.
SELECT asked.word AS asked, near.word
FROM unnest($2::text[]) AS asked (word)
CROSS JOIN LATERAL (
    SELECT n.word
    FROM read.search_names AS n
    WHERE n.network_id = $1 AND n.word >= left(asked.word, 1) AND n.word < left(asked.word, 1) || chr(1114111)
        AND length(n.word) >= length(asked.word) - 2
    ORDER BY public.word_similarity(asked.word, n.word) DESC, length(n.word)
    LIMIT $3
) AS near;
