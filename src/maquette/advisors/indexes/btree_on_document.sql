-- bad
CREATE TABLE product (id bigint PRIMARY KEY, attributes jsonb);
CREATE INDEX product_attributes ON product (attributes);

-- bad: an array, and a text search document
CREATE TABLE product (id bigint PRIMARY KEY, tags text[], document tsvector);
CREATE INDEX product_tags ON product (tags) WHERE tags IS NOT NULL;
CREATE INDEX product_document ON product (document);

-- good
CREATE TABLE product (id bigint PRIMARY KEY, attributes jsonb, tags text[]);
CREATE INDEX ON product USING gin (attributes jsonb_path_ops);
CREATE INDEX ON product USING gin (tags);

-- good: one value of the document
CREATE TABLE product (id bigint PRIMARY KEY, attributes jsonb);
CREATE INDEX ON product ((attributes ->> 'colour'));

-- good: whole values differ
CREATE TABLE product (id bigint PRIMARY KEY, tags text[] UNIQUE);
