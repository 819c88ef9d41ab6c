-- bad
CREATE TABLE shipment (id bigint PRIMARY KEY, sent_at timestamp, arrived_at timestamp(3) DEFAULT now());

-- bad: other columns have one
CREATE TABLE purchase (id bigint PRIMARY KEY, paid_at timestamptz);
CREATE TABLE shipment (id bigint PRIMARY KEY, sent_at timestamp);
CREATE INDEX ON shipment (sent_at);

-- bad: a view reads the column, so ALTER would fail
CREATE TABLE shipment (id bigint PRIMARY KEY, sent_at timestamp);
CREATE VIEW sent AS SELECT id FROM shipment WHERE sent_at < now();

-- good
CREATE TABLE shipment (id bigint PRIMARY KEY, sent_at timestamptz, due date);

-- good: a wall clock, with its time zone beside it
CREATE TABLE appointment (id bigint PRIMARY KEY, starts_at timestamp NOT NULL, timezone text NOT NULL);

-- good: a column that says so
CREATE TABLE appointment (id bigint PRIMARY KEY, starts_local timestamp NOT NULL);
