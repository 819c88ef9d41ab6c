-- example: categories of a marketplace
-- table: categories
-- fill: INSERT INTO categories (id, parent_id, name) SELECT n, nullif(n / 10, 0), 'c' || n FROM generate_series(1, {rows}) n
-- write: UPDATE categories SET name = 'renamed' WHERE id = {row}
-- write: UPDATE categories SET parent_id = 1 WHERE id = {row} AND id > 9
-- write: UPDATE categories SET parent_id = nullif({row} / 10, 0) WHERE id = {row}
-- use: SELECT count(*) FROM categories_subtree(1)
-- use: SELECT count(*) FROM categories_ancestors(100)
CREATE TABLE categories (
    id serial PRIMARY KEY,
    parent_id integer REFERENCES categories,
    name text NOT NULL
);

-- example: paths of labels
-- table: categories
-- option: form=ltree
-- extension: ltree
-- fill: INSERT INTO categories (id, parent_id, name) SELECT n, nullif(n / 10, 0), 'c' || n FROM generate_series(1, {rows}) n
-- write: UPDATE categories SET name = 'renamed' WHERE id = {row}
-- write: UPDATE categories SET parent_id = 1 WHERE id = {row} AND id > 9
-- write: UPDATE categories SET parent_id = nullif({row} / 10, 0) WHERE id = {row}
-- use: SELECT count(*) FROM categories_subtree(1)
-- use: SELECT count(*) FROM categories_ancestors(100)
CREATE TABLE categories (
    id serial PRIMARY KEY,
    parent_id integer REFERENCES categories ON DELETE CASCADE,
    name text NOT NULL
);

-- example: every pair of a row and what is above it
-- table: categories
-- option: form=closure
-- fill: INSERT INTO categories (id, parent_id, name) SELECT n, nullif(n / 10, 0), 'c' || n FROM generate_series(1, {rows}) n
-- write: UPDATE categories SET name = 'renamed' WHERE id = {row}
-- write: UPDATE categories SET parent_id = 1 WHERE id = {row} AND id > 9
-- write: UPDATE categories SET parent_id = nullif({row} / 10, 0) WHERE id = {row}
-- use: SELECT count(*) FROM categories_subtree(1)
-- use: SELECT count(*) FROM categories_ancestors(100)
CREATE TABLE categories (
    id serial PRIMARY KEY,
    parent_id integer REFERENCES categories ON DELETE CASCADE,
    name text NOT NULL
);
