"""The only rooms with drivers and catalog SQL: one folder an engine, one contract for all."""
