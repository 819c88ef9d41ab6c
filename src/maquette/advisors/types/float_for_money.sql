-- bad
CREATE TABLE refund (id bigint PRIMARY KEY, amount double precision NOT NULL);

-- bad: two columns, one with a default and a check
CREATE TABLE payout (id bigint PRIMARY KEY, fee real DEFAULT 0 CHECK (fee >= 0), net_amount float8);
CREATE INDEX ON payout (net_amount);

-- bad: a generated column reads it, so ALTER would fail
CREATE TABLE item (id bigint PRIMARY KEY, price float8, gross float8 GENERATED ALWAYS AS (price * 1.2) STORED);

-- good
CREATE TABLE refund (id bigint PRIMARY KEY, amount numeric(19, 4) NOT NULL, cents bigint);

-- good: rates, scores and estimates
CREATE TABLE offer (id bigint PRIMARY KEY, tax_rate real, discount_percent float8, price_score float8, estimated_cost float8);

-- good: other quantities
CREATE TABLE parcel (id bigint PRIMARY KEY, weight_kg real, latitude float8, total_distance float8);
