"""Reports of index advice: one pure function a format."""
