CREATE TYPE mood AS ENUM ('sad', 'fine', 'glad');
CREATE DOMAIN short AS varchar(12) CHECK (length(VALUE) > 0);
CREATE TABLE odd (
    id bigint PRIMARY KEY, little smallint, ratio real, amount numeric(12,2), flag boolean, code char(4), name varchar(40),
    nick short, feeling mood, day date, at timestamptz, clock time, span interval, key uuid, host inet, raw bytea,
    tags text[], numbers int[], during daterange, doc jsonb, words tsvector, quoted text
);
INSERT INTO odd SELECT
    n, n % 7, n / 8.0, n * 1.25, n % 10 = 0, chr(65 + n % 26), 'name ' || n % 300, 'nick ' || n % 20,
    (ARRAY['sad', 'fine', 'glad']::mood[])[1 + n % 3], date '2025-01-01' + n % 700, timestamptz '2025-01-01' + n * interval '1 hour',
    time '00:00' + n % 1440 * interval '1 minute', n % 90 * interval '1 day', md5(n::text)::uuid, inet '10.0.0.0' + n % 500,
    decode(md5(n::text), 'hex'), ARRAY['tag ' || n % 9, 'say "' || n % 4 || '"'], ARRAY[n % 50, n % 60],
    daterange(date '2025-01-01' + n % 300, date '2025-01-04' + n % 300), jsonb_build_object('k', n % 11),
    to_tsvector('simple', 'word' || n % 30 || ' common'), CASE n % 3 WHEN 0 THEN 'it''s' WHEN 1 THEN 'back\slash' ELSE '100%_' END
FROM generate_series(1, 6000) n;
CREATE INDEX odd_lower ON odd (lower(name));
ANALYZE odd
