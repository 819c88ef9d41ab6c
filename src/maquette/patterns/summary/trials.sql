-- trial: {summary} is the query, before and after every kind of write, folded or not
DO $$
BEGIN
    FOR step IN 1 .. 5 LOOP
        BEGIN
            CASE step
                WHEN 1 THEN UPDATE {table} SET {change};
                WHEN 2 THEN DELETE FROM {table} WHERE ctid IN (SELECT ctid FROM {table} LIMIT 3);
                WHEN 3 THEN PERFORM {fold}(1);
                WHEN 4 THEN PERFORM {fold}();
                ELSE PERFORM {rebuild}();
            END CASE;
        EXCEPTION WHEN integrity_constraint_violation THEN
            NULL;  -- others refer to the rows, or a rule refuses the value
        END;
        ASSERT NOT EXISTS ((({query}) EXCEPT ALL SELECT {columns} FROM {summary})
            UNION ALL (SELECT {columns} FROM {summary} EXCEPT ALL ({query}))), 'differs after step ' || step;
    END LOOP;
END $$;
