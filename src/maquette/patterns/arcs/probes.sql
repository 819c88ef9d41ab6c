-- probe: an UPDATE of every row of {table} that writes its pair
UPDATE {table} SET {kind} = {kind}, {id} = {id};
