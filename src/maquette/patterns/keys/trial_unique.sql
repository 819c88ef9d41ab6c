-- trial: {table} takes no second {column} that differs in its case alone
DO $trial$
DECLARE
    pair record;
BEGIN
    SELECT a.ctid AS place, a.tableoid AS part, upper(b.{column}::text) AS other INTO pair
      FROM {table} AS a, {table} AS b
     WHERE b.{column}::text <> upper(b.{column}::text) AND (a.tableoid, a.ctid) <> (b.tableoid, b.ctid)
     LIMIT 1;
    IF pair IS NULL THEN
        RETURN;  -- fewer than two rows, or none with a letter that has a case
    END IF;
    UPDATE {table} SET {column} = pair.other WHERE ctid = pair.place AND tableoid = pair.part;
    ASSERT false, pair.other || ' was taken twice';
EXCEPTION WHEN unique_violation THEN
    NULL;
END $trial$;
