"""python -m maquette."""

from .faces.main import main

main()
