-- trial: every row of {table} refers to what its pair says
DO $$
BEGIN
    ASSERT NOT EXISTS (SELECT FROM {table} AS row WHERE row.{kind} IS NOT NULL AND NOT coalesce({agrees}, false)),
        'a row has another reference than its pair says';
END $$;

-- trial: {table} takes no reference to nothing
DO $$
BEGIN
    UPDATE {table} SET {kind} = {word}, {id} = {nothing} WHERE ctid = (SELECT min(ctid) FROM {table});
    IF FOUND THEN
        RAISE EXCEPTION 'a reference to nothing went through' USING ERRCODE = 'assert_failure';
    END IF;
EXCEPTION WHEN foreign_key_violation THEN NULL;
END $$;
