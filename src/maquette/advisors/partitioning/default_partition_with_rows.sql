-- bad
-- rows: event_2025=1e6 event_rest=6091
CREATE TABLE event (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_rest PARTITION OF event DEFAULT;

-- good
-- rows: event_2025=1e6 event_rest=0
CREATE TABLE event (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_rest PARTITION OF event DEFAULT;

-- good: it is the only one
-- rows: event_rest=6091
CREATE TABLE event (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_rest PARTITION OF event DEFAULT;

-- good: none
-- rows: event_2025=1e6
CREATE TABLE event (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
