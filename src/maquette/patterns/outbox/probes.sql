-- probe: an UPDATE of every row of {table} that changes nothing
UPDATE {table} SET {column} = {column};
