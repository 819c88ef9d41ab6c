"""Types of columns and sequences."""
