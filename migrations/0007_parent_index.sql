-- 0007_parent_index.sql: only streams that have a parent stand in the index by parent. After 0006_log_views.sql.
--
-- With all of them in it, the planner looked up one stream's parent through it where statistics were older than the
-- network: every stream of the network was read for each event, and a page of a log took a second.

DROP INDEX stream_parent;
CREATE INDEX stream_parent ON stream (network_id, parent) WHERE parent IS NOT NULL;
