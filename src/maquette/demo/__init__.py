"""The sample database of `maquette demo`: a marketplace with the flaws of a real team, as plain SQL files."""
