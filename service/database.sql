-- name: has_shape
SELECT to_regclass('migration') IS NOT NULL AND has_table_privilege(to_regclass('migration'), 'SELECT')

-- name: applied
SELECT name FROM migration
