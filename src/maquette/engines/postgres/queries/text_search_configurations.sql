-- Text search configurations of users with their mappings.
SELECT 'text search configuration' AS kind, format('%I.%I', n.nspname, c.cfgname) AS name,
       concat_ws(E';\n',
           format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname, pn.nspname, p.prsname),
           (SELECT string_agg(format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s',
                                     n.nspname, c.cfgname, token.alias, m.dictionaries), E';\n' ORDER BY token.tokid)
            FROM (SELECT m.maptokentype, string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
                  FROM pg_ts_config_map m
                  WHERE m.mapcfg = c.oid
                  GROUP BY m.maptokentype) m
            JOIN ts_token_type(c.cfgparser) token ON token.tokid = m.maptokentype)) AS statement
FROM pg_ts_config c
JOIN pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_namespace pn ON pn.oid = p.prsnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_ts_config'::regclass AND e.objid = c.oid AND e.deptype = 'e')
