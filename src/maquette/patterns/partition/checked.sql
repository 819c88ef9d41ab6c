-- step outside a transaction: foreign keys to {table} checked
{checked}
-- Checked when the old table is back.
-- undo
