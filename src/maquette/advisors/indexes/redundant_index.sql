-- bad
CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint, day date);
CREATE INDEX purchase_customer ON purchase (customer);
CREATE INDEX purchase_customer_day ON purchase (customer, day);

-- bad: two that a third replaces, one turned round
CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint, day date, total numeric);
CREATE INDEX a ON purchase (customer DESC);
CREATE INDEX b ON purchase (customer, day);
CREATE INDEX c ON purchase (customer, day, total);

-- bad: the key of the table begins with it
CREATE TABLE member (club bigint, person bigint, PRIMARY KEY (club, person));
CREATE INDEX member_club ON member (club);

-- good
CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint, day date);
CREATE INDEX purchase_customer_day ON purchase (customer, day);
CREATE INDEX purchase_day ON purchase (day);

-- good: unique, so it says more
CREATE TABLE purchase (id bigint PRIMARY KEY, number text UNIQUE, day date);
CREATE INDEX purchase_number_day ON purchase (number, day);

-- good: another order, condition, operator class or method, or columns that only it INCLUDEs
CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint, day date, note text, open boolean);
CREATE INDEX ON purchase (customer, day, id);
CREATE INDEX ON purchase (customer, day DESC);
CREATE INDEX ON purchase (customer) WHERE open;
CREATE INDEX ON purchase (customer) INCLUDE (note);
CREATE INDEX ON purchase USING hash (customer);
CREATE INDEX ON purchase (note text_pattern_ops);
CREATE INDEX ON purchase (note, day);

-- good: the other is invalid
CREATE TABLE purchase (id bigint PRIMARY KEY, customer bigint, day date);
CREATE INDEX purchase_customer ON purchase (customer);
CREATE INDEX purchase_customer_day ON purchase (customer, day);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'purchase_customer_day'::regclass;
