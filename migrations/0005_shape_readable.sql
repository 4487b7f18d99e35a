-- 0005_shape_readable.sql: the service may see which migrations its database has, so that it starts without the owner's
-- address when there is nothing to do. Safe beside the old code, which does not look.

GRANT SELECT ON migration TO club21_app;
