-- step: collation {collation}
CREATE COLLATION {collation} (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
-- undo
DROP COLLATION {collation};
