"""Indexes: what they cost, and what they serve."""
