-- naive: schema
CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text NOT NULL, payload text NOT NULL)
-- naive: emit
INSERT INTO outbox (stream, payload) VALUES (%s, %s)
-- naive: read
SELECT id, payload FROM outbox WHERE id > %s ORDER BY id
-- naive: schema with the writer's transaction
CREATE TABLE outbox (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(), id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream text NOT NULL, payload text NOT NULL
)
-- naive: read by the writer's transaction
SELECT id, payload FROM outbox WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid, id
