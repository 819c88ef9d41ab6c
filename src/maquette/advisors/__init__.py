"""One folder an advisor, one file a check; found by walking the folders."""
