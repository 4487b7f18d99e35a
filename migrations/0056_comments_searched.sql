-- 0056_comments_searched.sql: comments are searched like notes. Safe beside the old code, which writes none.

SET LOCAL ROLE club21_app;

SELECT read.search('comment_list_1', 'comment_id', 'text', '');

RESET ROLE;
