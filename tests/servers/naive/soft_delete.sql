-- As the playbook has it, on a table that is there.
ALTER TABLE customers ADD COLUMN deleted_at TIMESTAMPTZ;
ALTER TABLE customers ADD COLUMN is_deleted BOOLEAN GENERATED ALWAYS AS (deleted_at IS NOT NULL) STORED;
CREATE UNIQUE INDEX idx_customers_email_active
ON customers (LOWER(email))
WHERE deleted_at IS NULL;
