"""Snapshot files and baselines."""
