-- Settings until the end of the transaction.
SELECT set_config(name, value, true) FROM unnest($1::text[], $2::text[]) wanted(name, value)
