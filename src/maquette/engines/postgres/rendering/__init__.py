"""Recipes: each module registers how its kinds of change become statements, and how they are taken back."""
