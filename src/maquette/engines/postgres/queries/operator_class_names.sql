-- Names of operator classes by their numbers.
SELECT o.oid, o.opcname AS name, o.opcdefault AS is_default FROM pg_opclass o
