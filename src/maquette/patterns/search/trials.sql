-- trial: a word that is written is found, whatever else is NULL
DO $$
BEGIN
    UPDATE {table} SET {first} = 'quixotry'{nulls} WHERE ctid = (SELECT ctid FROM {table} LIMIT 1);
    IF FOUND THEN
        ASSERT EXISTS (SELECT FROM {function}('quixotry') WHERE headline LIKE '%<mark>quixotry</mark>%'), 'not found';
    END IF;
EXCEPTION WHEN integrity_constraint_violation OR string_data_right_truncation THEN
    NULL;  -- the row has a rule of its own for that text
END $$;

-- trial: nothing that is typed raises an error
DO $$
DECLARE
    typed text;
BEGIN
    FOREACH typed IN ARRAY ARRAY[NULL, '', ' ', '-', '''', '"', 'a & b | !(c', 'and or not', ':*', '\', '-"', E'\t%_',
                                 repeat('-', 100), repeat('"x ', 500), repeat('word ', 50000), repeat('x', 5000)] LOOP
        PERFORM count(*) FROM {function}(typed, -1, -1);
        PERFORM count(*) FROM {function}(typed, NULL, NULL);
    END LOOP;
END $$;
