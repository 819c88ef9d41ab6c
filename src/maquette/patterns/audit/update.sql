-- trial: an UPDATE of {table} is told by key, with what changed and what it was, whatever the actor
DO $$
DECLARE
    changed bigint;
    told bigint;
BEGIN
    PERFORM set_config({actor}, 'no uuid', true);
    UPDATE {table} SET {column} = {other};
    GET DIAGNOSTICS changed = ROW_COUNT;
    SELECT count(*) INTO told FROM {trail} t
    WHERE t.transaction = pg_current_xact_id() AND t.relation = {relation} AND t.operation = 'UPDATE'
        AND t.actor = 'no uuid' AND t.old -> {column_text} IS DISTINCT FROM t.new -> {column_text} AND t.key IS NOT NULL;
    ASSERT told = changed, format('%s of %s', told, changed);
    PERFORM set_config({actor}, '', true);
    UPDATE {table} SET {column} = {other};
    ASSERT NOT EXISTS (SELECT FROM {trail} t WHERE t.transaction = pg_current_xact_id() AND t.actor = ''), 'actor';
END $$;

-- trial: an UPDATE of {table} that changes nothing leaves no record
DO $$
BEGIN
    UPDATE {table} SET {column} = {column};
    ASSERT NOT EXISTS (SELECT FROM {trail} t WHERE t.transaction = pg_current_xact_id() AND t.relation = {relation}
        AND t.new ? {column_text}), 'told';
END $$;

-- probe: UPDATE of every row of {table}
UPDATE {table} SET {column} = {other};
