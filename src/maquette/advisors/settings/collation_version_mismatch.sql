-- bad
-- database: collation_version=2.31 collation_version_now=2.36
CREATE TABLE buyer (email text PRIMARY KEY);

-- good
-- database: collation_version=2.36 collation_version_now=2.36
CREATE TABLE buyer (email text PRIMARY KEY);

-- good: no version is known
CREATE TABLE buyer (email text COLLATE "C" PRIMARY KEY);

-- bad: sorted by ICU
-- database: locale_provider=icu collation_version=153.80 collation_version_now=153.121
CREATE TABLE buyer (email text UNIQUE, name varchar(80));
