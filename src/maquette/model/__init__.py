"""All the nouns: frozen dataclasses, no input or output, standard library only."""
