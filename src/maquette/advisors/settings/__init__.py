"""Settings of the server and of tables, and what they have led to."""
