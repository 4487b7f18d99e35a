-- 0050_figures_of_members.sql: when a person, or somebody on behalf of a member, last did something is found without reading all that
-- happened; and what made actions count otherwise without reading all of their texts. Safe beside the old code, which only writes slower.

SET LOCAL ROLE club21_app;

CREATE INDEX recent_activity_1_by ON read.recent_activity_1 (network_id, by, position);
CREATE INDEX recent_activity_1_on_behalf_of ON read.recent_activity_1 (network_id, on_behalf_of, position) WHERE on_behalf_of IS NOT NULL;

RESET ROLE;
