-- How the values of a snapshot are written.
SELECT set_config(name, value, false)
FROM (VALUES ('search_path', 'pg_catalog, pg_temp'), ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'),
             ('TimeZone', 'UTC'), ('row_security', 'off'), ('jit', 'off')) wanted(name, value)
