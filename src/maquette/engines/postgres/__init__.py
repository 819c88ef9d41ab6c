"""PostgreSQL."""

import logging

# The driver logs failures that it raises as well; each is said once, by who handles it.
logging.getLogger("psycopg").setLevel(logging.CRITICAL)
