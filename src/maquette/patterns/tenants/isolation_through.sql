-- The policy of the table that it refers to holds within the subquery, for whoever asks.
-- step: policy tenant_isolation on {table}
CREATE POLICY tenant_isolation ON {table} AS RESTRICTIVE
    USING ({owned}) WITH CHECK ({stays});
-- undo
DROP POLICY tenant_isolation ON {table};
