-- step: table {events}
CREATE TABLE {events} (
    lane smallint NOT NULL,
    position xid8 NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    stream text NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (lane, position, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);
-- undo
DROP TABLE {events};

-- step: table {streams}
CREATE TABLE {streams} (
    stream text PRIMARY KEY,
    lane smallint NOT NULL,
    number bigint NOT NULL,
    position xid8 NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
-- undo
DROP TABLE {streams};

-- step: table {readers}
CREATE TABLE {readers} (
    reader text,
    lane smallint,
    position xid8 NOT NULL,
    id bigint NOT NULL,
    PRIMARY KEY (reader, lane)
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);
-- undo
DROP TABLE {readers};
