"""Sizes of indexes of every kind: pages as really built, as the twin has them, and how far off that is.

python benchmarks/size_table.py [--majors 15,16,18]

The tables and indexes are those of tests/servers/test_index_sizes.py. Target: b-tree and hash within 10 % for nine of
ten, BRIN exact, GIN and GiST within 30 % or said to be unknown.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from maquette.engines.postgres.scratch import open_scratch
from maquette.engines.postgres.servers.installations import fitting

sys.path.append(str(Path(__file__).parents[1] / "tests" / "servers"))
from index_sizes import Compared, compare_all


def table(major: int) -> None:
    """A line for each index, and one for each method."""
    found: list[Compared] = []
    with open_scratch(fitting(major)) as scratch:
        scratch.create_database("sized")
        print(f"PostgreSQL {scratch.installation.version}\n   real    ours     off  size is    index")
        for one in compare_all(scratch, "sized"):
            print(one)
            found.append(one)
    for method in dict.fromkeys(one.method for one in found):
        known = sorted(abs(one.off) for one in found if one.method == method and one.sure != "unknown")
        unknown = sum(one.method == method and one.sure == "unknown" for one in found)
        furthest = f", median {known[len(known) // 2]:.1%}, furthest {known[-1]:.1%}" if known else ""
        print(f"{method}: {sum(off <= 0.1 for off in known)} of {len(known)} within 10 %{furthest}; unknown: {unknown}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--majors", default="15,16,18")
    for number in parser.parse_args().majors.split(","):
        table(int(number))
