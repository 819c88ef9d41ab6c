-- So that questions about 60,000 relations are planned well.
ANALYZE pg_class, pg_index, pg_attribute, pg_inherits, pg_namespace
