"""Documents: their keys indexed, checked, and made columns where columns win."""
