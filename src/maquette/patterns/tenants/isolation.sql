-- The subquery is asked once for each statement, and its value is looked up in an index. Restrictive: whatever other
-- policies allow, now or later, they allow within the tenant.
-- step: policy tenant_isolation on {table}
CREATE POLICY tenant_isolation ON {table} AS RESTRICTIVE
    USING ({tenant} = (SELECT {current}())) WITH CHECK ({tenant} = (SELECT {current}()));
-- undo
DROP POLICY tenant_isolation ON {table};
