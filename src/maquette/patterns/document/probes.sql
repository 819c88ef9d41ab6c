-- probe: 1,000 documents of {table} changed
UPDATE {table} SET {column} = {column} || '{"maquette": 1}' WHERE ctid IN (SELECT ctid FROM {table} LIMIT 1000);
