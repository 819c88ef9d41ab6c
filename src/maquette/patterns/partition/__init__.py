"""The pattern partition: a table in parts, and a live table made one."""
