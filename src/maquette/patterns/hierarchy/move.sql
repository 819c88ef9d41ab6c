-- step: function {move}(node, to)
CREATE FUNCTION {move}(node {type}, target {type}) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_column
BEGIN
    UPDATE {table} AS t SET {parent} = $2 WHERE t.{id} = $1;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% has no row %', {label}, $1 USING ERRCODE = 'no_data_found';
    END IF;
END $$;
-- undo
DROP FUNCTION {move}({type}, {type});
