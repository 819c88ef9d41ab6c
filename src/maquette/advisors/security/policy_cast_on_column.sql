-- bad
CREATE TABLE sale (id bigint PRIMARY KEY, seller_id bigint NOT NULL);
CREATE INDEX ON sale (seller_id);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_seller ON sale USING (seller_id::text = current_setting('app.seller_id', true));

-- good
CREATE TABLE sale (id bigint PRIMARY KEY, seller_id bigint NOT NULL);
CREATE INDEX ON sale (seller_id);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_seller ON sale USING (seller_id = nullif(current_setting('app.seller_id', true), '')::bigint);

-- good: varchar and text are one
CREATE TABLE sale (id bigint PRIMARY KEY, seller varchar(20) NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_seller ON sale USING (seller = current_setting('app.seller'));

-- good: the expression is indexed
CREATE TABLE sale (id bigint PRIMARY KEY, email text NOT NULL);
CREATE INDEX ON sale (lower(email));
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_buyer ON sale USING (lower(email) = current_setting('app.email'));

-- bad: a function of the column
CREATE TABLE sale (id bigint PRIMARY KEY, email text NOT NULL);
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_buyer ON sale USING (lower(email) = current_setting('app.email') AND id > 0);
