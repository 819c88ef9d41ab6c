-- trial: an UPDATE that changes nothing leaves {updated} of {table} alone
DO $$
DECLARE
    before text := (SELECT string_agg({updated}::text, ',' ORDER BY {updated}) FROM {table});
BEGIN
    UPDATE {table} SET {column} = {column};
    ASSERT before IS NOT DISTINCT FROM (SELECT string_agg({updated}::text, ',' ORDER BY {updated}) FROM {table}), 'stamped';
END $$;

-- trial: no UPDATE of {table} writes {created} or {updated} by itself
DO $$
BEGIN
    UPDATE {table} SET {created} = '2001-01-01', {updated} = '2001-01-01';
    ASSERT NOT EXISTS (SELECT FROM {table} WHERE {created} = '2001-01-01' OR {updated} = '2001-01-01'), 'got through';
END $$;
