-- bad
CREATE TABLE product (id bigint PRIMARY KEY);
CREATE TABLE product_attribute (product_id bigint REFERENCES product, name text, value text, PRIMARY KEY (product_id, name));

-- bad: other words for it
CREATE TABLE post (id bigint PRIMARY KEY);
CREATE TABLE post_meta (id bigint PRIMARY KEY, post_id bigint REFERENCES post, meta_key varchar(255), meta_value text);

-- good
CREATE TABLE product (id bigint PRIMARY KEY, colour text, size text, attributes jsonb NOT NULL DEFAULT '{}');

-- good: settings of a user
CREATE TABLE account (id bigint PRIMARY KEY);
CREATE TABLE account_setting (account_id bigint REFERENCES account, key text, value text, PRIMARY KEY (account_id, key));

-- good: settings of no entity
CREATE TABLE parameter (key text PRIMARY KEY, value text NOT NULL);

-- good: a name, and a value that is a number
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE discount (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer, name text, value numeric);
