-- Ways in which planning a query comes across what the query does not name. Appended to planned.sql.
CREATE TABLE app.rates (code text PRIMARY KEY, rate numeric NOT NULL);
INSERT INTO app.rates SELECT 'code-' || i, i / 7.0 FROM generate_series(1, 3000) i;
CREATE TABLE app.prices AS TABLE app.rates;
CREATE TABLE app.pairs AS TABLE app.rates;
CREATE TABLE app.tops AS TABLE app.rates;
CREATE TABLE app.grants (who text, thing bigint, PRIMARY KEY (who, thing));
INSERT INTO app.grants SELECT 'user' || i % 50, i FROM generate_series(1, 9000) i;
CREATE TABLE app.guarded (id bigint PRIMARY KEY, title text);
INSERT INTO app.guarded SELECT i, 'title ' || i % 70 FROM generate_series(1, 8000) i;
ALTER TABLE app.guarded ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.guarded FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON app.guarded USING (id IN (SELECT thing FROM app.grants WHERE who = 'user7'));
CREATE TABLE app.unrelated (id bigint PRIMARY KEY, thing bigint REFERENCES app.things, guard bigint REFERENCES app.guarded);
INSERT INTO app.unrelated SELECT i, i, i FROM generate_series(1, 500) i;
CREATE TABLE app.changes (id serial PRIMARY KEY, what text);
CREATE RULE changes_too AS ON UPDATE TO app.prices DO ALSO INSERT INTO app.changes (what) VALUES (old.code);
CREATE FUNCTION app.rated(low numeric) RETURNS SETOF app.rates LANGUAGE sql STABLE AS 'SELECT * FROM app.rates WHERE rate > low';
CREATE FUNCTION app.same_rate(a text, b text) RETURNS boolean LANGUAGE sql STABLE
    AS 'SELECT (SELECT rate FROM app.pairs WHERE code = a) = (SELECT rate FROM app.pairs WHERE code = b)';
CREATE OPERATOR app.~=~ (LEFTARG = text, RIGHTARG = text, FUNCTION = app.same_rate);
CREATE FUNCTION app.best() RETURNS numeric LANGUAGE plpgsql STABLE AS 'BEGIN RETURN (SELECT max(rate) FROM app.tops); END';
CREATE FUNCTION app.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO app.changes (what) VALUES (1); RETURN NULL; END';
CREATE VIEW app.titles AS SELECT DISTINCT title FROM app.guarded;
CREATE TRIGGER titles_noted INSTEAD OF INSERT ON app.titles FOR EACH ROW EXECUTE FUNCTION app.noted();
CREATE VIEW app.best_titles AS SELECT t.title FROM app.titles t JOIN app.changes c ON c.what = t.title;
VACUUM ANALYZE app.rates, app.prices, app.pairs, app.tops, app.grants, app.guarded, app.unrelated;
