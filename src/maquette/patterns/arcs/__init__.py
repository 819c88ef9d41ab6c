"""References to one of several tables."""
