-- No SET search_path: with it the planner could not unfold the function into the query that calls it, and use an index.
-- step: function {as_of}(moment) on {table}
CREATE FUNCTION {as_of}(moment {moment} DEFAULT {statement}) RETURNS SETOF {table} LANGUAGE sql STABLE AS $$
    SELECT v.* FROM {table} AS v WHERE {holds}
$$;
-- undo
DROP FUNCTION {as_of}({moment});
