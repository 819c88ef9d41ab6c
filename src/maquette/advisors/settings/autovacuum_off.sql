-- bad
CREATE TABLE session (token text PRIMARY KEY) WITH (autovacuum_enabled = false);

-- good
CREATE TABLE session (token text PRIMARY KEY) WITH (autovacuum_vacuum_scale_factor = 0.01);

-- bad: the whole server
-- setting: autovacuum=off

-- bad: nothing is counted, so nothing starts it
-- setting: track_counts=off

-- good: switched on by name
CREATE TABLE session (token text PRIMARY KEY) WITH (autovacuum_enabled = true);
