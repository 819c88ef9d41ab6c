-- example: payments of a marketplace
-- fill: INSERT INTO payments (order_id, amount) SELECT n, n % 500 FROM generate_series(1, {rows}) n
-- fill: ANALYZE payments
-- write: INSERT INTO payments (order_id, amount) VALUES ({row}, 5)
-- write: UPDATE payments SET amount = amount + 1 WHERE id = {row}
-- use: SELECT idempotency_once('payments', 'k1', '{"order": 1, "amount": 5}', 'pay')
-- use: SELECT idempotency_purge('0 seconds')
CREATE TABLE payments (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint, amount numeric);
CREATE FUNCTION pay(request jsonb) RETURNS jsonb LANGUAGE sql AS $$
    INSERT INTO payments (order_id, amount) VALUES ((request ->> 'order')::bigint, (request ->> 'amount')::numeric)
    RETURNING to_jsonb(payments)
$$;

-- example: a name in quotes, in a schema of its own
-- option: name=web."Request Keys"
-- option: keep=1 hour
-- use: SELECT * FROM web."Request Keys_claim"('a', 'b', '{}')
CREATE SCHEMA web;

-- standing: the table is there already
-- stands: table public.idempotency
CREATE TABLE idempotency (
    scope text, key text, request bytea NOT NULL, answer jsonb, created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, key)
);

-- refused: name taken: table public.idempotency
CREATE TABLE idempotency (key text PRIMARY KEY);

-- refused: name taken: function public.idempotency_once
CREATE FUNCTION idempotency_once(text, text, jsonb, regproc) RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb';
