-- The list of common combinations that ANALYZE made of the sample, and what is in it.
SELECT d.stxdmcv::bytea AS stored,
       (SELECT json_agg(i.values ORDER BY i.index) FROM pg_mcv_list_items(d.stxdmcv) i) AS items
FROM pg_statistic_ext s
JOIN pg_statistic_ext_data d ON d.stxoid = s.oid
WHERE s.stxrelid = 'pg_temp.planted_sample'::regclass
