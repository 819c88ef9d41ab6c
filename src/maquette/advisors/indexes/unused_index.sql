-- bad
-- rows: purchase=1e6
-- activity purchase: seq_scans=10 index_scans=1000000 inserts=1000000
-- activity purchase_pkey: scans=1000000
-- since: 90 days
CREATE TABLE purchase (id bigint PRIMARY KEY, day date);
CREATE INDEX purchase_day ON purchase (day);

-- bad: of a partitioned table
-- rows: purchase_2025=1e6 purchase_2026=1e6
-- activity purchase_2025: seq_scans=5
-- since: 30 days
CREATE TABLE purchase (id bigint, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE purchase_2025 PARTITION OF purchase FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE purchase_2026 PARTITION OF purchase FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX purchase_day ON purchase (day);

-- good
-- rows: purchase=1e6
-- activity purchase: index_scans=1000000
-- activity purchase_day: scans=7
-- since: 90 days
CREATE TABLE purchase (id bigint PRIMARY KEY, day date);
CREATE INDEX purchase_day ON purchase (day);

-- good: the counters are young
-- rows: purchase=1e6
-- activity purchase: index_scans=1000000
-- since: 3 days
CREATE TABLE purchase (id bigint PRIMARY KEY, day date);
CREATE INDEX purchase_day ON purchase (day);

-- good: unique, only index of a foreign key, expression
-- rows: purchase=1e6
-- activity purchase: index_scans=1000000
-- since: 90 days
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, number text UNIQUE, customer bigint REFERENCES customer, day date);
CREATE INDEX ON purchase (customer);
CREATE INDEX ON purchase ((extract(year FROM day)));

-- good: read in one partition
-- rows: purchase_2025=1e6 purchase_2026=1e6
-- activity purchase_2026: index_scans=5
-- activity purchase_2026_day_idx: scans=5
-- since: 30 days
CREATE TABLE purchase (id bigint, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE purchase_2025 PARTITION OF purchase FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE purchase_2026 PARTITION OF purchase FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX purchase_day ON purchase (day);

-- good: the shorter one takes the scans of both
-- rows: purchase=1e6
-- activity purchase: index_scans=1000000
-- activity purchase_day: scans=9
-- since: 90 days
CREATE TABLE purchase (id bigint PRIMARY KEY, day date, total int);
CREATE INDEX purchase_day ON purchase (day);
CREATE INDEX purchase_day_total ON purchase (day, total);

-- good: nobody reads the table at all, so the counters say nothing
-- rows: purchase=1e6
-- since: 90 days
CREATE TABLE purchase (id bigint PRIMARY KEY, day date);
CREATE INDEX purchase_day ON purchase (day);
