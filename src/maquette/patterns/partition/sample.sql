-- pg_partman gives the storage parameters of this table to the partitions that it makes. It has no rows.
-- step: table {sample}
CREATE TABLE {sample} (LIKE {table}){options};
-- undo
DROP TABLE {sample};
