-- bad
CREATE TABLE product (id bigint PRIMARY KEY);
CREATE TABLE review (id bigint PRIMARY KEY);
CREATE TABLE attachment (id bigint PRIMARY KEY, attachable_type text NOT NULL, attachable_id bigint NOT NULL);

-- bad: the values are names of tables
CREATE TABLE product (id bigint PRIMARY KEY);
CREATE TABLE review (id bigint PRIMARY KEY);
CREATE TABLE picture (id bigint PRIMARY KEY, shown_type text NOT NULL, shown_id bigint NOT NULL);
INSERT INTO picture SELECT n, CASE n % 2 WHEN 0 THEN 'Product' ELSE 'Review' END, n FROM generate_series(1, 100) n;
ANALYZE picture;

-- good
CREATE TABLE product (id bigint PRIMARY KEY);
CREATE TABLE review (id bigint PRIMARY KEY);
CREATE TABLE attachment (
  id bigint PRIMARY KEY, product_id bigint REFERENCES product, review_id bigint REFERENCES review,
  CHECK (num_nonnulls(product_id, review_id) = 1)
);

-- good: the kind of a row, and a table of that name
CREATE TABLE account (id bigint PRIMARY KEY);
CREATE TABLE payment (id bigint PRIMARY KEY, account_type text, account_id bigint REFERENCES account);

-- good: the number of a document
CREATE TABLE guest (id bigint PRIMARY KEY, document_type text, document_id text);

-- good: an audit log outlives what it speaks of
CREATE TABLE audit_log (id bigint PRIMARY KEY, entity_type text NOT NULL, entity_id bigint NOT NULL);
