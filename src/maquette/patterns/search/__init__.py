"""Full-text search: what is typed is found, however it is typed."""
