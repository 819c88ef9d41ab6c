-- What this session needs until the end of its transaction: limits, qualified names, values that can be read back.
SELECT set_config(name, value, true)
FROM (VALUES ('statement_timeout', '60000'), ('lock_timeout', '1000'), ('idle_in_transaction_session_timeout', '60000'),
             ('search_path', 'pg_catalog'), ('quote_all_identifiers', 'off'), ('extra_float_digits', '1'),
             ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'), ('TimeZone', 'UTC'), ('bytea_output', 'hex'),
             ('jit', 'off')) wanted(name, value)
