-- name: guarantees
SELECT
    rolsuper AS superuser,
    pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = 'event'::regclass), 'USAGE') AS owner
FROM pg_roles
WHERE rolname = current_user
