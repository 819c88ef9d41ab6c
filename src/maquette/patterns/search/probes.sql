-- probe: {first} of 1,000 rows of {table} written anew
UPDATE {table} SET {first} = reverse({first}::text) WHERE ctid IN (SELECT ctid FROM {table} LIMIT 1000);

-- probe: an UPDATE of 1,000 rows of {table} that leaves the texts alone
UPDATE {table} SET {first} = {first} WHERE ctid IN (SELECT ctid FROM {table} LIMIT 1000);
