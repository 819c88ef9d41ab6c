"""The shape of tables: what each row is, and what stands between tables."""
