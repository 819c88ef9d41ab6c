-- Operator classes of users with the members that belong to the class itself.
SELECT 'operator class' AS kind, format('%I.%I USING %I', n.nspname, c.opcname, am.amname) AS name,
       format('CREATE OPERATOR CLASS %I.%I %sFOR TYPE %s USING %I FAMILY %I.%I AS %s', n.nspname, c.opcname,
              CASE WHEN c.opcdefault THEN 'DEFAULT ' ELSE '' END, format_type(c.opcintype, NULL), am.amname,
              fn.nspname, f.opfname, concat_ws(', ',
                  'STORAGE ' || format_type(nullif(c.opckeytype, 0), NULL),
                  (SELECT string_agg(format('OPERATOR %s %s', o.amopstrategy, o.amopopr::regoperator)
                              || coalesce(' FOR ORDER BY ' || quote_ident(sn.nspname) || '.' || quote_ident(s.opfname), ''),
                              ', ' ORDER BY o.amopstrategy)
                   FROM pg_depend d
                   JOIN pg_amop o ON o.oid = d.objid
                   LEFT JOIN (pg_opfamily s JOIN pg_namespace sn ON sn.oid = s.opfnamespace) ON s.oid = o.amopsortfamily
                   WHERE d.classid = 'pg_amop'::regclass AND d.refclassid = 'pg_opclass'::regclass AND d.refobjid = c.oid),
                  (SELECT string_agg(format('FUNCTION %s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, NULL),
                                            format_type(p.amprocrighttype, NULL), p.amproc::regprocedure),
                                     ', ' ORDER BY p.amprocnum)
                   FROM pg_depend d
                   JOIN pg_amproc p ON p.oid = d.objid
                   WHERE d.classid = 'pg_amproc'::regclass AND d.refclassid = 'pg_opclass'::regclass
                     AND d.refobjid = c.oid))) AS statement
FROM pg_opclass c
JOIN pg_namespace n ON n.oid = c.opcnamespace
JOIN pg_am am ON am.oid = c.opcmethod
JOIN pg_opfamily f ON f.oid = c.opcfamily
JOIN pg_namespace fn ON fn.oid = f.opfnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_opclass'::regclass AND e.objid = c.oid AND e.deptype = 'e')
