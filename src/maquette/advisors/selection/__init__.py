"""The search for indexes: candidates from the queries, chosen by what the twin estimates. No check lives here."""
