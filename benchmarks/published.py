"""Sets of indexes that reference implementations chose on TPC-H SF 1, PostgreSQL 15, HypoPG 1.3.1, width 2.

The numbers are megabytes as HypoPG books them. Extend, DB2Advis, DTA and Relaxation are those of the Hyrise platform
(VLDB 2020, commit 6603646); MILP is an integer programme over costs with one index a query, the probe a local search
from there, "by hand" a set picked with real sizes in view.
"""

from __future__ import annotations

from peers import BTree


def _read(text: str) -> tuple[BTree, ...]:
    """``table: a, b; c`` for indexes (a, b) and (c)."""
    found = []
    for line in text.strip().splitlines():
        table, _, indexes = line.partition(":")
        found += [(table.strip(), *(column.strip() for column in one.split(","))) for one in indexes.split(";")]
    return tuple(found)


MILP = """
customer: c_custkey
lineitem: l_orderkey; l_partkey
orders: o_custkey; o_orderkey, o_orderpriority
part: p_partkey, p_type; p_size
partsupp: ps_suppkey
supplier: s_suppkey
"""

PUBLISHED: dict[str, tuple[BTree, ...]] = {
    "19 queries, Extend 500": _read("""
        customer: c_custkey
        lineitem: l_orderkey; l_partkey
        orders: o_custkey; o_orderkey, o_orderpriority
        partsupp: ps_suppkey
    """),
    "19 queries, Extend 2000": _read("""
        customer: c_custkey
        lineitem: l_orderkey; l_partkey, l_shipmode; l_orderkey, l_quantity; l_shipdate; l_suppkey, l_partkey
        orders: o_custkey; o_orderkey, o_orderpriority; o_orderdate
        partsupp: ps_suppkey
    """),
    "19 queries, DB2Advis 500": _read("""
        customer: c_custkey, c_nationkey
        lineitem: l_orderkey; l_partkey
        orders: o_custkey, o_orderdate; o_orderdate
        part: p_partkey, p_type
        partsupp: ps_partkey; ps_suppkey
        supplier: s_nationkey, s_suppkey; s_suppkey, s_nationkey
    """),
    "19 queries, DTA 500": _read("""
        customer: c_custkey
        lineitem: l_orderkey, l_quantity; l_partkey
        orders: o_custkey; o_orderkey
        supplier: s_nationkey, s_suppkey; s_suppkey; s_suppkey, s_nationkey
    """),
    "19 queries, Relaxation 2000": _read("""
        customer: c_custkey; c_mktsegment, c_custkey
        lineitem: l_orderkey; l_orderkey, l_quantity; l_orderkey, l_shipdate; l_partkey, l_suppkey; l_shipdate
        lineitem: l_shipmode, l_partkey; l_suppkey
        orders: o_custkey; o_custkey, o_orderdate; o_custkey, o_orderkey; o_orderdate; o_orderkey, o_orderpriority
        orders: o_orderkey, o_orderstatus
        part: p_partkey, p_type; p_size
        partsupp: ps_partkey; ps_suppkey
        supplier: s_nationkey, s_suppkey; s_suppkey
    """),
    "19 queries, MILP 500": _read(MILP),
    "19 queries, probe 500": (*_read(MILP), ("customer", "c_mktsegment", "c_custkey"), ("part", "p_brand", "p_size")),
    "19 queries, by hand": _read("""
        customer: c_custkey
        lineitem: l_orderkey; l_shipdate; l_suppkey, l_partkey; l_partkey, l_shipmode
        orders: o_custkey; o_orderdate; o_orderkey, o_orderpriority
        partsupp: ps_suppkey
    """),
    "22 queries, Extend 2000": _read("""
        customer: c_custkey
        lineitem: l_orderkey; l_partkey, l_suppkey; l_shipdate; l_suppkey
        orders: o_custkey; o_orderdate; o_orderkey, o_orderpriority
        partsupp: ps_partkey; ps_suppkey
        supplier: s_suppkey
    """),
}  # fmt: skip
