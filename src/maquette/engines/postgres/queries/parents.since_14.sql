-- Which relation inherits from which, partitions and partitioned indexes included.
SELECT i.inhrelid AS child, i.inhparent AS parent, i.inhdetachpending AS detach_pending
FROM pg_inherits i
ORDER BY i.inhrelid, i.inhseqno
