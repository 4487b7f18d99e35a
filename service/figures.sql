-- name: figures
-- Of one plan ($2) or of the whole network, on a day ($3): for each of these audiences ($4) the figures of what it may see.
-- Rows of an item that is kept to some people are theirs alone, and the auditors'; so a person is told the sum of the lanes they are in.
WITH RECURSIVE versions AS MATERIALIZED (  -- read from the catalogue, which takes longer than all else where it is read for each projection
    SELECT projection, version FROM read.shown_version
), stands AS (
    SELECT min(c.position) AS pos, max(c.position) AS reaches,
        min(c.position) FILTER (WHERE c.projection IN ('restricted_items', 'item_places')) AS guarded
    FROM read.checkpoint c
    JOIN versions s ON s.projection = c.projection AND s.version = c.version
    WHERE c.network_id = $1 AND c.projection = ANY ($5)
), naming AS (
    SELECT item_id, parties FROM read.restricted_items WHERE network_id = $1 AND parties <> '{}'
    UNION ALL
    SELECT item_id, parties FROM read.item_places WHERE network_id = $1 AND parties <> '{}'
), kept AS (  -- an item once for each list of people that it, or what it lies within, is kept to
    SELECT item_id, parties FROM naming
    UNION ALL
    SELECT p.item_id, k.parties
    FROM kept k
    JOIN read.item_places p ON p.network_id = $1 AND p.within_id = k.item_id
), named AS (  -- who is on every one of these lists
    SELECT k.item_id, one.person_id
    FROM kept k
    CROSS JOIN LATERAL (SELECT DISTINCT unnest(k.parties) AS person_id) AS one
    GROUP BY k.item_id, one.person_id
    HAVING count(*) = (SELECT count(*) FROM kept o WHERE o.item_id = k.item_id)
), kept_items AS (
    SELECT DISTINCT item_id FROM kept
), shown AS (  -- the audiences of what is kept
    SELECT item_id, 'person:' || person_id AS audience FROM named WHERE 'person:' || person_id = ANY ($4)
    UNION ALL
    SELECT item_id, 'auditors' FROM kept_items WHERE 'auditors' = ANY ($4)
), everyone AS (  -- the audiences of all else
    SELECT audience FROM unnest($4::text[]) AS wanted (audience) WHERE audience IN ('network', 'auditors')
), cards AS (
    SELECT coalesce(s.audience, e.audience) AS audience, a.status, a.aims, a.funders, a.budget_planned, a.budget_actual,
        CASE WHEN $2::uuid IS NULL THEN a.plan_id WHEN b.plan_id = a.plan_id AND NOT b.withdrawn THEN b.axis_id ELSE a.axis_id END AS part,
        a.ends_on < $3::date AND NOT a.continuous AND a.status NOT IN ('done', 'abandoned') AS late
    FROM read.plan_board a
    JOIN read.plan_list l ON l.network_id = $1 AND l.plan_id = a.plan_id AND ($2::uuid IS NOT NULL OR NOT l.withdrawn)
    LEFT JOIN read.plan_board b ON b.network_id = $1 AND b.action_id = a.parent_id  -- found by its key alone: with its plan all of that are read
    LEFT JOIN kept_items k ON k.item_id = a.action_id
    LEFT JOIN shown s ON s.item_id = k.item_id
    LEFT JOIN everyone e ON k.item_id IS NULL
    WHERE a.network_id = $1 AND ($2::uuid IS NULL OR a.plan_id = $2) AND NOT a.withdrawn
), parts AS (
    SELECT audience, coalesce(part::text, 'none') AS part, status, aims, late, budget_planned, budget_actual
    FROM cards
), funding AS (  -- a name may hold what parts of a key are told apart by
    SELECT c.audience, (one.given ->> 'amount')::bigint AS amount,
        replace(replace(replace(replace(replace(one.name, '%', '%25'), '.', '%2E'), ',', '%2C'), '*', '%2A'), '/', '%2F') AS name
    FROM cards c
    CROSS JOIN LATERAL jsonb_each(c.funders) AS one (name, given)
), counted AS (
    SELECT audience, 'status.' || part || '.' || status AS key, count(*) AS value FROM parts GROUP BY audience, part, status
    UNION ALL
    SELECT audience, 'late.' || part, count(*) FROM parts WHERE late GROUP BY audience, part
    UNION ALL
    SELECT audience, 'planned.' || part, sum(budget_planned)::bigint FROM parts GROUP BY audience, part
    UNION ALL
    SELECT audience, 'actual.' || part, sum(budget_actual)::bigint FROM parts GROUP BY audience, part
    UNION ALL
    SELECT audience, 'priced.' || part, count(budget_planned) FROM parts GROUP BY audience, part
    UNION ALL
    SELECT audience, 'aim.' || part || '.' || coalesce(aim, 'none'), count(*)
    FROM parts
    LEFT JOIN unnest(aims) AS one (aim) ON true
    GROUP BY audience, part, aim
    UNION ALL
    SELECT audience, 'funded.' || name, sum(amount)::bigint FROM funding GROUP BY audience, name
    UNION ALL
    SELECT audience, 'funding.' || name, count(*) FROM funding GROUP BY audience, name
    UNION ALL
    SELECT coalesce(s.audience, e.audience), 'conflicts', count(*)
    FROM read.conflict_inbox c
    LEFT JOIN kept_items k ON k.item_id = c.stream_id
    LEFT JOIN shown s ON s.item_id = k.item_id
    LEFT JOIN everyone e ON k.item_id IS NULL
    WHERE c.network_id = $1 AND c.settled_at IS NULL AND ($2::uuid IS NULL OR c.plan_id = $2)
    GROUP BY 1
    UNION ALL
    SELECT coalesce(s.audience, e.audience), 'decisions_late', count(*)
    FROM read.meeting_decisions d
    LEFT JOIN kept_items k ON k.item_id = d.action_id
    LEFT JOIN shown s ON s.item_id = k.item_id
    LEFT JOIN everyone e ON k.item_id IS NULL
    WHERE d.network_id = $1 AND d.finished_at IS NULL AND NOT d.withdrawn AND d.due_on < $3::date AND ($2::uuid IS NULL OR d.plan_id = $2)
    GROUP BY 1
    UNION ALL
    SELECT e.audience, one.key, one.value
    FROM everyone e
    CROSS JOIN (
        SELECT 'opinions_asked' AS key, sum(cardinality(c.authority_ids))::bigint AS value
        FROM read.consultation_list c
        WHERE c.network_id = $1 AND c.closed_at IS NULL AND ($2::uuid IS NULL OR c.plan_id = $2)
        UNION ALL
        SELECT 'opinions_given', count(*)
        FROM read.consultation_opinions o
        JOIN read.consultation_list c ON c.network_id = $1 AND c.consultation_id = o.consultation_id AND c.closed_at IS NULL
        WHERE o.network_id = $1 AND o.authority_id = ANY (c.authority_ids) AND ($2::uuid IS NULL OR c.plan_id = $2)
        UNION ALL
        SELECT 'members', count(*) FROM read.member_list WHERE network_id = $1 AND left_at IS NULL AND $2::uuid IS NULL
        UNION ALL
        SELECT 'workshops', count(*) FROM read.workshop_list WHERE network_id = $1 AND closed_at IS NULL AND $2::uuid IS NULL
        UNION ALL
        SELECT 'contributions', count(*)
        FROM read.workshop_board b
        JOIN read.workshop_list w ON w.network_id = $1 AND w.workshop_id = b.workshop_id AND w.closed_at IS NULL
        WHERE b.network_id = $1 AND NOT b.withdrawn AND $2::uuid IS NULL
        UNION ALL
        SELECT 'meetings_held', count(*)
        FROM read.meeting_list
        WHERE network_id = $1 AND standing <> 'called_off' AND held_on BETWEEN date_trunc('year', $3::date)::date AND $3::date AND $2::uuid IS NULL
    ) AS one
)
SELECT stands.pos, stands.reaches, stands.guarded, counted.audience, counted.key, counted.value
FROM stands
LEFT JOIN counted ON counted.value <> 0 AND counted.audience IS NOT NULL;
