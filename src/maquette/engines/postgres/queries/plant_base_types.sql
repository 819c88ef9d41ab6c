-- What to call the types under those, and whether the admin may read their values.
SELECT format_type(t.base, NULL) AS name, t.readable
FROM unnest($1::oid[]) WITH ORDINALITY wanted(type, place)
JOIN planted_types t ON t.type = wanted.type
ORDER BY wanted.place
