-- step: table {table}
CREATE TABLE {table} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    {queue} text NOT NULL DEFAULT 'default',
    {fair_column}priority smallint NOT NULL DEFAULT 0,
    payload jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    {run_at} timestamptz NOT NULL DEFAULT now(),
    {attempts} integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    last_error text,
    {done} timestamptz,
    {dead} timestamptz
) WITH ({storage});
-- undo
DROP TABLE {table};

-- step: index {index}
CREATE INDEX {index_name} ON {table} ({order}) WHERE {open};
-- undo
-- It goes with its table.
