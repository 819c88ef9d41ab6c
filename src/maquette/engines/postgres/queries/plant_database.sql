-- The database of this connection.
SELECT oid FROM pg_database WHERE datname = current_database()
