"""Load TPC-H into an empty database: ``python benchmarks/tpch.py postgresql:///tpch --scale 0.5``."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

HERE = Path(__file__).parent
TABLES = ("region", "nation", "part", "supplier", "partsupp", "customer", "orders", "lineitem")


def load(dsn: str, scale: float, keys: bool = True) -> None:
    """Create, fill, index, vacuum and analyze the eight tables; ``scale`` 1 is about 1 GB of data.

    Without ``keys`` the tables stay bare, as the literature of index selection has them."""
    generator = Path(sys.executable).with_name("tpchgen-cli")
    with tempfile.TemporaryDirectory() as folder, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute((HERE / "tpch-schema.sql").read_bytes())
        if not keys:
            connection.execute((HERE / "tpch-bare.sql").read_bytes())
        for table in TABLES:
            subprocess.run([generator, "csv", "-s", str(scale), "-o", folder, f"--tables={table}"], check=True)
            file = Path(folder, f"{table}.csv")
            copy = sql.SQL("COPY {} FROM STDIN (FORMAT csv, HEADER)").format(sql.Identifier(table))
            with connection.cursor().copy(copy) as target, file.open("rb") as rows:
                while block := rows.read(1 << 20):
                    target.write(block)
            file.unlink()
        if keys:
            connection.execute((HERE / "tpch-keys.sql").read_bytes())
        connection.execute("VACUUM")
        connection.execute("SELECT setseed(0.17)")
        connection.execute("ANALYZE")
        connection.execute("SELECT pg_stat_reset()")  # the load is no part of the workload


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dsn")
    parser.add_argument("--scale", type=float, default=0.5)
    parser.add_argument("--bare", action="store_true", help="without keys")
    chosen = parser.parse_args()
    load(chosen.dsn, chosen.scale, not chosen.bare)
