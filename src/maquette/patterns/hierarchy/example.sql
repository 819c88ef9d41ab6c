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

-- example: names in quotes, uuids, and a workload that reads more than it moves
-- table: "Org Units"
-- option: parent=Above
-- option: depth=12
-- query: WITH RECURSIVE d AS (SELECT "No" FROM "Org Units" WHERE "No" = $1 UNION ALL SELECT u."No" FROM "Org Units" u JOIN d ON u."Above" = d."No") SELECT * FROM d
-- fill: INSERT INTO "Org Units" SELECT md5(n::text)::uuid, CASE WHEN n % 12 <> 1 THEN md5((n - 1)::text)::uuid END, n, '{}' FROM generate_series(1, {rows}) n
-- write: UPDATE "Org Units" SET rank = rank + 1 WHERE "No" = md5({row}::text)::uuid
-- use: SELECT count(*) FROM "Org Units_subtree"(md5('3')::uuid)
CREATE TABLE "Org Units" (
    "No" uuid PRIMARY KEY,
    "Above" uuid REFERENCES "Org Units",
    rank integer NOT NULL,
    details json
);

-- standing: the index is there, and a walk that somebody wrote is not
-- table: categories
-- stands: index of public.categories on parent_id
CREATE TABLE categories (id integer PRIMARY KEY, parent_id integer REFERENCES categories);
CREATE INDEX categories_above ON categories (parent_id);

-- refused: has no primary key
-- table: categories
CREATE TABLE categories (id integer UNIQUE, parent_id integer REFERENCES categories (id));

-- refused: has 2 columns
-- table: categories
CREATE TABLE categories (
    shop integer, id integer, parent_id integer, PRIMARY KEY (shop, id), FOREIGN KEY (shop, parent_id) REFERENCES categories
);

-- refused: public.categories has no column parent_id
-- table: categories
CREATE TABLE categories (id integer PRIMARY KEY, above integer REFERENCES categories);

-- refused: public.categories.parent_id has no foreign key to id
-- table: categories
CREATE TABLE categories (id integer PRIMARY KEY, parent_id integer);

-- refused: public.categories.parent_id is NOT NULL
-- table: categories
CREATE TABLE categories (id integer PRIMARY KEY, parent_id integer NOT NULL REFERENCES categories);

-- refused: is deferrable
-- table: categories
CREATE TABLE categories (id integer PRIMARY KEY, parent_id integer REFERENCES categories DEFERRABLE INITIALLY DEFERRED);

-- refused: is text, which makes no label of ltree
-- table: categories
-- option: form=ltree
CREATE TABLE categories (id text PRIMARY KEY, parent_id text REFERENCES categories);

-- refused: name taken: function public.categories_subtree
-- table: categories
CREATE TABLE categories (id integer PRIMARY KEY, parent_id integer REFERENCES categories);
CREATE FUNCTION categories_subtree(integer) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;

-- refused: name taken: table public.categories_moves
-- table: categories
CREATE TABLE categories (id integer PRIMARY KEY, parent_id integer REFERENCES categories);
CREATE TABLE categories_moves (id integer PRIMARY KEY, category_id integer REFERENCES categories);
