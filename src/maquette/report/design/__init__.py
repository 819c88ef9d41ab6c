"""A design for people and programs: the plan, its proof, and the decision record."""
