-- In the order of the key, a batch a transaction. It may be broken off and run again: what is filled is passed over.
-- step outside a transaction: rows of {table} filled
DO $$
DECLARE
    here {table};
    following {table};
BEGIN
    SELECT * INTO here FROM {table} AS row ORDER BY {row_key} LIMIT 1;
    WHILE NOT here IS NULL LOOP
        SELECT * INTO following FROM {table} AS row WHERE ({row_key}) >= ({here_key})
        ORDER BY {row_key} OFFSET 2000 LIMIT 1;
        WITH batch AS MATERIALIZED (
            SELECT {row_key} FROM {table} AS row WHERE ({row_key}) >= ({here_key}) ORDER BY {row_key} LIMIT 2000
        ), filled AS (
            UPDATE {table} AS row SET {kind} = row.{kind} FROM batch  -- the trigger does it
            WHERE ({row_key}) = ({batch_key}) AND row.{kind} IS NOT NULL AND num_nonnulls({row_columns}) = 0
                AND ({found})
        ), lost AS (
            DELETE FROM {table} AS row USING batch
            WHERE ({row_key}) = ({batch_key}) AND row.{kind} IS NOT NULL AND num_nonnulls({row_columns}) = 0
                AND NOT coalesce({found}, false)
            RETURNING {row_plain}
        )
        INSERT INTO {orphans} ({plain}) SELECT * FROM lost;
        COMMIT;
        here := following;
    END LOOP;
END $$;
-- undo
-- The columns go, and the orphans come back with their table.
