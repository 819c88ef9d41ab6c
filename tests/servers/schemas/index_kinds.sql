-- Rows on which each kind of index is the best there is for some query.
SET synchronous_commit = on;  -- else VACUUM finds no row that all can see
CREATE SCHEMA app;
CREATE TABLE app.post AS
SELECT
    n AS id, (n * 7919 % 5000)::int AS author, (n % 20)::int AS topic, (n::bigint * 104729 % 40000)::int AS rank,
    CASE WHEN n % 10 > 0 THEN (n * 7 % 39989)::int END AS score,
    'User' || n || '@Example.org' AS email, 'title ' || md5(n::text) AS title,
    CASE n % 50 WHEN 0 THEN 'new' WHEN 1 THEN 'late' ELSE 'done' END AS state,
    timestamp '2024-01-01' + n * interval '7 minutes' + (n * 31 % 90) * interval '1 minute' AS at,
    jsonb_build_object('kind', 'k' || n % 900, 'part', jsonb_build_object('no', n % 700), 'f' || n % 800, true) AS doc,
    ARRAY['t' || n % 600, 'u' || n % 7] AS tags,
    to_tsvector('english', 'post word' || n % 800 || ' word' || n % 31) AS words,
    'body word' || n % 800 || ' and ' || md5((n + 1)::text) AS body,
    point(n % 200, n / 200) AS spot,
    'https://example.org/' || md5(n::text) || '/' || md5((n + 2)::text) || '/' || md5((n + 3)::text) AS url,
    inet '10.0.0.0' + n AS house,
    tsrange(timestamp '2024-01-01' + n * interval '1 hour', timestamp '2024-01-01' + (n + 3) * interval '1 hour') AS during,
    n % 40 AS room
FROM generate_series(1, 40000) AS n;
CREATE TABLE app.reading AS  -- narrow, and some values come late
SELECT
    (n % 300)::int AS sensor, timestamp '2024-01-01' + (n + (n::bigint * 104729 % 85000)) * interval '1 minute' AS at,
    (n % 977)::real AS value, (n % 7)::real AS quality
FROM generate_series(1, 200000) AS n;
VACUUM ANALYZE;
