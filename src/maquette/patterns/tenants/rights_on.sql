-- step: rights of {role} on {object}
GRANT USAGE ON {object} TO {role};
-- undo
REVOKE USAGE ON {object} FROM {role};
