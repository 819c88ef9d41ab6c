-- bad
CREATE TABLE visit (page text NOT NULL, at timestamptz NOT NULL DEFAULT now());

-- bad: a table that joins two others
CREATE TABLE product (id bigint PRIMARY KEY);
CREATE TABLE tag (id bigint PRIMARY KEY);
CREATE TABLE product_tag (product_id bigint NOT NULL REFERENCES product, tag_id bigint NOT NULL REFERENCES tag);

-- bad: an id that nobody declared as the key
CREATE TABLE visit (id bigint NOT NULL, page text);

-- bad: unique, but null may be there many times
CREATE TABLE visit (code text UNIQUE, page text);

-- good
CREATE TABLE visit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, page text NOT NULL);

-- good: a unique key over NOT NULL columns
CREATE TABLE country (code text NOT NULL UNIQUE, name text NOT NULL);

-- good: partitions have the key of their table
CREATE TABLE visit (id bigint, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE visit_2026 PARTITION OF visit FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
