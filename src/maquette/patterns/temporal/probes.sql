-- probe: an INSERT of every version of {table} again, a thousand years earlier
INSERT INTO {table} ({copied}) SELECT {earlier} FROM {table} AS v;
