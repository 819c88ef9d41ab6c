-- bad
-- version: >= 15
CREATE TABLE review (id bigint PRIMARY KEY, buyer bigint NOT NULL, product bigint NOT NULL, purchase bigint, UNIQUE (buyer, product, purchase));

-- bad: no tenant, and a name
CREATE TABLE label (id bigint PRIMARY KEY, tenant int, name text NOT NULL);
CREATE UNIQUE INDEX ON label (tenant, name);

-- bad: it holds for no living row
CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL, deleted_at timestamptz, UNIQUE (email, deleted_at));

-- good
-- version: >= 15
CREATE TABLE review (
  id bigint PRIMARY KEY, buyer bigint NOT NULL, product bigint NOT NULL, purchase bigint,
  UNIQUE NULLS NOT DISTINCT (buyer, product, purchase)
);

-- good: a second index for the rows without
CREATE TABLE label (id bigint PRIMARY KEY, tenant int, name text NOT NULL, UNIQUE (tenant, name));
CREATE UNIQUE INDEX ON label (name) WHERE tenant IS NULL;

-- good: one column alone, where null means none
CREATE TABLE account (id bigint PRIMARY KEY, email text UNIQUE);

-- good: an id of another system, which some rows have
CREATE TABLE account (id bigint PRIMARY KEY, tenant int NOT NULL, external_id text, UNIQUE (tenant, external_id));
