"""Trees in a table."""
