-- 0034_batches_after_others.sql: a batch may be sent while the one before it is still being written, decided as if that one stood.
-- It waits here for its turn and not in the network; unless that one stands exactly as it was numbered, nothing of it is looked at.
-- Safe beside the old code, which calls append_batch as ever.

-- Append a batch that was decided after another one: p_first and p_seen are the positions that the events of that one take if
-- nothing came between, p_ends the digests of its first and of its last, which no other batch has: each event has a salt of its own.
-- All of the other arguments, and the answers, are those of append_batch; ``waited`` leaves out the time for that one.
CREATE FUNCTION append_batch_after(
    p_first bigint, p_ends bytea,
    p_network uuid, p_epoch integer, p_seen bigint,
    s_stream uuid[], s_version integer[],
    n_stream integer[], n_kind text[], n_parent uuid[], n_place integer[],
    c_unit integer[], c_command uuid[], c_by uuid[], c_on_behalf_of uuid[], c_cause uuid[], c_request bytea[],
    c_outcome text[], c_at timestamptz[], c_stream integer[], c_version integer[], c_start integer[],
    r_command integer[], r_stream integer[],
    k_tag text[], k_schema smallint[], e_kind integer[], e_end integer[], p_payloads bytea, p_salts bytea, p_digests bytea
) RETURNS TABLE (ord integer, status text, outcome text, first_position bigint, last_position bigint, at timestamptz, waited double precision)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
    PERFORM 1 FROM network n WHERE n.network_id = p_network AND n.epoch = p_epoch FOR UPDATE;
    IF FOUND AND NOT (
        EXISTS (SELECT FROM event e WHERE e.network_id = p_network AND e.position = p_first AND e.digest = substr(p_ends, 1, 32))
        AND EXISTS (SELECT FROM event e WHERE e.network_id = p_network AND e.position = p_seen AND e.digest = substr(p_ends, 33)))
    THEN
        RAISE EXCEPTION 'The batch that this one follows does not stand at % to %.', p_first, p_seen USING ERRCODE = 'C2103';
    END IF;
    RETURN QUERY SELECT * FROM append_batch(
        p_network, p_epoch, p_seen, s_stream, s_version, n_stream, n_kind, n_parent, n_place,
        c_unit, c_command, c_by, c_on_behalf_of, c_cause, c_request, c_outcome, c_at, c_stream, c_version, c_start,
        r_command, r_stream, k_tag, k_schema, e_kind, e_end, p_payloads, p_salts, p_digests);
END
$$;
