-- ALTER DATABASE and ALTER ROLE … SET that may concern this database.
SELECT d.datname AS database, r.rolname AS role, split_part(entry, '=', 1) AS name,
       substr(entry, strpos(entry, '=') + 1) AS value
FROM pg_db_role_setting s
CROSS JOIN unnest(s.setconfig) entry
LEFT JOIN pg_database d ON d.oid = s.setdatabase
LEFT JOIN pg_roles r ON r.oid = s.setrole
WHERE s.setdatabase = 0 OR d.datname = current_database()
ORDER BY split_part(entry, '=', 1) COLLATE "C", d.datname, r.rolname
