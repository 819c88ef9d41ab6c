-- step: rights of {role} on {table}
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {role};
-- undo
REVOKE SELECT, INSERT, UPDATE, DELETE ON {table} FROM {role};
