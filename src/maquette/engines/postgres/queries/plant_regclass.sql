-- The relation that a name in a statement means.
SELECT to_regclass($1)::oid AS oid
