"""Entity-relationship drawings: boxes and lines, where they stand, and the languages they are written in."""
