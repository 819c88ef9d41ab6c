-- premise: every document of {table} keeps the rules
UPDATE {table} SET {column} = CASE jsonb_typeof({column}) WHEN 'object' THEN {column} ELSE '{}' END || {sample}::jsonb;
