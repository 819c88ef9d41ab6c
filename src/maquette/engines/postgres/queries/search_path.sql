-- The schema that names without one are looked up in, until the end of the transaction.
SELECT set_config('search_path', quote_ident($1), true)
