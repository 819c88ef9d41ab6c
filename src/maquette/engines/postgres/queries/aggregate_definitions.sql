-- Aggregates as the statement that would create them.
SELECT o.oid,
       format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname,
              CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END,
              concat_ws(', ',
                  'SFUNC = ' || a.aggtransfn::regproc,
                  'STYPE = ' || format_type(a.aggtranstype, NULL),
                  'SSPACE = ' || nullif(a.aggtransspace, 0),
                  'FINALFUNC = ' || nullif(a.aggfinalfn::oid, 0)::regproc,
                  CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                  CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC_MODIFY = ' || modify.word[strpos('rsw', a.aggfinalmodify)] END,
                  'COMBINEFUNC = ' || nullif(a.aggcombinefn::oid, 0)::regproc,
                  'SERIALFUNC = ' || nullif(a.aggserialfn::oid, 0)::regproc,
                  'DESERIALFUNC = ' || nullif(a.aggdeserialfn::oid, 0)::regproc,
                  'INITCOND = ' || quote_literal(a.agginitval),
                  'MSFUNC = ' || nullif(a.aggmtransfn::oid, 0)::regproc,
                  'MINVFUNC = ' || nullif(a.aggminvtransfn::oid, 0)::regproc,
                  'MSTYPE = ' || format_type(nullif(a.aggmtranstype, 0), NULL),
                  'MSSPACE = ' || nullif(a.aggmtransspace, 0),
                  'MFINALFUNC = ' || nullif(a.aggmfinalfn::oid, 0)::regproc,
                  CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
                  CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC_MODIFY = ' || modify.word[strpos('rsw', a.aggmfinalmodify)] END,
                  'MINITCOND = ' || quote_literal(a.aggminitval),
                  'SORTOP = OPERATOR(' || quote_ident(sn.nspname) || '.' || s.oprname || ')',
                  'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END,
                  CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END)) AS definition
FROM unnest($1::oid[]) o(oid)
JOIN pg_proc p ON p.oid = o.oid
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_aggregate a ON a.aggfnoid = p.oid
LEFT JOIN (pg_operator s JOIN pg_namespace sn ON sn.oid = s.oprnamespace) ON s.oid = a.aggsortop
CROSS JOIN (SELECT ARRAY['READ_ONLY', 'SHAREABLE', 'READ_WRITE'] AS word) modify
