"""Words and pictures of a review; no decisions."""
