-- step: table {keys}
CREATE TABLE {keys} (
    scope text,
    key text,
    request bytea NOT NULL,
    answer jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, key)
);
-- undo
DROP TABLE {keys};
