"""Jobs that wait, each done once."""
