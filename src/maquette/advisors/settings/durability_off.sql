-- bad
-- setting: fsync=off

-- good
-- setting: fsync=on

-- bad: commits that may be lost
-- setting: synchronous_commit=off

-- bad: for one database
ALTER DATABASE example SET synchronous_commit = off;

-- good: waits less, and loses nothing
-- setting: synchronous_commit=local
