-- name: asked
-- The words of what somebody looks for, each with its stems; those that are in every text have none in one of the two languages.
SELECT word, ts_lexize('pg_catalog.french_stem', word) AS french, ts_lexize('pg_catalog.english_stem', word) AS english
FROM regexp_split_to_table(read.plain($1), '[^[:alnum:]]+') WITH ORDINALITY AS asked (word, place)
WHERE word <> ''
ORDER BY place;

-- name: found
-- Of each table the first rows that have these words, and how many there are: those that are named so first, short names before long.
WITH either AS (
    SELECT source, item_id, named @@ $3::text::tsquery AS is_named, length(title) AS size
    FROM read.searched
    WHERE network_id = $1 AND source = ANY ($2::text[]) AND (named @@ $3::text::tsquery OR words @@ $4::text::tsquery)
),
ranked AS (
    SELECT
        source, item_id,
        row_number() OVER (PARTITION BY source ORDER BY is_named DESC, size, item_id DESC) AS place,
        count(*) OVER (PARTITION BY source) AS matches
    FROM either
)
SELECT source, item_id, matches
FROM ranked
WHERE place <= $5
ORDER BY source, place;

-- name: nearness
-- How alike words must be in this transaction: of two letters that changed places much is left of a long word, and little of a short one.
SELECT set_config('pg_trgm.word_similarity_threshold', '0.35', true);

-- name: alike
-- The rows that are named by words like these, the most alike first.
SELECT source, item_id
FROM read.searched
WHERE network_id = $1 AND source = ANY ($2::text[]) AND title OPERATOR(public.%>) ANY ($3::text[])
ORDER BY (SELECT max(public.word_similarity(word, title)) FROM unnest($3::text[]) AS word) DESC, length(title), item_id DESC
LIMIT $4;
