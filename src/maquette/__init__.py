"""maquette: an automated database architect."""

__version__ = "0.1.0"
