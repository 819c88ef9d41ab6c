-- bad
-- setting: enable_seqscan=off

-- good
-- setting: enable_seqscan=on

-- bad: for a role
CREATE ROLE shop;
ALTER ROLE shop SET enable_mergejoin = off;

-- good: off by default
-- setting: enable_partitionwise_join=off
