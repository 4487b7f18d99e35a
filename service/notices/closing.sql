-- name: ending
SELECT consultation.network_id, consultation.consultation_id
FROM read.consultation_list AS consultation
JOIN network USING (network_id)
WHERE network.clock = 'real'
    AND consultation.closed_at IS NULL
    AND consultation.until - ($1::timestamptz AT TIME ZONE network.time_zone)::date BETWEEN 0 AND $2
ORDER BY consultation.network_id, consultation.consultation_id
