"""Parse, fingerprint, normalise: the only room with a parser library."""
