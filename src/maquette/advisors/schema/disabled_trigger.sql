-- bad
CREATE TABLE purchase (id bigint PRIMARY KEY, total numeric);
CREATE FUNCTION log_purchase() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER purchase_log AFTER INSERT OR UPDATE ON purchase FOR EACH ROW EXECUTE FUNCTION log_purchase();
ALTER TABLE purchase DISABLE TRIGGER purchase_log;

-- bad: on a partitioned table, reported once
CREATE TABLE purchase (id bigint, day date) PARTITION BY RANGE (day);
CREATE TABLE purchase_2026 PARTITION OF purchase FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE FUNCTION log_purchase() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER purchase_log AFTER INSERT ON purchase FOR EACH ROW EXECUTE FUNCTION log_purchase();
ALTER TABLE purchase DISABLE TRIGGER purchase_log;

-- good
CREATE TABLE purchase (id bigint PRIMARY KEY, total numeric);
CREATE FUNCTION log_purchase() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER purchase_log AFTER INSERT OR UPDATE ON purchase FOR EACH ROW EXECUTE FUNCTION log_purchase();

-- good: a trigger for replicas
CREATE TABLE purchase (id bigint PRIMARY KEY, total numeric);
CREATE FUNCTION log_purchase() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER purchase_log AFTER INSERT ON purchase FOR EACH ROW EXECUTE FUNCTION log_purchase();
ALTER TABLE purchase ENABLE REPLICA TRIGGER purchase_log;
