-- premise: every {column} of {table} is one of the words
UPDATE {table} SET {column} = (ARRAY[{words}])[1] WHERE {column} <> ALL (ARRAY[{words}]);
