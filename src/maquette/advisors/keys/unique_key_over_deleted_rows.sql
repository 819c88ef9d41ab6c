-- bad
CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, deleted_at timestamptz);

-- bad: a flag, and a unique index
CREATE TABLE shop (id bigint PRIMARY KEY, owner bigint NOT NULL, slug text NOT NULL, is_deleted boolean NOT NULL DEFAULT false);
CREATE UNIQUE INDEX ON shop (owner, slug);

-- good
CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL, deleted_at timestamptz);
CREATE UNIQUE INDEX ON account (email) WHERE deleted_at IS NULL;

-- good: a number that shall stay taken
CREATE TABLE invoice (id bigint PRIMARY KEY, number text NOT NULL UNIQUE, deleted_at timestamptz);

-- good: a foreign key needs all rows
CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, deleted_at timestamptz);
CREATE TABLE subscriber (id bigint PRIMARY KEY, email text REFERENCES account (email));

-- good: no soft delete
CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, created_at timestamptz);
