-- A small shop with a few mistakes: the sample of the commands' pages.
CREATE TABLE customer (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    joined timestamp without time zone NOT NULL
);

CREATE TABLE purchase (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES customer,
    status text NOT NULL DEFAULT 'new',
    total real NOT NULL,
    placed_at timestamptz NOT NULL
);
CREATE INDEX purchase_placed_at ON purchase (placed_at);
CREATE INDEX purchase_placed_at_again ON purchase (placed_at);

CREATE TABLE purchase_event (
    purchase_id integer NOT NULL,
    what jsonb NOT NULL
);

ALTER TABLE purchase ADD CONSTRAINT purchase_total_check CHECK (total >= 0) NOT VALID;
