-- naive: the table of the playbook
CREATE TABLE events (
    id bigserial,
    created_at timestamptz NOT NULL,
    kind text
) PARTITION BY RANGE (created_at);
CREATE TABLE events_2024_01 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');

-- naive: a primary key of id alone
CREATE TABLE events (id bigserial PRIMARY KEY, created_at timestamptz NOT NULL) PARTITION BY RANGE (created_at);

-- naive: copy and rename
CREATE TABLE events_new (LIKE events INCLUDING DEFAULTS) PARTITION BY RANGE (created_at);
CREATE TABLE events_all PARTITION OF events_new DEFAULT;
INSERT INTO events_new SELECT * FROM events;
ALTER TABLE events RENAME TO events_old;
ALTER TABLE events_new RENAME TO events;
