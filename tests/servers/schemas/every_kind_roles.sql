-- The roles of every_kind.sql.
CREATE ROLE app LOGIN;
CREATE ROLE "Weird ""role""" NOLOGIN VALID UNTIL '2030-01-01 00:00:00+00';
GRANT app TO "Weird ""role""" WITH ADMIN OPTION;
