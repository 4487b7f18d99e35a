-- 0009_shown_versions.sql: turn a view to another version of its table, once that one is level for every network, and drop
-- versions that nobody needs any more. Safe beside the old code, which does neither.

SET LOCAL ROLE club21_app;

-- Which version of each projection its view shows.
CREATE VIEW read.shown_version AS
SELECT v.relname::text AS projection, substr(t.relname, length(v.relname) + 2)::integer AS version
FROM pg_class AS v
JOIN pg_rewrite AS r ON r.ev_class = v.oid
JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid = 1
JOIN pg_class AS t ON t.oid = d.refobjid AND t.relnamespace = v.relnamespace AND t.relkind = 'r'
WHERE v.relkind = 'v' AND v.relnamespace = 'read'::regnamespace AND t.relname ~ ('^' || v.relname || '_\d+$');

-- Let the view of a projection show this version. Where networks are behind what is shown now, nothing changes and they are named.
-- The view keeps its owner, whoever calls, and those who may read it may read it still.
CREATE FUNCTION read.show_version(p_projection text, p_version integer) RETURNS SETOF uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    shown integer;
    readers text[];
    reader text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('read.' || p_projection));
    SELECT s.version INTO shown FROM read.shown_version s WHERE s.projection = p_projection;
    RETURN QUERY
    SELECT old.network_id
    FROM read.checkpoint old
    LEFT JOIN read.checkpoint new
        ON new.network_id = old.network_id AND new.projection = old.projection AND new.version = p_version
    WHERE old.projection = p_projection AND old.version = shown AND coalesce(new.position, 0) < old.position
    ORDER BY old.network_id;
    IF FOUND OR shown = p_version THEN
        RETURN;
    END IF;
    SELECT array_agg(format('GRANT %s ON read.%I TO %s', a.privilege_type, p_projection,
        CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)) INTO readers
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
    WHERE c.oid = to_regclass(format('read.%I', p_projection)) AND a.grantee <> c.relowner;
    EXECUTE format('DROP VIEW IF EXISTS read.%I', p_projection);
    EXECUTE format('CREATE VIEW read.%I AS SELECT * FROM read.%I', p_projection, p_projection || '_' || p_version);
    FOREACH reader IN ARRAY coalesce(readers, '{}') LOOP
        EXECUTE reader;
    END LOOP;
END
$$;

-- Drop the tables of versions before the one that is shown, but for p_keep, which somebody may still write; their names.
CREATE FUNCTION read.drop_versions(p_projection text, p_keep integer) RETURNS SETOF text
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
        DELETE FROM read.checkpoint c WHERE c.projection = p_projection AND c.version = old.version;
        RETURN NEXT old.relname;
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION read.show_version(text, integer), read.drop_versions(text, integer) FROM PUBLIC;

CREATE INDEX checkpoint_parked ON read.checkpoint (network_id) WHERE parked_position IS NOT NULL;  -- health asks often, and most often finds none

RESET ROLE;
