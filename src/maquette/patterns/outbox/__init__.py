"""Events that are written with the data and read in order."""
