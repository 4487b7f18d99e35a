-- 0038_redaction_within.sql: a redaction reaches texts that are a part of a value of several: what was answered to a question of a
-- questionnaire (answers.<question>.text), and why a programme leaves an action out (left_out.0.why). Safe beside the old code, which
-- names no such field. Keys of every other field may hold dots of their own, as before.

CREATE OR REPLACE FUNCTION field_path(field text) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN field ~ '^(answers|left_out)\.[^.]+\.(text|why)$' THEN string_to_array(field, '.')
        WHEN strpos(field, '.') = 0 THEN ARRAY[field]
        ELSE ARRAY[split_part(field, '.', 1), substr(field, strpos(field, '.') + 1)]
    END
$$;
