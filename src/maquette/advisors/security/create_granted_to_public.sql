-- bad
GRANT CREATE ON SCHEMA public TO PUBLIC;

-- good
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- good: a schema of one's own
CREATE SCHEMA billing;
GRANT USAGE ON SCHEMA billing TO PUBLIC;

-- bad: another schema
CREATE SCHEMA "Billing";
GRANT ALL ON SCHEMA "Billing" TO PUBLIC;
