-- Which relations a view reads.
SELECT DISTINCT r.ev_class AS view, d.refobjid AS relation
FROM pg_rewrite r
JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
     AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
WHERE r.rulename = '_RETURN' AND r.ev_class >= 16384
