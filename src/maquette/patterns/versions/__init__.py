"""Stale writes are refused."""
