-- 0068_search_names.sql: for typing errors, the words of which names are made stand once for each network: who mistypes one is looked up among
-- some thousands of words, and not in a hundred thousand names. The index of all three letters in a row, of which those were looked up, was
-- half of what it took to make words. And attached files are searched by what they are called.
--
-- Safe beside the old code, which goes on looking for typing errors name by name, some tenths of a second longer where there are many.

SET LOCAL ROLE club21_app;

CREATE TABLE read.search_names (
    network_id uuid NOT NULL,
    word text COLLATE "C" NOT NULL,
    CONSTRAINT search_names_pk PRIMARY KEY (network_id, word)
) WITH (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);

-- A word goes with the last name that has it, at once: it may have been redacted. Who writes words of a network does so alone.
CREATE FUNCTION read.names_follow() RETURNS trigger
LANGUAGE plpgsql AS $_$
DECLARE
    words text := 'SELECT DISTINCT r.network_id, one.word FROM %s AS r CROSS JOIN LATERAL unnest(tsvector_to_array(r.named)) AS one (word)';
    came text := format(words, 'came');
    gone text := format(words, 'gone');
BEGIN
    IF TG_OP <> 'DELETE' THEN
        EXECUTE format('INSERT INTO read.search_names (network_id, word) %s ON CONFLICT DO NOTHING', came);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        EXECUTE format(
            'DELETE FROM read.search_names AS n
            USING (%s) AS lost
            WHERE n.network_id = lost.network_id AND n.word = lost.word
                AND NOT EXISTS (
                    SELECT
                    FROM read.search_words AS w
                    WHERE w.network_id = n.network_id AND w.named @@ array_to_tsvector(ARRAY[n.word])::text::tsquery
                )',
            CASE TG_OP WHEN 'UPDATE' THEN gone || ' EXCEPT ' || came ELSE gone END
        );
    END IF;
    RETURN NULL;
END
$_$;

CREATE TRIGGER names_added AFTER INSERT ON read.search_words REFERENCING NEW TABLE AS came
FOR EACH STATEMENT EXECUTE FUNCTION read.names_follow();
CREATE TRIGGER names_changed AFTER UPDATE ON read.search_words REFERENCING OLD TABLE AS gone NEW TABLE AS came
FOR EACH STATEMENT EXECUTE FUNCTION read.names_follow();
CREATE TRIGGER names_removed AFTER DELETE ON read.search_words REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION read.names_follow();

INSERT INTO read.search_names (network_id, word)
SELECT DISTINCT w.network_id, one.word
FROM read.search_words AS w
CROSS JOIN LATERAL unnest(tsvector_to_array(w.named)) AS one (word);

DROP INDEX read.search_words_title;

SELECT read.search('attachment_list_1', 'attachment_id', 'title,name', '');

RESET ROLE;
