-- naive: schema
CREATE TABLE words (word text PRIMARY KEY);
CREATE TABLE carts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text NOT NULL)
-- naive: write after a look
INSERT INTO carts (status) SELECT word FROM words WHERE word = %s
