"""What a source knows of its content, planted into an empty database: counts, distributions, sizes of files."""
