-- probe: an UPDATE of every {column} of {table}
UPDATE {table} SET {column} = {column};
