-- example: attachments of a marketplace
-- table: attachments
-- option: kind=attachable_type
-- option: id=attachable_id
-- option: targets=product=products,SupportTicket=support_tickets
-- fill: INSERT INTO products SELECT n FROM generate_series(1, {rows}) n
-- fill: INSERT INTO support_tickets SELECT n FROM generate_series(1, {rows}) n
-- fill: INSERT INTO attachments (attachable_type, attachable_id, file_name) SELECT CASE n % 2 WHEN 0 THEN 'product' ELSE 'SupportTicket' END, n + CASE n % 100 WHEN 0 THEN {rows} ELSE 0 END, 'file ' || n FROM generate_series(1, {rows}) n
-- write: INSERT INTO attachments (attachable_type, attachable_id, file_name) VALUES ('product', {row}, 'new')
-- write: UPDATE attachments SET file_name = 'changed' WHERE id = {row} AND id % 100 <> 0
-- write: UPDATE attachments SET attachable_type = 'SupportTicket', attachable_id = 1 WHERE id = {row} AND id % 100 <> 0
-- use: INSERT INTO attachments (support_ticket_id, file_name) VALUES (1, 'by column')
CREATE TABLE products (id bigint PRIMARY KEY);
CREATE TABLE support_tickets (id integer PRIMARY KEY);
CREATE TABLE attachments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    attachable_type text NOT NULL,
    attachable_id bigint NOT NULL,
    file_name text NOT NULL,
    length integer GENERATED ALWAYS AS (length(file_name)) STORED
);

-- example: a pair that may be null, a composite key, names in quotes, keys as text
-- table: "Notes"
-- option: kind=About
-- option: id=about id
-- option: targets=user=users,the order="Orders"
-- option: on_delete=cascade
-- fill: INSERT INTO users SELECT gen_random_uuid() FROM generate_series(1, 10)
-- fill: INSERT INTO "Orders" SELECT n FROM generate_series(1, {rows}) n
-- fill: INSERT INTO "Notes" SELECT n, 1, 'the order', n FROM generate_series(1, {rows}) n WHERE n % 2 = 0
-- fill: INSERT INTO "Notes" SELECT n, 0, NULL, NULL FROM generate_series(1, {rows}) n
-- write: UPDATE "Notes" SET "about id" = '7', "About" = 'the order' WHERE no = {row}
-- use: DELETE FROM "Orders" WHERE no = 2
CREATE TABLE users (id uuid PRIMARY KEY);
CREATE TABLE "Orders" (no bigint PRIMARY KEY);
CREATE TABLE "Notes" (no bigint, line integer, "About" text, "about id" text, PRIMARY KEY (no, line));

-- standing: the table of orphans is there
-- table: attachments
-- option: kind=of_type
-- option: id=of_id
-- option: targets=product=products
-- stands: table public.attachments_orphans
CREATE TABLE products (id bigint PRIMARY KEY);
CREATE TABLE attachments (id bigint PRIMARY KEY, of_type text NOT NULL, of_id bigint NOT NULL);
CREATE TABLE attachments_orphans (id bigint, of_type text, of_id bigint);

-- refused: has no primary key
-- table: attachments
-- option: kind=of_type
-- option: id=of_id
-- option: targets=product=products
CREATE TABLE products (id bigint PRIMARY KEY);
CREATE TABLE attachments (of_type text, of_id bigint);

-- refused: there is no table public.goods
-- table: attachments
-- option: kind=of_type
-- option: id=of_id
-- option: targets=product=goods
CREATE TABLE attachments (id bigint PRIMARY KEY, of_type text, of_id bigint);

-- refused: has 2 columns
-- table: attachments
-- option: kind=of_type
-- option: id=of_id
-- option: targets=line=lines
CREATE TABLE lines (no bigint, line bigint, PRIMARY KEY (no, line));
CREATE TABLE attachments (id bigint PRIMARY KEY, of_type text, of_id bigint);

-- refused: has no column
-- table: attachments
-- option: kind=kind
-- option: id=of_id
-- option: targets=product=products
CREATE TABLE products (id bigint PRIMARY KEY);
CREATE TABLE attachments (id bigint PRIMARY KEY, of_id bigint);

-- refused: name taken: public.attachments.product_id
-- table: attachments
-- option: kind=of_type
-- option: id=of_id
-- option: targets=product=products
CREATE TABLE products (id bigint PRIMARY KEY);
CREATE TABLE attachments (id bigint PRIMARY KEY, of_type text, of_id bigint, product_id text);

-- refused: no word and table
-- table: attachments
-- option: kind=of_type
-- option: id=of_id
-- option: targets=products
CREATE TABLE products (id bigint PRIMARY KEY);
CREATE TABLE attachments (id bigint PRIMARY KEY, of_type text, of_id bigint);

-- refused: holds 'ticket', for which there is no target
-- table: attachments
-- option: kind=of_type
-- option: id=of_id
-- option: targets=product=products
CREATE TABLE products (id bigint PRIMARY KEY);
CREATE TABLE attachments (id bigint PRIMARY KEY, of_type text NOT NULL, of_id bigint NOT NULL);
INSERT INTO attachments SELECT n, 'ticket', n FROM generate_series(1, 50) n;
ANALYZE attachments;
