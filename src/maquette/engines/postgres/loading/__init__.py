"""DDL that is not ours: read from files, sorted, and loaded on a scratch server by a role that can do no harm."""
