-- The playbook's full-text search.
-- naive: a column filled once
ALTER TABLE articles ADD COLUMN search_vector tsvector;
UPDATE articles SET search_vector = to_tsvector('english', title || ' ' || description);
CREATE INDEX idx_articles_search ON articles USING GIN (search_vector);
CREATE FUNCTION search_articles(words text) RETURNS TABLE (id bigint, rank real) LANGUAGE sql AS $$
    SELECT id, ts_rank(search_vector, query) AS rank FROM articles, to_tsquery('english', words) query
    WHERE search_vector @@ query ORDER BY rank DESC
$$;
