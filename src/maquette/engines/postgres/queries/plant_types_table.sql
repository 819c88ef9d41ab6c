-- For each type of a column: the type under its domains, the operators that ANALYZE uses for it (as
-- get_sort_group_operators finds them), and whether the admin may read values of it. Reading a value of a composite
-- type, or an array or range over a domain with a CHECK, runs functions of the source's, which only the guest may do.
CREATE TEMP TABLE planted_types AS
WITH RECURSIVE domains AS (
    SELECT oid AS domain, typbasetype AS base FROM pg_type WHERE typtype = 'd'
    UNION ALL
    SELECT d.domain, t.typbasetype FROM domains d JOIN pg_type t ON t.oid = d.base WHERE t.typtype = 'd'
), under AS (
    SELECT t.oid AS type, coalesce(b.oid, t.oid) AS base
    FROM pg_type t
    LEFT JOIN (domains d JOIN pg_type b ON b.oid = d.base AND b.typtype <> 'd') ON d.domain = t.oid
), described AS (
    SELECT u.type, t.oid AS base, t.typtype AS kind, CASE WHEN t.typlen = -1 THEN t.typelem ELSE 0 END AS element
    FROM under u JOIN pg_type t ON t.oid = u.base
    WHERE t.typtype <> 'p'
), classes AS (
    -- The operator class by default: of the type itself, of one it is binary coercible to, or of any type of its kind.
    SELECT DISTINCT ON (d.type, o.opcmethod) d.type, am.amname, o.opcfamily, o.opcintype
    FROM described d
    CROSS JOIN pg_opclass o
    JOIN pg_am am ON am.oid = o.opcmethod AND am.amname IN ('btree', 'hash')
    JOIN pg_type i ON i.oid = o.opcintype
    WHERE o.opcdefault
      AND (o.opcintype = d.base
           OR EXISTS (SELECT FROM pg_cast c WHERE c.castsource = d.base AND c.casttarget = o.opcintype
                                              AND c.castmethod = 'b' AND c.castcontext = 'i')
           OR o.opcintype = CASE WHEN d.element <> 0 THEN 'anyarray'::regtype WHEN d.kind = 'e' THEN 'anyenum'::regtype
                                 WHEN d.kind = 'r' THEN 'anyrange'::regtype WHEN d.kind = 'c' THEN 'record'::regtype
                                 WHEN d.kind = 'm' THEN to_regtype('anymultirange') END)
    ORDER BY d.type, o.opcmethod, o.opcintype = d.base DESC, i.typispreferred DESC, i.typtype <> 'p' DESC
), ranges AS (
    SELECT r.rngtypid, r.rngsubtype, (to_jsonb(r) ->> 'rngmultitypid')::oid AS rngmultitypid  -- 13 has no such column
    FROM pg_range r
), operators AS (
    SELECT c.type,
           max(p.amopopr) FILTER (WHERE c.amname = 'btree' AND p.amopstrategy = 1) AS less,
           coalesce(max(p.amopopr) FILTER (WHERE c.amname = 'btree' AND p.amopstrategy = 3),
                    max(p.amopopr) FILTER (WHERE c.amname = 'hash' AND p.amopstrategy = 1)) AS equal
    FROM classes c
    JOIN pg_amop p ON p.amopfamily = c.opcfamily AND p.amoplefttype = c.opcintype AND p.amoprighttype = c.opcintype
    GROUP BY c.type
), plain AS (
    SELECT oid FROM pg_type WHERE typtype IN ('b', 'e') AND NOT (typlen = -1 AND typelem <> 0)
    UNION ALL
    -- An array of a domain has the domain in its values, so it can only be read as such.
    SELECT d.domain FROM domains d JOIN pg_type t ON t.oid = d.base
    WHERE t.typtype IN ('b', 'e') AND NOT (t.typlen = -1 AND t.typelem <> 0)
      AND NOT EXISTS (SELECT FROM pg_constraint c
                      WHERE c.contypid IN (SELECT d.domain UNION SELECT o.base FROM domains o WHERE o.domain = d.domain))
)
SELECT d.type, d.base, coalesce(o.less, 0) AS less, coalesce(o.equal, 0) AS equal,
       CASE WHEN d.base = 'tsvector'::regtype THEN 'text'::regtype::oid ELSE d.element END AS element,
       -- bounds of multiranges are ranges
       coalesce((SELECT r.rngtypid FROM ranges r WHERE r.rngmultitypid = d.base), d.base) AS bounds,
       (d.base IN (SELECT oid FROM plain) OR d.element IN (SELECT oid FROM plain)
        OR EXISTS (SELECT FROM ranges r JOIN plain p ON p.oid = r.rngsubtype
                   WHERE d.base IN (r.rngtypid, r.rngmultitypid))) AS readable
FROM described d
LEFT JOIN operators o ON o.type = d.type
