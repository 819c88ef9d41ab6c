"""The drawings by name: each a pure function from a database to text."""

from collections.abc import Callable, Mapping

from ...model.database import Database
from .dbml import dbml
from .dot import dot
from .mermaid import mermaid
from .svg import svg

WRITERS: Mapping[str, Callable[[Database], str]] = {"svg": svg, "mermaid": mermaid, "dbml": dbml, "dot": dot}
