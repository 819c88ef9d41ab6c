-- bad
CREATE TABLE event (at timestamptz NOT NULL, seller int) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX ON event_2026 (seller);

-- good
CREATE TABLE event (at timestamptz NOT NULL, seller int) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX ON event (seller);

-- good: each partition has its own
CREATE TABLE event (at timestamptz NOT NULL, seller int) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX ON event_2025 (seller);
CREATE INDEX ON event_2026 (seller);

-- bad: the parent's index is waiting for one
CREATE TABLE event (at timestamptz NOT NULL, seller int) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX event_seller ON ONLY event (seller);
CREATE INDEX event_2026_seller ON event_2026 (seller);
ALTER INDEX event_seller ATTACH PARTITION event_2026_seller;

-- bad: unique in one partition alone
CREATE TABLE event (at timestamptz NOT NULL, number int) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE UNIQUE INDEX ON event_2026 (number);
