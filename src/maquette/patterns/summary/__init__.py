"""A summary of a table that is as fresh as it has to be."""
