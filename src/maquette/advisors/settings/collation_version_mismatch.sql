-- bad
-- database: collation_version=2.31 collation_version_now=2.36
CREATE TABLE buyer (email text PRIMARY KEY);

-- good
-- database: collation_version=2.36 collation_version_now=2.36
CREATE TABLE buyer (email text PRIMARY KEY);

-- good: no version is known
CREATE TABLE buyer (email text COLLATE "C" PRIMARY KEY);
