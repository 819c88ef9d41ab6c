-- The same settings as the server itself has them, so that they can be read (search_path must stay).
SELECT set_config(name, NULL, true)
FROM (VALUES ('statement_timeout'), ('lock_timeout'), ('idle_in_transaction_session_timeout'),
             ('quote_all_identifiers'), ('extra_float_digits'), ('DateStyle'), ('IntervalStyle'), ('TimeZone'),
             ('bytea_output'), ('jit')) changed(name)
