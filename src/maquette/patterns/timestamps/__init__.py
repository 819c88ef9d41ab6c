"""When a row was made and last changed."""
