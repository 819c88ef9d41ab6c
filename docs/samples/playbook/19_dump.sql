-- section: Backup and recovery
-- title: Dumps
-- passed on: pg_dump -Fc -Z9, pg_dump -Fd -j 4, pg_restore -j 4.
-- wrong: Level 9 of gzip costs many times the time of level 1 for a few percent. Roles are in no dump of a database. pg_restore goes on after errors and ends with a warning unless it is told not to. A dump brings you back to its moment, not to any moment.
-- shell:
pg_dumpall --globals-only --file=globals.sql
pg_dump --format=directory --jobs=4 --compress=3 --file=shop.dir shop
pg_restore --exit-on-error --jobs=4 --dbname=shop_restored shop.dir
-- shell since 16: zstd, smaller and sooner than gzip
pg_dump --format=directory --jobs=4 --compress=zstd:3 --file=shop.dir shop
