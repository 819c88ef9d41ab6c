-- step: table {rest}
CREATE TABLE {rest} PARTITION OF {table} DEFAULT;
-- undo
DO $$
BEGIN
    IF EXISTS (SELECT FROM {rest}) THEN
        RAISE EXCEPTION '% has rows, and no partition for them', {label} USING HINT = 'make their partitions, move them';
    END IF;
    DROP TABLE {rest};
END $$;
