-- The same with a collation for which equal texts may have other bytes: nothing is deduplicated.
CREATE INDEX ON events (kind COLLATE nocase)
CREATE INDEX ON events (email COLLATE nocase, day)
