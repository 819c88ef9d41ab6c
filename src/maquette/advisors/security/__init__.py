"""Row-level security, privileges and secrets."""
