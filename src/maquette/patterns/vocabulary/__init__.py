"""Columns that hold one of a few words."""
