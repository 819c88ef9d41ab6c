-- bad
CREATE TABLE flag (name text PRIMARY KEY, is_on boolean);
GRANT ALL ON flag TO PUBLIC;

-- good
CREATE TABLE flag (name text PRIMARY KEY, is_on boolean);
GRANT SELECT ON flag TO PUBLIC;

-- good: no grant
CREATE TABLE flag (name text PRIMARY KEY, is_on boolean);

-- bad: one column
CREATE TABLE flag (name text PRIMARY KEY, is_on boolean);
GRANT UPDATE (is_on) ON flag TO PUBLIC;

-- bad: a view
CREATE TABLE flag (name text PRIMARY KEY, is_on boolean);
CREATE VIEW flags AS SELECT name, is_on FROM flag;
GRANT SELECT, INSERT ON flags TO PUBLIC;
