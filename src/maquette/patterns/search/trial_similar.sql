-- trial: a misspelled word is found by its trigrams
DO $$
BEGIN
    UPDATE {table} SET {first} = 'quixotry' WHERE ctid = (SELECT ctid FROM {table} LIMIT 1);
    IF FOUND THEN
        ASSERT EXISTS (SELECT FROM {function}('quixitry') WHERE headline = 'quixotry'), 'not found';
    END IF;
EXCEPTION WHEN integrity_constraint_violation OR string_data_right_truncation THEN
    NULL;  -- the row has a rule of its own for that text
END $$;
