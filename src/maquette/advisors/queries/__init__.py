"""Queries of the workload."""
