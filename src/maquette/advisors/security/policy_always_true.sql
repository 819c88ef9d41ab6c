-- bad
CREATE TABLE review (id bigint PRIMARY KEY, author int NOT NULL);
ALTER TABLE review ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON review USING (true) WITH CHECK (true);

-- good
CREATE TABLE review (id bigint PRIMARY KEY, author int NOT NULL);
ALTER TABLE review ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON review FOR SELECT USING (true);
CREATE POLICY authors ON review FOR UPDATE USING (author = current_setting('app.user')::int);

-- bad: rows can be given away
CREATE TABLE review (id bigint PRIMARY KEY, author int NOT NULL);
ALTER TABLE review ENABLE ROW LEVEL SECURITY;
CREATE POLICY authors ON review FOR UPDATE USING (author = current_setting('app.user')::int) WITH CHECK (true);

-- good: a restrictive policy stands beside it
CREATE TABLE review (id bigint PRIMARY KEY, author int NOT NULL);
ALTER TABLE review ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON review USING (true);
CREATE POLICY own ON review AS RESTRICTIVE USING (author = current_setting('app.user')::int);
