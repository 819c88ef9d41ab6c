"""What was true when."""
