-- probe: an UPDATE of every row of {table}
UPDATE {table} SET {other} = {other};
