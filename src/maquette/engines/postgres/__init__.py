"""PostgreSQL: what the contract asks for stands here, each in its file; what that is made of is in the rooms."""

import logging

# The driver logs failures that it raises as well; each is said once, by who handles it.
logging.getLogger("psycopg").setLevel(logging.CRITICAL)
