-- bad
CREATE TABLE account (id bigint PRIMARY KEY, reset_token text);
INSERT INTO account SELECT n, CASE WHEN n % 50 = 0 THEN md5(n::text) END FROM generate_series(1, 12000) n;
CREATE INDEX account_reset_token ON account (reset_token);
ANALYZE account;

-- bad: a foreign key that few rows have
CREATE TABLE campaign (id int PRIMARY KEY);
INSERT INTO campaign SELECT generate_series(1, 100);
CREATE TABLE purchase (id bigint PRIMARY KEY, campaign int REFERENCES campaign);
INSERT INTO purchase SELECT n, CASE WHEN n % 40 = 0 THEN 1 + n % 100 END FROM generate_series(1, 12000) n;
CREATE INDEX purchase_campaign ON purchase (campaign);
ANALYZE purchase;

-- good
CREATE TABLE account (id bigint PRIMARY KEY, reset_token text);
INSERT INTO account SELECT n, CASE WHEN n % 50 = 0 THEN md5(n::text) END FROM generate_series(1, 12000) n;
CREATE INDEX ON account (reset_token) WHERE reset_token IS NOT NULL;
ANALYZE account;

-- good: half of the rows have a value
CREATE TABLE account (id bigint PRIMARY KEY, phone text);
INSERT INTO account SELECT n, CASE WHEN n % 2 = 0 THEN n::text END FROM generate_series(1, 12000) n;
CREATE INDEX ON account (phone);
ANALYZE account;

-- good: unique
CREATE TABLE account (id bigint PRIMARY KEY, reset_token text UNIQUE);
INSERT INTO account SELECT n, CASE WHEN n % 50 = 0 THEN md5(n::text) END FROM generate_series(1, 12000) n;
ANALYZE account;
