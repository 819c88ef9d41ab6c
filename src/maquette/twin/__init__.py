"""The twin: asks what-if questions and measures its own fidelity."""
