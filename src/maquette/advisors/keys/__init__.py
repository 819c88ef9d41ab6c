"""Keys and constraints."""
