-- bad
CREATE TABLE account (id bigint PRIMARY KEY, external_ref varchar(36));
INSERT INTO account SELECT n, md5(n::text)::uuid::text FROM generate_series(1, 500) n;
CREATE INDEX ON account (external_ref);
ANALYZE account;

-- bad: no rows, but the name and the size
CREATE TABLE account (id bigint PRIMARY KEY, account_uuid char(36) NOT NULL);

-- bad: a foreign key needs both sides changed together
CREATE TABLE account (id text PRIMARY KEY DEFAULT gen_random_uuid()::text);
CREATE TABLE purchase (id bigint PRIMARY KEY, account_id text REFERENCES account);

-- good
CREATE TABLE account (id uuid PRIMARY KEY DEFAULT gen_random_uuid());

-- good: values that are something else
CREATE TABLE payment (id bigint PRIMARY KEY, provider_ref varchar(36));
INSERT INTO payment SELECT n, CASE WHEN n % 10 = 0 THEN 'ch_' || n ELSE md5(n::text)::uuid::text END FROM generate_series(1, 500) n;
ANALYZE payment;

-- good: digests have 32 digits too
CREATE TABLE session (id bigint PRIMARY KEY, token text);
INSERT INTO session SELECT n, md5(n::text) FROM generate_series(1, 500) n;
ANALYZE session;

-- good: no values and no such name
CREATE TABLE payment (id bigint PRIMARY KEY, provider_ref varchar(36));
