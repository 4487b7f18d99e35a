-- name: swept
-- Tables that lost or changed a row since they were vacuumed last, of those that hold texts of people.
SELECT format('VACUUM (ANALYZE, SKIP_LOCKED) %I.%I', schemaname, relname) AS sweep
FROM pg_stat_user_tables
WHERE (n_dead_tup > 0 OR n_mod_since_analyze > 0)
    AND (schemaname IN ('read', 'files') OR relname ~ '^(event_\d+|command|stream_snapshot|fold|text_update)$')
ORDER BY 1
