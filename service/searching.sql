-- name: asked
-- The words of what somebody looks for, each with its stems; those that are in every text have none in one of the two languages.
SELECT word, ts_lexize('pg_catalog.french_stem', word) AS french, ts_lexize('pg_catalog.english_stem', word) AS english
FROM regexp_split_to_table(read.plain($1), '[^[:alnum:]]+') WITH ORDINALITY AS asked (word, place)
WHERE word <> ''
ORDER BY place;

-- name: found
-- Of each table the first rows that have these words, and how many there are: those that are named so first, short names before long.
WITH either AS MATERIALIZED (
    SELECT source, item_id, length(title) + CASE WHEN named @@ $3::text::tsquery THEN 0 ELSE 1000 END AS place
    FROM read.searched
    WHERE network_id = $1 AND source = ANY ($2::text[]) AND (named @@ $3::text::tsquery OR words @@ $4::text::tsquery)
),
counted AS (
    SELECT source, count(*) AS matches
    FROM either
    GROUP BY source
)
SELECT counted.source, first.item_id, counted.matches
FROM counted
CROSS JOIN LATERAL (
    SELECT item_id, place
    FROM either
    WHERE either.source = counted.source
    ORDER BY place, item_id DESC
    LIMIT $5
) AS first
ORDER BY counted.source, first.place;

-- name: nearness
-- How much of a word must stand in a name, in this transaction, to be taken for it.
SELECT set_config('pg_trgm.word_similarity_threshold', $1, true);

-- name: alike
-- The rows that are named by a word like this one, the most alike first.
SELECT source, item_id
FROM read.searched
WHERE network_id = $1 AND source = ANY ($2::text[]) AND title OPERATOR(public.%>) $3
ORDER BY public.word_similarity($3, title) DESC, length(title), item_id DESC
LIMIT $4;
