-- CHECK constraints of domains.
SELECT c.oid, c.contypid AS domain, c.conname AS name, c.convalidated AS validated
FROM pg_constraint c
WHERE c.contypid <> 0 AND c.contype = 'c'
