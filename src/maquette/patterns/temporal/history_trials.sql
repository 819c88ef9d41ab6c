-- trial: what {now} holds is the version of now, and what it held is the one before
DO $$
#variable_conflict use_column
BEGIN
    UPDATE {now} SET {column} = {column};
    ASSERT NOT EXISTS (SELECT ROW({names})::text FROM {now} EXCEPT SELECT ROW({names})::text FROM {as_of}(clock_timestamp())), 'a row has no version';
    ASSERT NOT EXISTS (SELECT ROW({names})::text FROM {as_of}(clock_timestamp()) EXCEPT SELECT ROW({names})::text FROM {now}), 'a version has no row';
END $$;
