-- The content of an extended statistics object. Statistics of its expressions are those of the sample's columns from
-- $6 on: rows of pg_statistic, kept as an array.
INSERT INTO pg_statistic_ext_data (stxoid, stxdinherit, stxdndistinct, stxddependencies, stxdmcv, stxdexpr)
SELECT $1, $2, $3::bytea::pg_ndistinct, $4::bytea::pg_dependencies, $5::bytea::pg_mcv_list,
       (SELECT array_agg(s ORDER BY s.staattnum) FROM pg_statistic s
        WHERE s.starelid = 'pg_temp.planted_sample'::regclass AND s.staattnum >= $6)
