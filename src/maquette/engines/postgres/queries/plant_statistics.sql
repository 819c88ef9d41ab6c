-- Rows of pg_statistic as ANALYZE would write them (commands/analyze.c and the typanalyze functions of utils/adt), with
-- a place of its own for each kind: 1 common values, 2 histogram, 3 correlation, 4 common elements, 5 counts of
-- elements, 6 lengths and 7 bounds of ranges.
INSERT INTO pg_statistic (
    starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct,
    stakind1, stakind2, stakind3, stakind4, stakind5, staop1, staop2, staop3, staop4, staop5,
    stacoll1, stacoll2, stacoll3, stacoll4, stacoll5,
    stanumbers1, stanumbers2, stanumbers3, stanumbers4, stanumbers5,
    stavalues1, stavalues2, stavalues4, stavalues5
)
SELECT a.attrelid, a.attnum, s.inherited, s.null_fraction, s.width, s."distinct",
       kind.k1, kind.k2, kind.k3, kind.k4, kind.k5,
       CASE kind.k1 WHEN 1 THEN t.equal ELSE 0 END,
       CASE kind.k2 WHEN 2 THEN t.less WHEN 6 THEN '<(float8,float8)'::regoperator ELSE 0 END,
       CASE kind.k3 WHEN 3 THEN t.less ELSE 0 END,
       CASE kind.k4 WHEN 4 THEN coalesce(e.equal, 0) ELSE 0 END,
       CASE kind.k5 WHEN 5 THEN coalesce(e.equal, 0) ELSE 0 END,
       CASE kind.k1 WHEN 1 THEN a.attcollation ELSE 0 END,
       CASE kind.k2 WHEN 2 THEN a.attcollation ELSE 0 END,
       CASE kind.k3 WHEN 3 THEN a.attcollation ELSE 0 END,
       CASE kind.k4 WHEN 4 THEN CASE WHEN t.base = 'tsvector'::regtype THEN 'pg_catalog."default"'::regcollation
                                     ELSE a.attcollation END ELSE 0 END,
       CASE kind.k5 WHEN 5 THEN a.attcollation ELSE 0 END,
       CASE kind.k1 WHEN 1 THEN s.common_frequencies END,
       CASE kind.k2 WHEN 6 THEN ARRAY[s.range_empty_fraction] END,
       CASE kind.k3 WHEN 3 THEN ARRAY[s.correlation] END,
       CASE kind.k4 WHEN 4 THEN s.element_frequencies END,
       CASE kind.k5 WHEN 5 THEN s.element_counts END,
       CASE kind.k1 WHEN 1 THEN array_in(s.common_values::cstring, t.base, -1)
                    WHEN 7 THEN array_in(s.range_bounds::cstring, t.bounds, -1) END,
       CASE kind.k2 WHEN 2 THEN array_in(s.histogram::cstring, t.base, -1)
                    WHEN 6 THEN array_in(s.range_lengths::cstring, 'float8'::regtype, -1) END,
       CASE kind.k4 WHEN 4 THEN array_in(s.common_elements::cstring, t.element, -1) END,
       NULL
FROM planted_statistics s
JOIN pg_namespace n ON n.nspname = s.schema
JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.relation
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attribute AND a.attnum > 0 AND NOT a.attisdropped
JOIN planted_types t ON t.type = a.atttypid
LEFT JOIN planted_types e ON e.type = t.element
CROSS JOIN LATERAL (
    SELECT CASE WHEN NOT t.readable THEN 0 WHEN s.common_values IS NOT NULL THEN 1
                WHEN s.range_bounds IS NOT NULL THEN 7 ELSE 0 END AS k1,
           CASE WHEN s.histogram IS NOT NULL AND t.readable THEN 2 WHEN s.range_lengths IS NOT NULL THEN 6 ELSE 0 END AS k2,
           CASE WHEN s.correlation IS NOT NULL THEN 3 ELSE 0 END AS k3,
           CASE WHEN s.common_elements IS NOT NULL AND t.readable THEN 4 ELSE 0 END AS k4,
           CASE WHEN s.element_counts IS NOT NULL THEN 5 ELSE 0 END AS k5
) kind
WHERE s.number BETWEEN $1 AND $2
  AND NOT EXISTS (SELECT FROM pg_statistic p
                  WHERE p.starelid = a.attrelid AND p.staattnum = a.attnum AND p.stainherit = s.inherited)
