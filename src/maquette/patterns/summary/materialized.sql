-- step: materialized view {summary}
CREATE MATERIALIZED VIEW {summary} AS {query};
-- undo
DROP MATERIALIZED VIEW {summary};

-- step: index {index} on {summary}
-- REFRESH … CONCURRENTLY wants one that is unique over plain columns and all rows.
CREATE UNIQUE INDEX {name} ON {summary} ({keys});
-- undo
DROP INDEX {index};
