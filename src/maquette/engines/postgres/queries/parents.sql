-- Which relation inherits from which, partitions and partitioned indexes included (up to 13).
SELECT i.inhrelid AS child, i.inhparent AS parent, false AS detach_pending
FROM pg_inherits i
ORDER BY i.inhrelid, i.inhseqno
