-- The database itself (since 17).
SELECT d.datname AS name,
       pg_get_userbyid(d.datdba) AS owner,
       pg_encoding_to_char(d.encoding) AS encoding,
       CASE d.datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE 'builtin' END AS locale_provider,
       d.datcollate AS collate,
       d.datctype AS ctype,
       d.datlocale AS locale,
       d.datcollversion AS collation_version,
       pg_database_collation_actual_version(d.oid) AS collation_version_now,
       d.datacl::text[] AS acl
FROM pg_database d
WHERE d.datname = current_database()
