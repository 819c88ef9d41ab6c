-- bad
-- activity sale: xid_age=900000000
CREATE TABLE sale (id bigint PRIMARY KEY);

-- good
-- activity sale: xid_age=180000000
CREATE TABLE sale (id bigint PRIMARY KEY);

-- good: a forced vacuum has just begun
-- activity sale: xid_age=230000000
CREATE TABLE sale (id bigint PRIMARY KEY);

-- bad: multixacts
-- activity sale: multixact_age=1900000000
CREATE TABLE sale (id bigint PRIMARY KEY);

-- good: the limit is set higher
-- setting: autovacuum_freeze_max_age=1000000000
-- activity sale: xid_age=900000000
CREATE TABLE sale (id bigint PRIMARY KEY);
