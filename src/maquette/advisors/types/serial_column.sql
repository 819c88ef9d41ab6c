-- bad
CREATE TABLE purchase (id bigserial PRIMARY KEY, total numeric);

-- bad: in another schema
CREATE SCHEMA billing;
CREATE TABLE billing."Refund" (id serial PRIMARY KEY, total numeric);
INSERT INTO billing."Refund" (total) VALUES (1), (2);

-- good
CREATE TABLE purchase (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric);

-- good: two tables share the numbers
CREATE TABLE purchase (id bigserial PRIMARY KEY, total numeric);
CREATE TABLE refund (id bigint PRIMARY KEY DEFAULT nextval('purchase_id_seq'), total numeric);

-- good: a sequence that stands alone
CREATE SEQUENCE invoice_number;
CREATE TABLE invoice (id bigint PRIMARY KEY, number bigint NOT NULL DEFAULT nextval('invoice_number'));
