-- name: alone
SELECT pg_advisory_lock(2121)

-- name: roles
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'club21_app') THEN
        CREATE ROLE club21_app NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'club21_redactor') THEN
        CREATE ROLE club21_redactor NOLOGIN;  -- a restored database remembers its migrations, and so does not run the one that makes it
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'club21') THEN
        CREATE ROLE club21 LOGIN;
    END IF;
    GRANT club21_app TO club21;
    -- On the role, since a pooler between refuses them as start-up settings. A client that hangs frees its network's line within seconds.
    ALTER ROLE club21 SET lock_timeout = '2s';
    ALTER ROLE club21 SET statement_timeout = '5s';
    ALTER ROLE club21 SET idle_in_transaction_session_timeout = '5s';
    ALTER ROLE club21 SET client_connection_check_interval = '1s';
    -- A generic plan locks every partition of the log from the sixth execution on.
    ALTER ROLE club21 SET plan_cache_mode = 'force_custom_plan';
END
$$

-- name: has_database
SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'club21')

-- name: create_database
CREATE DATABASE club21

-- name: remember_password
SELECT set_config('club21.password', $1, false)

-- name: reader
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'club21_reader') THEN
        CREATE ROLE club21_reader LOGIN CONNECTION LIMIT 20;
    END IF;
    ALTER ROLE club21_reader SET default_transaction_read_only = 'on';
    ALTER ROLE club21_reader SET statement_timeout = '60s';
    EXECUTE format('ALTER ROLE club21_reader PASSWORD %L', current_setting('club21.password'));
END
$$

-- name: readable
DO $$
BEGIN
    -- Schema read and nothing else: without this line a dashboard could show names, sessions and sign-in links.
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'club21_reader') AND EXISTS (SELECT FROM pg_namespace WHERE nspname = 'read') THEN
        GRANT USAGE ON SCHEMA read TO club21_reader;
        GRANT SELECT ON ALL TABLES IN SCHEMA read TO club21_reader;
        ALTER DEFAULT PRIVILEGES FOR ROLE postgres, club21_app, club21 IN SCHEMA read GRANT SELECT ON TABLES TO club21_reader;
    END IF;
END
$$
