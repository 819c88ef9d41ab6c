-- probe: an UPDATE of every row of {now} that changes nothing
UPDATE {now} SET {column} = {column};

-- probe: an UPDATE of every row of {now} that changes it
UPDATE {now} SET {column} = {changed};
