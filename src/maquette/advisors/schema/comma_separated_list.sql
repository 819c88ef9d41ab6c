-- bad
CREATE TABLE account (id bigint PRIMARY KEY, interests text);
INSERT INTO account SELECT n, (ARRAY['garden,books', 'books,toys,music', 'music', 'garden,toys'])[1 + n % 4] FROM generate_series(1, 1000) n;
ANALYZE account;

-- bad: no value is common
CREATE TABLE route (id bigint PRIMARY KEY, stops text);
INSERT INTO route SELECT n, concat_ws(',', n % 7, n % 11, n % 13, CASE WHEN n % 2 = 0 THEN n % 17 END) FROM generate_series(1, 1000) n;
ANALYZE route;

-- bad: always two, in a column whose name is a plural
CREATE TABLE account (id bigint PRIMARY KEY, interests text);
INSERT INTO account SELECT n, (ARRAY['garden,books', 'books,toys', 'garden,toys'])[1 + n % 3] FROM generate_series(1, 1000) n;
ANALYZE account;

-- good
CREATE TABLE account (id bigint PRIMARY KEY, interests text[]);
INSERT INTO account SELECT n, string_to_array((ARRAY['garden,books', 'books,toys,music', 'music'])[1 + n % 3], ',') FROM generate_series(1, 1000) n;
ANALYZE account;

-- good: names and prose have commas too
CREATE TABLE person (id bigint PRIMARY KEY, name text, note text);
INSERT INTO person SELECT n, (ARRAY['Doe, John', 'Roe, Jane', 'Poe, Edgar'])[1 + n % 3], 'Called, twice, no answer' FROM generate_series(1, 1000) n;
ANALYZE person;

-- good: numbers and coordinates
CREATE TABLE place (id bigint PRIMARY KEY, people text, position text);
INSERT INTO place SELECT n, to_char(n * 1000, 'FM9,999,999'), (n % 90) || ',' || (n % 180) FROM generate_series(1, 1000) n;
ANALYZE place;
