-- Settings that this version knows, for the whole session; gives those that it refuses or does not know.
SELECT wanted.name, CASE WHEN s.name IS NOT NULL THEN set_config(wanted.name, wanted.value, false) END AS value
FROM unnest($1::text[], $2::text[]) wanted(name, value)
LEFT JOIN pg_settings s ON s.name = wanted.name AND s.context IN ('user', 'superuser')
