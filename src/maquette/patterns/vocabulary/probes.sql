-- probe: an UPDATE of every row of {table} that writes {column}
UPDATE {table} SET {column} = {column};
