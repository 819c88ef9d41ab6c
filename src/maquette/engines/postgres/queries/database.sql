-- The database itself (up to 14: every database uses libc's collations).
SELECT d.datname AS name,
       pg_get_userbyid(d.datdba) AS owner,
       pg_encoding_to_char(d.encoding) AS encoding,
       'libc' AS locale_provider,
       d.datcollate AS collate,
       d.datctype AS ctype,
       NULL AS locale,
       NULL AS collation_version,
       NULL AS collation_version_now,
       d.datacl::text[] AS acl
FROM pg_database d
WHERE d.datname = current_database()
