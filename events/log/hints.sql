-- name: say
SELECT pg_notify($1, $2);
