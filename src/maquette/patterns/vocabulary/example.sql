-- example: carts of a marketplace
-- table: carts
-- option: column=status
-- fill: INSERT INTO carts (status) SELECT (ARRAY['open', 'ordered', 'left'])[n % 3 + 1] FROM generate_series(1, {rows}) n
-- fill: ANALYZE carts
-- write: INSERT INTO carts (status) VALUES ('open')
-- write: UPDATE carts SET status = 'left' WHERE id = {row}
CREATE TABLE carts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text NOT NULL DEFAULT 'open');

-- example: a word with a quote, a name in quotes, shared by two tables: a lookup table
-- table: "Order Items"
-- option: column=kind
-- option: words=gift,baker's dozen,sale
-- fill: INSERT INTO "Order Items" SELECT n, 'gift' FROM generate_series(1, {rows}) n
-- fill: ANALYZE "Order Items"
-- write: UPDATE "Order Items" SET kind = 'baker''s dozen' WHERE no = {row}
-- use: INSERT INTO "Order Items_kind_words" VALUES ('new', 'just come')
CREATE TABLE returns (no bigint PRIMARY KEY, kind text);
CREATE TABLE "Order Items" (no bigint PRIMARY KEY, kind character varying(20));

-- example: a CHECK that gets one more word
-- table: members
-- option: column=role
-- option: words=owner,staff,guest
-- fill: INSERT INTO members SELECT n, 'staff' FROM generate_series(1, {rows}) n
-- fill: ANALYZE members
-- write: UPDATE members SET role = 'owner' WHERE id = {row}
-- use: INSERT INTO members VALUES (0, 'staff')
CREATE TABLE members (id bigint PRIMARY KEY, role text CHECK (role IN ('owner', 'staff')));

-- standing: the CHECK is there
-- table: members
-- option: column=role
-- stands: check members_role_check on public.members
CREATE TABLE members (id bigint PRIMARY KEY, role text CHECK (role IN ('owner', 'staff')));

-- standing: an enum has its words
-- table: carts
-- option: column=status
-- option: words=left,open
CREATE SCHEMA "My types";
CREATE TYPE "My types".status AS ENUM ('open', 'left');
CREATE TABLE carts (id bigint PRIMARY KEY, status "My types".status);

-- refused: is an enum, which has not 'gone'
-- table: carts
-- option: column=status
-- option: words=open,gone
CREATE TYPE status AS ENUM ('open', 'left');
CREATE TABLE carts (id bigint PRIMARY KEY, status status);

-- refused: is partitioned
-- table: carts
-- option: column=status
CREATE TABLE carts (id bigint PRIMARY KEY, status text) PARTITION BY HASH (id);

-- refused: nothing tells the words
-- table: carts
-- option: column=status
CREATE TABLE carts (id bigint PRIMARY KEY, status text);

-- refused: status is integer
-- table: carts
-- option: column=status
CREATE TABLE carts (id bigint PRIMARY KEY, status integer);

-- refused: holds 'left'
-- table: carts
-- option: column=status
-- option: words=open,ordered
CREATE TABLE carts (id bigint PRIMARY KEY, status text);
INSERT INTO carts SELECT n, 'left' FROM generate_series(1, 50) n;
ANALYZE carts;

-- refused: name taken
-- table: carts
-- option: column=status
-- option: words=open
-- option: form=lookup
CREATE TABLE carts (id bigint PRIMARY KEY, status text);
CREATE TABLE carts_status_words (id integer);
