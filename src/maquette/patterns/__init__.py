"""Designs that were proved elsewhere, fitted to a schema: one room a pattern, found by walking the folders."""
