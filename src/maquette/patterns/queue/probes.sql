-- probe: put off every job of {table}
UPDATE {table} SET {run_at} = {run_at} + interval '1 second';
