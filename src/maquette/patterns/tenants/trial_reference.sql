-- trial: no row of {table} refers to another tenant's {target}, even where no policy looks
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {target} NO FORCE ROW LEVEL SECURITY;
DO $trial$
DECLARE
    touched bigint;
BEGIN
    UPDATE {table} AS c SET ({columns}) = (
        SELECT {target_columns} FROM {target} AS p WHERE p.{tenant} <> c.{tenant} LIMIT 1
    ) WHERE EXISTS (SELECT FROM {target} AS p WHERE p.{tenant} <> c.{tenant});
    GET DIAGNOSTICS touched = ROW_COUNT;
    SET CONSTRAINTS ALL IMMEDIATE;
    ASSERT touched = 0, 'rows refer to another tenant';
EXCEPTION WHEN integrity_constraint_violation THEN
    NULL;
END $trial$;
