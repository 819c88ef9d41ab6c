-- step: function {function}(text, integer, integer)
CREATE FUNCTION {function}(words text, page_size integer DEFAULT 20, skip integer DEFAULT 0)
RETURNS TABLE ({returns}, rank real, headline text)
LANGUAGE plpgsql STABLE SET search_path = '' AS $$
#variable_conflict use_column
<<here>>
DECLARE
    typed text := left(words, 1000);
    asked tsquery[];  -- one a language
    most integer := least(greatest(coalesce(page_size, 20), 0), 1000);
    before integer := greatest(coalesce(skip, 0), 0);
    anyone tsquery;  -- what the index is asked: any of them
BEGIN
    BEGIN
        asked := ARRAY[{queries}];
    EXCEPTION WHEN OTHERS THEN  -- some forty dashes in a row: "tsquery stack too small"
        typed := translate(typed, '-"', '  ');
        asked := ARRAY[{queries}];
    END;
    anyone := {union};
    -- Empty, or nothing but negations: the whole table would be the answer.
    IF querytree(anyone) IS NULL OR querytree(anyone) IN ('', 'T') THEN
        anyone := NULL;
    END IF;
    RETURN QUERY
    WITH page AS (
        SELECT {keys}, ts_rank_cd({document}, {own}) AS rank FROM {table} AS t
         WHERE {matches}
         ORDER BY rank DESC, {keys}
         LIMIT here.most OFFSET here.before
    )
    SELECT {keys}, page.rank, ts_headline({config}, {text}, {own}, {marks})
      FROM page JOIN {table} AS t ON {joined}
     ORDER BY page.rank DESC, {keys};
    {otherwise}
END $$;
-- undo
DROP FUNCTION {function}(text, integer, integer);
