-- Settings as every new session of this role finds them; what this session changed for itself is not among them.
SELECT s.name, coalesce(s.reset_val, '') AS value, s.unit, s.boot_val AS default, s.source, s.context, s.pending_restart
FROM pg_settings s
WHERE s.name NOT IN ('default_transaction_read_only', 'application_name', 'client_encoding')
  AND s.name !~ '^transaction_'
ORDER BY s.name COLLATE "C"
