-- example: users of a shop, by serial numbers and by e-mail address
-- table: users
-- option: unique=email
-- fill: INSERT INTO users (email, full_name) SELECT 'User' || n || '@Example.org', 'user ' || n FROM generate_series(1, {rows}) n
-- write: UPDATE users SET full_name = 'another' WHERE id = {row}
CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, full_name text NOT NULL);
CREATE TABLE addresses (id bigint PRIMARY KEY, user_id bigint REFERENCES users);

-- example: random uuids, and names in quotes
-- table: "Carts"
-- option: unique=Code
-- fill: INSERT INTO "Carts" SELECT md5(n::text)::uuid, 'Code ' || n, n FROM generate_series(1, {rows}) n
-- write: UPDATE "Carts" SET "No" = "No" + 1 WHERE "Id" = md5('{row}')::uuid
-- query: SELECT * FROM "Carts" WHERE lower("Code") = 'code 17'
CREATE TABLE "Carts" ("Id" uuid PRIMARY KEY DEFAULT gen_random_uuid(), "Code" varchar(80) NOT NULL, "No" integer);

-- example: uuids that must not tell the time
-- table: tokens
-- option: key=uuidv4
-- fill: INSERT INTO tokens SELECT md5(n::text)::uuid FROM generate_series(1, {rows}) n
-- write: UPDATE tokens SET used = true WHERE id = md5('{row}')::uuid
CREATE TABLE tokens (id uuid PRIMARY KEY, used boolean NOT NULL DEFAULT false);

-- example: numbers that were written by hand
-- table: countries
-- fill: INSERT INTO countries SELECT n, 'country ' || n FROM generate_series(1, {rows}) n
-- write: UPDATE countries SET name = name WHERE id = {row}
CREATE TABLE countries (id integer PRIMARY KEY, name text);

-- A build with contrib has ICU too.
-- example: case by Unicode's rules
-- table: tags
-- option: key=none
-- option: unique=name
-- option: how=collation
-- extension: citext
-- fill: INSERT INTO tags (name) SELECT 'Tag ' || n FROM generate_series(1, {rows}) n
-- write: UPDATE tags SET uses = uses + 1 WHERE name = 'Tag {row}'
CREATE TABLE tags (name text PRIMARY KEY, uses integer NOT NULL DEFAULT 0);

-- example: case as citext leaves it out
-- table: tags
-- option: key=none
-- option: unique=name
-- option: how=citext
-- extension: citext
-- fill: INSERT INTO tags (name) SELECT 'Tag ' || n FROM generate_series(1, {rows}) n
-- write: UPDATE tags SET uses = uses + 1 WHERE name = 'Tag {row}'
CREATE TABLE tags (name text PRIMARY KEY, uses integer NOT NULL DEFAULT 0);

-- standing: identity and index are there
-- table: users
-- option: unique=email
-- option: how=lower
-- stands: identity id of public.users
-- stands: unique index over lower(email) of public.users
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL);
CREATE UNIQUE INDEX users_by_email ON users (lower(email));

-- standing: the column ignores case already
-- table: users
-- option: key=uuidv4
-- option: unique=email
-- extension: citext
-- stands: default gen_random_uuid() of id of public.users
-- stands: unique index over email of public.users
CREATE EXTENSION citext;
CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email citext NOT NULL UNIQUE);

-- refused: has no primary key
-- table: users
CREATE TABLE users (id bigint);

-- refused: has a key of several columns (seller, buyer)
-- table: pairs
CREATE TABLE pairs (seller bigint, buyer bigint, PRIMARY KEY (seller, buyer));

-- refused: public.users.name is text
-- table: users
CREATE TABLE users (name text PRIMARY KEY);

-- refused: is bigint, which uuidv7 cannot fill
-- table: users
-- option: key=uuidv7
CREATE TABLE users (id bigint PRIMARY KEY);

-- refused: has the default 7
-- table: users
CREATE TABLE users (id bigint PRIMARY KEY DEFAULT 7);

-- refused: public.users.born is date
-- table: users
-- option: unique=born
CREATE TABLE users (id bigint PRIMARY KEY, born date);

-- refused: public.events_old is a part of public.events
-- table: events_old
CREATE TABLE events (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (0) TO (1000);

-- refused: nothing is asked for
-- table: users
-- option: key=none
CREATE TABLE users (id bigint PRIMARY KEY);

-- refused: name taken: function public.uuidv7
-- version: < 18
-- table: users
CREATE TABLE users (id uuid PRIMARY KEY);
CREATE FUNCTION uuidv7() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';
