-- trial: {unique} comes once in all partitions of {table} together
DO $$
BEGIN
    ASSERT NOT EXISTS (SELECT FROM {table} GROUP BY {unique} HAVING count(*) > 1), 'it comes twice';
END $$;
