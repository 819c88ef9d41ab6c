-- Rows of many types and distributions, always the same, whose indexes are really built and compared with the twin's sizes.
SELECT setseed(0.42);
CREATE TYPE state AS ENUM ('new', 'paid', 'sent', 'closed', 'lost');

CREATE TABLE accounts (id integer PRIMARY KEY, email text NOT NULL, name varchar(60), country char(2), balance numeric(12, 2), joined date, notes text);
INSERT INTO accounts
SELECT i, 'user' || i || '@' || (ARRAY['example.org', 'mail.example.com', 'corp.example.net'])[1 + (random() * 2)::int],
       initcap(substr(md5(random()::text), 1, 3 + (random() * 9)::int)) || ' ' || initcap(substr(md5(random()::text), 1, 4 + (random() * 12)::int)),
       chr(65 + (random() * 5)::int) || chr(65 + (random() * 5)::int), (random() * random() * 1e6)::numeric(12, 2),
       date '2015-01-01' + (random() * 3000)::int, CASE WHEN random() < 0.3 THEN repeat(md5(i::text), 1 + (random() * 6)::int) END
  FROM generate_series(1, 25000) i;

CREATE TABLE events (
    id bigint PRIMARY KEY, account integer NOT NULL, kind text NOT NULL, state state NOT NULL, small smallint, day date, at timestamptz,
    logged timestamptz, local timestamp, amount numeric(12, 2), price numeric, ratio double precision, flag boolean, key uuid, address inet, network cidr,
    code char(10), title text, email text, path text COLLATE "C", digest bytea, parent bigint, closed date, zipf integer, took interval, opening time,
    tags text[], numbers integer[], doc jsonb, words tsvector, slot int4range, during tstzrange, place point, area box, extra jsonb
);
INSERT INTO events
SELECT i, 1 + (random() * 5000)::int, (ARRAY['click', 'view', 'view', 'view', 'purchase', 'a much longer kind of event'])[1 + (random() * 5)::int],
       (ARRAY['new', 'paid', 'sent', 'closed', 'closed', 'closed', 'lost'])[1 + (random() * 6)::int]::state, (random() * 30000)::int,
       date '2022-01-01' + (random() * 700)::int, timestamptz '2022-01-01 00:00+00' + random() * interval '700 days',
       timestamptz '2022-01-01 00:00+00' + (i / 3) * interval '1 minute', timestamp '2022-01-01' + (random() * 5000)::int * interval '1 hour',
       (random() * 1000)::numeric(12, 2), (random() * 1e8)::numeric * random()::numeric, random(), random() < 0.03, md5(random()::text)::uuid,
       ('10.' || (random() * 3)::int || '.' || (random() * 80)::int || '.' || (random() * 80)::int)::inet,
       ('10.' || (random() * 3)::int || '.' || (random() * 80)::int || '.0/24')::cidr, 'C' || (random() * 400)::int,
       repeat(md5(random()::text), 1 + (random() * 3)::int), 'user' || (random() * 20000)::int || '@example.org',
       '/' || substr(md5(random()::text), 1, 2) || '/' || (random() * 100)::int || '/' || (i % 50), sha256(i::text::bytea),
       CASE WHEN random() < 0.3 THEN (random() * i)::bigint END, CASE WHEN random() < 0.1 THEN date '2023-01-01' + (random() * 400)::int END,
       (1 / (0.0001 + random()))::int, (random() * 10000)::int * interval '1 second', time '00:00' + (random() * 86399)::int * interval '1 second',
       (ARRAY(SELECT DISTINCT 'tag' || (random() ^ 2 * 300)::int FROM generate_series(1, 1 + i % 5))),
       (ARRAY(SELECT DISTINCT (random() * 400)::int FROM generate_series(1, 1 + i % 7))),
       jsonb_build_object('type', 'type' || (random() * 8)::int, 'user', (random() * 300)::int, 'ok', random() < 0.5,
                          'device', jsonb_build_object('os', (ARRAY['ios', 'android', 'web'])[1 + (random() * 2)::int], 'version', (random() * 20)::int)),
       to_tsvector('simple', (SELECT string_agg('w' || (random() ^ 3 * 800)::int, ' ') FROM generate_series(1, 4 + i % 9))),
       int4range((random() * 9000)::int, 9100 + (random() * 900)::int), tstzrange(timestamptz '2022-01-01 00:00+00' + i * interval '1 minute',
       timestamptz '2022-01-01 00:00+00' + i * interval '1 minute' + random() * interval '2 hours'), point(random() * 100, random() * 100),
       box(point(random() * 100, random() * 100), point(random() * 100, random() * 100)), jsonb_build_object('id', md5(random()::text), 'blob', repeat(md5(i::text), 36))
  FROM generate_series(1, 60000) i;

-- A child table in the order of its parents, larger than the sample that ANALYZE takes of it.
CREATE TABLE items (order_id integer NOT NULL, line smallint NOT NULL, product integer NOT NULL, quantity smallint NOT NULL, filler text);
INSERT INTO items
SELECT o, line, 1 + (random() * 2000)::int, 1 + (random() * 20)::int, repeat('x', 500) FROM generate_series(1, 20000) o, LATERAL generate_series(1, 1 + o % 3 + (random() * 4)::int) line;
ALTER TABLE items ALTER filler SET STATISTICS 10, ALTER order_id SET STATISTICS 10, ALTER line SET STATISTICS 10,
      ALTER product SET STATISTICS 10, ALTER quantity SET STATISTICS 10;
CREATE STATISTICS account_state (ndistinct) ON kind, state, day FROM events;
