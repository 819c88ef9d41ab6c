"""Rows of many tenants in one table, each seen by its own tenant alone."""
