-- probe: a hundred rows of {table} by {unique} alone, which no partition is chosen by
SELECT count(*) FROM {table} WHERE ({unique}) IN (SELECT {unique} FROM {table} LIMIT 100);

-- probe: an UPDATE of every row of {table}
UPDATE {table} SET {written} = {written};
