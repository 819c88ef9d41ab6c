-- trial: no tenant reads or writes rows of {table} that belong to another's {target}
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {target} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {root} NO FORCE ROW LEVEL SECURITY;
CREATE TEMP TABLE rows_of_all ON COMMIT DROP AS SELECT * FROM {table} LIMIT 1000;
CREATE TEMP TABLE parents_of_all ON COMMIT DROP AS SELECT {target_columns} FROM {target} LIMIT 1000;
CREATE TEMP TABLE one ON COMMIT DROP AS SELECT {tenant} AS mine FROM {root} LIMIT 1;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
ALTER TABLE {target} FORCE ROW LEVEL SECURITY;
ALTER TABLE {root} FORCE ROW LEVEL SECURITY;
GRANT SELECT ON rows_of_all, parents_of_all, one TO {role};
CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
    touched bigint;
BEGIN
    EXECUTE statement;
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN touched || ' rows';
EXCEPTION
    WHEN insufficient_privilege OR raise_exception THEN
        RETURN 'refused';
    WHEN integrity_constraint_violation THEN
        RETURN SQLERRM;
END $f$;
SET LOCAL ROLE {role};
SELECT {enter}(mine) FROM one;
DO $trial$
DECLARE
    theirs text := $s$(SELECT c.* FROM rows_of_all AS c JOIN parents_of_all AS p ON {same}
        WHERE NOT EXISTS (SELECT FROM {target} AS p WHERE {same}))$s$;
    parents text := $s$(SELECT * FROM parents_of_all AS c WHERE NOT EXISTS (SELECT FROM {target} AS p WHERE {same_parent}))$s$;
    statement text;
    there boolean;
BEGIN
    FOREACH statement IN ARRAY ARRAY[
        $s$SELECT FROM {table} AS c WHERE NOT EXISTS (SELECT FROM {target} AS p WHERE {same})$s$,
        $s$UPDATE {table} AS t SET ({columns}) = ROW ({own_columns}) FROM $s$ || theirs || $s$ AS o WHERE {same_row}$s$,
        $s$DELETE FROM {table} AS t USING $s$ || theirs || $s$ AS o WHERE {same_row} RETURNING *$s$
    ] LOOP
        ASSERT pg_temp.outcome(statement) IN ('0 rows', 'refused'), statement;
    END LOOP;
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || theirs || ' AS o)' INTO there;
    statement := $s$INSERT INTO {table} ({all_columns}) OVERRIDING SYSTEM VALUE SELECT {all_columns} FROM $s$ || theirs || ' AS o';
    ASSERT NOT there OR pg_temp.outcome(statement) = 'refused', statement;
    EXECUTE $s$SELECT EXISTS (SELECT FROM {table}) AND EXISTS (SELECT FROM $s$ || parents || ' AS o)' INTO there;
    statement := $s$UPDATE {table} SET ({columns}) = (SELECT {target_columns} FROM $s$ || parents || $s$ AS o LIMIT 1)$s$;
    ASSERT NOT there OR pg_temp.outcome(statement) = 'refused', statement;
END $trial$;
