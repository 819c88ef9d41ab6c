-- naive: schema
CREATE TABLE jobs (id bigint PRIMARY KEY, status text NOT NULL DEFAULT 'waiting');
CREATE TABLE effects (job bigint NOT NULL, worker integer);
-- naive: read
SELECT id FROM jobs WHERE status = 'waiting' ORDER BY id LIMIT 1
-- naive: mark
UPDATE jobs SET status = 'running' WHERE id = %s
-- naive: take
UPDATE jobs SET status = 'running' WHERE id = (SELECT id FROM jobs WHERE status = 'waiting' ORDER BY id LIMIT 1) RETURNING id
