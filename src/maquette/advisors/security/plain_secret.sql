-- bad
CREATE TABLE account (id bigint PRIMARY KEY, email text, password text NOT NULL);

-- good
CREATE TABLE account (id bigint PRIMARY KEY, email text, password_hash text NOT NULL);

-- good: about secrets, not secrets
CREATE TABLE account (id bigint PRIMARY KEY, password_changed_at text, secret_id text, password_hint text, tokens text);

-- bad: what the values look like
CREATE TABLE account (id bigint PRIMARY KEY, password text NOT NULL);
INSERT INTO account SELECT i, md5('secret' || i) FROM generate_series(1, 500) AS i;
ANALYZE account;

-- good: slow hashes
CREATE TABLE account (id bigint PRIMARY KEY, password text NOT NULL);
INSERT INTO account SELECT i, '$2b$12$' || md5('salt' || i) || substr(md5('more' || i), 1, 21) FROM generate_series(1, 500) AS i;
ANALYZE account;

-- bad: keys to other services
CREATE TABLE gateway (id bigint PRIMARY KEY, "apiKey" text, card_number varchar(19));

-- good: bytes, as ciphers are kept
CREATE TABLE account (id bigint PRIMARY KEY, secret bytea);
