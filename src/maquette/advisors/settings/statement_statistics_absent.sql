-- bad
CREATE TABLE sale (id bigint PRIMARY KEY);

-- good
-- setting: shared_preload_libraries=pg_stat_statements

-- good: one of several
-- setting: shared_preload_libraries=auto_explain, pg_stat_statements

-- bad: others alone
-- setting: shared_preload_libraries=auto_explain
