-- probe: 1,000 rows of {table} changed by one statement
UPDATE {table} SET {change} WHERE ctid IN (SELECT ctid FROM {table} LIMIT 1000);

-- probe: the query itself, which a refresh runs
SELECT count(*) FROM ({query}) AS whole;
