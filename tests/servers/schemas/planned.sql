-- A database with data of many types, every kind of index and every kind of statistics: what a twin must plan alike.
CREATE SCHEMA app;
CREATE SCHEMA "Odd Schema";
CREATE TYPE app.mood AS ENUM ('sad', 'calm', 'glad');
CREATE DOMAIN app.positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN app.words AS text;
CREATE TYPE app.pair AS (x integer, y text);
CREATE TYPE app.span AS RANGE (subtype = app.positive);

CREATE TABLE app.things (
    id bigint PRIMARY KEY, gone integer, code varchar(20) NOT NULL, name text COLLATE "C", fixed char(4), amount numeric(12, 2),
    ratio double precision, small smallint, flag boolean, day date, at timestamptz, local_at timestamp, key uuid, doc jsonb,
    tags text[], numbers integer[], words app.words[], moods app.mood[], mood app.mood, size app.positive, search tsvector,
    valid daterange, slots int4range,
    multi int4multirange, -- since 14
    multi int4range, -- before 14
    net inet, raw bytea, length interval, pair app.pair, odd app.span,
    identifier oid, nothing text
);
INSERT INTO app.things
SELECT i, i, 'code-' || i % 500, 'name ' || md5((i % 3000)::text), 'f' || i % 9, (i * 7 % 10000) / 100.0, i / 3.0, i % 30, i % 7 = 0,
       date '2020-01-01' + i % 700, timestamptz '2020-01-01 00:00+00' + i * interval '1 hour', timestamp '2020-01-01' + i * interval '3 min',
       md5(i::text)::uuid, jsonb_build_object('a', i % 10, 'b', i % 3), ARRAY['t' || i % 11, 't' || i % 13], ARRAY[i % 5, i % 50],
       ARRAY['w' || i % 4]::app.words[], ARRAY[(ARRAY['sad', 'calm'])[1 + i % 2]]::app.mood[], (ARRAY['sad', 'calm', 'glad'])[1 + i % 3]::app.mood,
       1 + i % 40, to_tsvector('simple', 'w' || i % 20 || ' v' || i % 300), daterange(date '2020-01-01' + i % 300, date '2020-02-01' + i % 300),
       int4range(i % 100, i % 100 + i % 10),
       int4multirange(int4range(i % 90, i % 90 + 2)), -- since 14
       int4range(i % 90, i % 90 + 2), -- before 14
       ('10.0.' || i % 250 || '.1')::inet,
       ('\x' || md5((i % 100)::text))::bytea, i * interval '1 min', ROW(i % 10, 'p')::app.pair, app.span((1 + i % 8)::app.positive, 20::app.positive),
       (i % 60)::oid, CASE WHEN i % 1000 = 0 THEN 'x' END
  FROM generate_series(1, 60000) i;
ALTER TABLE app.things DROP COLUMN gone;
CREATE UNIQUE INDEX things_code_id ON app.things (code, id);
CREATE INDEX things_code ON app.things (code);
CREATE INDEX things_code_again ON app.things (code);
CREATE INDEX things_name ON app.things (name text_pattern_ops, amount DESC NULLS LAST) INCLUDE (day);
CREATE INDEX things_lower ON app.things (lower(code)) WHERE flag;
CREATE INDEX things_lowered ON app.things ((upper(name)), (size * 2));
CREATE INDEX things_day ON app.things USING brin (day) WITH (pages_per_range = 16);
CREATE INDEX things_at ON app.things (at);
CREATE INDEX things_key ON app.things USING hash (key);
CREATE INDEX things_search ON app.things USING gin (search);
CREATE INDEX things_tags ON app.things USING gin (tags);
CREATE INDEX things_doc ON app.things USING gin (doc jsonb_path_ops);
CREATE INDEX things_valid ON app.things USING gist (valid);
CREATE INDEX things_net ON app.things USING spgist (net);
CREATE INDEX things_mood ON app.things (mood, small);
CREATE STATISTICS app.things_kinds ON flag, small, size FROM app.things;
CREATE STATISTICS "Odd Schema"."things More" ON mood, (small % 3), (lower(code)) FROM app.things; -- since 14
ALTER TABLE app.things ALTER COLUMN code SET STATISTICS 300;

CREATE TABLE app.parts (id bigint, made date NOT NULL, thing bigint NOT NULL, note text, PRIMARY KEY (id, made)) PARTITION BY RANGE (made);
CREATE TABLE app.parts_2020 PARTITION OF app.parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE app.parts_2021 PARTITION OF app.parts FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TABLE app.parts_rest PARTITION OF app.parts DEFAULT;
CREATE INDEX parts_thing ON app.parts (thing);
INSERT INTO app.parts SELECT i, date '2020-01-01' + i % 900, 1 + i % 60000, 'note ' || i FROM generate_series(1, 50000) i;
ALTER TABLE app.parts ADD FOREIGN KEY (thing) REFERENCES app.things;

CREATE TABLE app.old (id integer PRIMARY KEY, label text);
CREATE TABLE app.old_child (extra integer) INHERITS (app.old);
INSERT INTO app.old SELECT i, 'l' || i % 40 FROM generate_series(1, 4000) i;
INSERT INTO app.old_child SELECT i, 'c' || i % 4, i FROM generate_series(1, 9000) i;
CREATE INDEX old_child_extra ON app.old_child (extra);

CREATE TABLE app.empty (id integer PRIMARY KEY, label text);
CREATE UNLOGGED TABLE "Odd Schema"."Quoted ""Table""" ("Some Id" integer PRIMARY KEY, "Value" text);
INSERT INTO "Odd Schema"."Quoted ""Table""" SELECT i, 'v' || i % 10 FROM generate_series(1, 7000) i;
CREATE INDEX "Odd Index" ON "Odd Schema"."Quoted ""Table""" ("Value");
CREATE MATERIALIZED VIEW app.counts AS SELECT code, count(*) AS n FROM app.things GROUP BY code;
CREATE UNIQUE INDEX counts_code ON app.counts (code);
CREATE VIEW app.glad AS SELECT id, code FROM app.things WHERE mood = 'glad';
CREATE FUNCTION app.twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';

VACUUM;
ANALYZE;

CREATE TABLE app.fresh (id integer PRIMARY KEY, label text);
INSERT INTO app.fresh SELECT i, 'label ' || i FROM generate_series(1, 20000) i;
CREATE INDEX fresh_label ON app.fresh (label);
