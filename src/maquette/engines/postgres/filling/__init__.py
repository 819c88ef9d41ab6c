"""Synthetic rows: a row is a function of its ordinal, shaped by the statistics where they are known."""
