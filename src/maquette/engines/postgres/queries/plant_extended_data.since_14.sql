-- The content of an extended statistics object, whose row is made with it (up to 14: never over children). Statistics of
-- its expressions are those of the sample's columns from $6 on: rows of pg_statistic, kept as an array.
UPDATE pg_statistic_ext_data
SET stxdndistinct = $3::bytea::pg_ndistinct, stxddependencies = $4::bytea::pg_dependencies,
    stxdmcv = $5::bytea::pg_mcv_list,
    stxdexpr = (SELECT array_agg(s ORDER BY s.staattnum) FROM pg_statistic s
                WHERE s.starelid = 'pg_temp.planted_sample'::regclass AND s.staattnum >= $6)
WHERE stxoid = $1 AND NOT $2
