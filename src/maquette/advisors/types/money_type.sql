-- bad
CREATE TABLE payout (id bigint PRIMARY KEY, amount money NOT NULL);

-- bad: a default
CREATE TABLE payout (id bigint PRIMARY KEY, amount money NOT NULL DEFAULT 0);
INSERT INTO payout VALUES (1, 12.5);

-- good
CREATE TABLE payout (id bigint PRIMARY KEY, amount numeric(19, 4) NOT NULL, currency char(3) NOT NULL);

-- good: the name is not the type
CREATE TABLE payout (id bigint PRIMARY KEY, money numeric NOT NULL);
