-- naive: schema
CREATE TABLE keys (key text NOT NULL, answer integer);
CREATE TABLE payments (id integer GENERATED ALWAYS AS IDENTITY, key text)
-- naive: known
SELECT answer FROM keys WHERE key = %s
-- naive: remember
INSERT INTO keys VALUES (%s, %s)
