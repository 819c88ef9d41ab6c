-- section: Replication and scaling
-- title: Connection pooling
-- passed on: PgBouncer with auth_type = md5 and transaction pooling.
-- wrong: md5 is weak, and 18 warns of such passwords. In transaction pooling SET, advisory locks of the session and LISTEN are lost between transactions; prepared statements work since PgBouncer 1.21 with max_prepared_statements. A pool larger than a few connections a core makes all of them slower.
-- text:
[databases]
mydb = host=127.0.0.1 port=5432 dbname=mydb

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = 6432
auth_type = scram-sha-256
auth_file = /etc/pgbouncer/userlist.txt
pool_mode = transaction
max_client_conn = 1000
default_pool_size = 20
max_prepared_statements = 200
server_idle_timeout = 60
query_wait_timeout = 30
