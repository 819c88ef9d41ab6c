-- step: table {groups}
CREATE TABLE {groups} AS {shape} WITH NO DATA;
ALTER TABLE {groups} ADD CONSTRAINT {key} {unique} ({keys});
-- undo
DROP TABLE {groups};

-- step: table {deltas}
-- A write adds its differences here, and waits for nobody: two that change one group write two rows.
CREATE TABLE {deltas} (LIKE {groups});
-- undo
DROP TABLE {deltas};
