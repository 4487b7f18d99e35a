-- 0053_search.sql: what people search, kept level with the read tables by the database itself: whatever writes one of these, a program of
-- before, a rebuild or a redaction, writes its words here in the same transaction. Safe beside the old code, which only writes slower;
-- what stands already is read once, for some seconds where there are many rows.

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;

SET LOCAL ROLE club21_app;

-- A text as it is searched: no accents and no capitals, and nothing that makes one word of several, or none of what is one. Replacing
-- one sign after the other takes a tenth of the time of a pattern.
CREATE FUNCTION read.plain(p_text text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT replace(replace(replace(replace(replace(replace(replace(
        lower(public.unaccent('public.unaccent'::regdictionary, p_text)), '-', ' '), '/', ' '), '.', ' '), '_', ' '), '<', ' '), '&', ' '), '+', ' ')
$$;

-- The words of such a text as they are written: what they end in is seen to by who looks for them.
CREATE FUNCTION read.words(p_plain text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT strip(to_tsvector('pg_catalog.simple', p_plain))
$$;

-- What people typed in a column: a text, a list of them, or a document; of one with keys that people name, these too. Ids are no words.
CREATE FUNCTION read.typed(p_text text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_text
$$;

CREATE FUNCTION read.typed(p_texts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_string(p_texts, ' ')
$$;

CREATE FUNCTION read.typed(p_document jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(told.word, ' ')
    FROM (
        SELECT found #>> '{}' FROM jsonb_path_query(p_document, 'strict $.** ? (@.type() == "string")') AS found
        UNION ALL
        SELECT jsonb_object_keys(CASE jsonb_typeof(p_document) WHEN 'object' THEN p_document ELSE '{}' END)
    ) AS told (word)
    WHERE told.word !~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$'
$$;

-- One row for each row of a table that is searched: the words of what names it, and all of its words. ``source`` is that table.
CREATE TABLE read.searched (
    network_id uuid NOT NULL,
    source text NOT NULL,
    item_id uuid NOT NULL,
    title text NOT NULL,
    named tsvector NOT NULL,
    words tsvector NOT NULL,
    CONSTRAINT searched_pk PRIMARY KEY (network_id, source, item_id)
) WITH (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
CREATE INDEX searched_named ON read.searched USING gin (network_id, named);
CREATE INDEX searched_words ON read.searched USING gin (network_id, words);
CREATE INDEX searched_title ON read.searched USING gin (network_id, title public.gin_trgm_ops);  -- for typing errors

-- What lays the words of some rows into what is searched: by their key, the columns that name a row, and the others.
CREATE FUNCTION read.noting(p_source text, p_rows text, p_key text, p_naming text, p_others text) RETURNS text
LANGUAGE sql STABLE AS $_$
    SELECT format(
        'INSERT INTO read.searched (network_id, source, item_id, title, named, words)
        SELECT r.network_id, %L, r.%I, t.title, read.words(t.title), read.words(concat_ws('' '', t.title, t.others))
        FROM %s AS r
        CROSS JOIN LATERAL (
            SELECT left(read.plain(concat_ws('' '', %s)), 500), left(read.plain(concat_ws('' '', %s)), 100000)
        ) AS t (title, others)
        ON CONFLICT (network_id, source, item_id) DO UPDATE
        SET title = excluded.title, named = excluded.named, words = excluded.words
        WHERE searched.words <> excluded.words OR searched.title <> excluded.title',
        p_source, p_key, p_rows,
        (SELECT coalesce(string_agg(format('read.typed(r.%I)', c), ', '), '''''') FROM unnest(string_to_array(p_naming, ',')) AS c),
        (SELECT coalesce(string_agg(format('read.typed(r.%I)', c), ', '), '''''') FROM unnest(string_to_array(p_others, ',')) AS c)
    )
$_$;

CREATE FUNCTION read.search_follows() RETURNS trigger
LANGUAGE plpgsql AS $_$
BEGIN
    IF TG_OP = 'DELETE' THEN
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

-- From now on, search a table of a projection: by its key, the columns that name a row, and the others. service/searched.py lists the same.
CREATE FUNCTION read.search(p_table text, p_key text, p_naming text, p_others text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $_$
DECLARE
    calls text := format('FOR EACH STATEMENT EXECUTE FUNCTION read.search_follows(%L, %L, %L)', p_key, p_naming, p_others);
BEGIN
    EXECUTE format('CREATE TRIGGER search_added AFTER INSERT ON read.%I REFERENCING NEW TABLE AS came %s', p_table, calls);
    EXECUTE format('CREATE TRIGGER search_changed AFTER UPDATE ON read.%I REFERENCING NEW TABLE AS came %s', p_table, calls);
    EXECUTE format('CREATE TRIGGER search_removed AFTER DELETE ON read.%I REFERENCING OLD TABLE AS gone %s', p_table, calls);
    EXECUTE read.noting(p_table, format('read.%I', p_table), p_key, p_naming, p_others);
END
$_$;

SELECT read.search(wanted.source, wanted.key, wanted.naming, wanted.others)
FROM (
    VALUES
        ('plan_list_1', 'plan_id', 'title', 'description'),
        ('axis_list_1', 'axis_id', 'title', 'description'),
        ('phase_calendar_1', 'phase_id', 'title', ''),
        (
            'plan_board_1', 'action_id', 'code,title',
            'description,objectives,lead,lead_service,co_leads,partners,governance,resources,calendar,status_reason,funders,notes,extra'
        ),
        ('note_list_1', 'note_id', 'text', ''),
        ('idea_list_1', 'idea_id', 'title', 'text,heard,standing_reason'),
        ('finding_list_1', 'finding_id', 'text', 'theme,source,standing_reason'),
        ('process_steps_1', 'step_id', 'title', ''),
        ('process_resolutions_1', 'resolution_id', 'title', 'reference,council,provider'),
        ('process_sessions_1', 'session_id', 'title', ''),
        ('moment_list_1', 'moment_id', 'title', 'description'),
        ('body_list_1', 'body_id', 'name', 'theme,mandate'),
        ('member_list_1', 'authority_id', 'name', 'siren,insee_code'),
        ('directory_2', 'authority_id', '', 'traits,needs,initiative,particulars'),
        ('skill_list_1', 'skill_id', 'name', 'evidence'),
        ('meeting_list_1', 'meeting_id', 'title', 'place,themes,programme,why_off'),
        ('meeting_agenda_1', 'item_id', 'title', ''),
        ('meeting_decisions_1', 'decision_id', 'text', ''),
        ('meeting_series_list_1', 'series_id', 'title', ''),
        ('meeting_theme_list_1', 'theme_id', 'title', 'why'),
        ('minutes_list_1', 'minutes_id', 'title', ''),
        ('minutes_sections_1', 'section_id', 'heading', 'text'),
        ('workshop_list_2', 'workshop_id', 'title', 'question'),
        ('workshop_board_2', 'contribution_id', 'action', 'objective,orientation,group_name'),
        ('synthesis_list_1', 'synthesis_id', 'title', ''),
        ('synthesis_clusters_2', 'cluster_id', 'title', 'summary,why_aside'),
        ('questionnaire_list_1', 'questionnaire_id', 'title', 'introduction'),
        ('questionnaire_questions_1', 'question_id', 'text', 'choices'),
        ('consultation_list_1', 'consultation_id', 'title', 'question,why_closed'),
        ('mentor_list_1', 'offer_id', 'themes', ''),
        ('mentoring_circle_1', 'mentorship_id', 'need', 'themes,charter,exchanges,goals,reason'),
        ('mentoring_journal_1', 'note_id', 'text', ''),
        ('question_list_1', 'question_id', 'text', 'theme,answers'),
        ('support_file_list_1', 'file_id', 'need', 'reason,tools')
) AS wanted (source, key, naming, others);

-- As before, and what was searched of a table goes with it.
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
        DELETE FROM read.searched s WHERE s.source = old.relname;
        DELETE FROM read.checkpoint c WHERE c.projection = p_projection AND c.version = old.version;
        RETURN NEXT old.relname;
    END LOOP;
END
$$;

RESET ROLE;
