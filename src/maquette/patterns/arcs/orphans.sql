-- Rows that refer to nothing are set aside here, for no foreign key would let them be.
-- step: table {orphans}
CREATE TABLE {orphans} AS SELECT {plain} FROM {table} WITH NO DATA;
-- undo
INSERT INTO {table} ({plain}) OVERRIDING SYSTEM VALUE SELECT {plain} FROM {orphans};
DROP TABLE {orphans};
