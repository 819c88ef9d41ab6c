-- step outside a transaction: index {index} on {table}
CREATE INDEX CONCURRENTLY {name} ON {table} USING gin ({indexed} {trigrams}.gin_trgm_ops);
-- undo outside a transaction
DROP INDEX CONCURRENTLY {index};

-- step: function {similar}(text, integer, integer)
CREATE FUNCTION {similar}(words text, page_size integer DEFAULT 20, skip integer DEFAULT 0)
RETURNS TABLE ({returns}, rank real, headline text)
LANGUAGE plpgsql STABLE SET search_path = '' SET pg_trgm.word_similarity_threshold = 0.5 AS $$
#variable_conflict use_column
<<here>>
DECLARE
    asked text := left(words, 200);
    most integer := least(greatest(coalesce(page_size, 20), 0), 1000);
    before integer := greatest(coalesce(skip, 0), 0);
BEGIN
    RETURN QUERY
    SELECT {keys}, {trigrams}.word_similarity(here.asked, {first}), {title}
      FROM {table} AS t
     WHERE here.asked OPERATOR({trigrams}.<%) {first}
     ORDER BY {trigrams}.word_similarity(here.asked, {first}) DESC, {keys}
     LIMIT here.most OFFSET here.before;
END $$;
-- undo
DROP FUNCTION {similar}(text, integer, integer);
