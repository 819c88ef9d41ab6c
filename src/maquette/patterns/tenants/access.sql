-- A restrictive policy takes away; one has to give first. Who may come at all is for GRANT to say.
-- step: policy tenant_access on {table}
CREATE POLICY tenant_access ON {table}{whom} USING (true) WITH CHECK (true);
-- undo
DROP POLICY tenant_access ON {table};
