-- bad
-- activity event_2025_12: inserts=90000
CREATE TABLE event (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_2025_11 PARTITION OF event FOR VALUES FROM ('2025-11-01') TO ('2025-12-01');
CREATE TABLE event_2025_12 PARTITION OF event FOR VALUES FROM ('2025-12-01') TO ('2026-01-01');

-- good
-- activity event_2025_12: inserts=90000
CREATE TABLE event (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_2025_12 PARTITION OF event FOR VALUES FROM ('2025-12-01') TO ('2026-01-01');
CREATE TABLE event_2026_01 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');

-- good: nothing is inserted any more
CREATE TABLE event (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

-- good: the last one has no end
-- activity event_now: inserts=90000
CREATE TABLE event (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE event_now PARTITION OF event FOR VALUES FROM ('2025-01-01') TO (MAXVALUE);

-- bad: the rows fall into the default partition
-- activity event_rest: inserts=90000
CREATE TABLE event (day date NOT NULL, kind text) PARTITION BY RANGE (day);
CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE event_rest PARTITION OF event DEFAULT;

-- bad: it ends in a week
-- activity event_now: inserts=90000
CREATE TABLE event (at timestamp NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_now PARTITION OF event FOR VALUES FROM ('2025-12-08') TO ('2026-01-08');
CREATE TABLE event_first PARTITION OF event FOR VALUES FROM (MINVALUE) TO ('2025-12-08');

-- good: not by time
-- activity sale_0: inserts=90000
CREATE TABLE sale (id bigint NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE sale_0 PARTITION OF sale FOR VALUES FROM (0) TO (1000000);

-- bad: pg_partman is to keep it, and does not
-- extension: pg_partman
-- activity event_p20251201: inserts=90000
CREATE EXTENSION pg_partman;
CREATE TABLE event (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_p20251201 PARTITION OF event FOR VALUES FROM ('2025-12-01') TO ('2026-01-01');
INSERT INTO part_config (parent_table, control, partition_type, partition_interval)
SELECT 'public.event', 'at', CASE WHEN extversion LIKE '4.%' THEN 'native' ELSE 'range' END, '1 month'
FROM pg_extension WHERE extname = 'pg_partman';
