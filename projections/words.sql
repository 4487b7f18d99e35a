-- name: due
SELECT max(due_id) FROM read.search_due WHERE network_id = $1;

-- name: make
SELECT read.make_words($1, $2);

-- name: networks
SELECT DISTINCT network_id FROM read.search_due;

-- name: noted
SET LOCAL club21.words_later = 'noted';

-- name: noted_at_the_end
SET LOCAL club21.words_later = 'on';

-- name: all_due
SELECT read.search_all_due($1, $2);
