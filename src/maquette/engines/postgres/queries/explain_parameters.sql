-- How many parameters the one prepared statement takes.
SELECT cardinality(parameter_types) AS count FROM pg_prepared_statements WHERE name = 'maquette'
