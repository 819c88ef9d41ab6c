-- The content of an extended statistics object, whose row is made with it (up to 13: no expressions, which $6 counts).
UPDATE pg_statistic_ext_data
SET stxdndistinct = $3::bytea::pg_ndistinct, stxddependencies = $4::bytea::pg_dependencies,
    stxdmcv = $5::bytea::pg_mcv_list
WHERE stxoid = $1 AND NOT $2 AND $6::int > 0
