"""Catalogs to nouns: each module reads one part of the design, in a handful of bulk queries."""
