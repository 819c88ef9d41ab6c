-- Columns of tables, views, materialized views and composite types (up to 13: no compression).
WITH RECURSIVE under AS (
    SELECT t.oid AS domain, t.typbasetype AS type FROM pg_type t WHERE t.typtype = 'd'
    UNION ALL
    SELECT u.domain, t.typbasetype FROM under u JOIN pg_type t ON t.oid = u.type WHERE t.typtype = 'd'
), types AS (
    SELECT t.oid, t.typstorage, t.typcollation,
           CASE WHEN t.typtype = 'd' THEN 'domain' WHEN t.typtype = 'e' THEN 'enum' WHEN t.typtype = 'c' THEN 'composite'
                WHEN t.typtype = 'r' THEN 'range' WHEN t.typtype = 'm' THEN 'multirange' WHEN t.typtype = 'p' THEN 'pseudo'
                WHEN t.typelem <> 0 AND t.typlen = -1 THEN 'array' ELSE 'base' END AS kind,
           format_type(coalesce(b.oid, t.oid), NULL) AS base
    FROM pg_type t
    LEFT JOIN (under u JOIN pg_type b ON b.oid = u.type AND b.typtype <> 'd') ON u.domain = t.oid
)
SELECT a.attrelid AS relation, a.attnum AS number, a.attname AS name,
       format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
       a.attidentity AS identity, a.attgenerated AS generated,
       CASE WHEN a.attcollation NOT IN (0, t.typcollation) THEN format('%I.%I', cn.nspname, co.collname) END AS collation,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
       NULL AS compression,
       nullif(a.attstattarget, -1) AS statistics_target, a.attoptions AS options, a.attislocal AS local,
       a.attlen AS length, a.attalign AS alignment, t.base, t.kind, d.description AS comment,
       a.attcollation AS collation_oid
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN types t ON t.oid = a.atttypid
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY a.attrelid, a.attnum
