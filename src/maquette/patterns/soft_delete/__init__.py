"""Rows that are deleted and may come back."""
