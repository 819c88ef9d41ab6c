"""Experiments with a verdict."""
