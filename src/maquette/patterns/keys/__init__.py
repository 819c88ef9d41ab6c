"""Keys that fill themselves, and unique values whatever their case."""
