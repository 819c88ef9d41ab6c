"""A plan in words, as EXPLAIN has them."""

from __future__ import annotations

from typing import Any

import pytest

from maquette.model.plan import Plan
from maquette.report.plan_text import kind, plan_text

FIGURES = {"Startup Cost": 0.42, "Total Cost": 8.44, "Plan Rows": 1, "Plan Width": 12}


def plan(node: str, **fields: Any) -> Plan:
    given = {name.replace("_", " "): value for name, value in fields.items()}
    return Plan({"Plan": {"Node Type": node, **FIGURES, **given}})


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (plan("Hash Join", Join_Type="Left"), "Hash Left Join"),
        (plan("Nested Loop", Join_Type="Inner"), "Nested Loop"),
        (plan("Nested Loop", Join_Type="Anti"), "Nested Loop Anti Join"),
        (plan("Aggregate", Strategy="Hashed", Partial_Mode="Partial", Parallel_Aware=False), "Partial HashAggregate"),
        (plan("Aggregate", Strategy="Plain", Partial_Mode="Simple"), "Aggregate"),
        (plan("Seq Scan", Parallel_Aware=True), "Parallel Seq Scan"),
        (plan("Index Only Scan", Scan_Direction="Backward"), "Index Only Scan Backward"),
        (plan("ModifyTable", Operation="Update"), "Update"),
        (plan("Foreign Scan", Operation="Select"), "Foreign Scan"),
    ],
)
def test_kind_of_a_node(made: Plan, words: str) -> None:
    assert kind(made.root) == words


def test_a_line_has_index_table_alias_and_figures_and_its_condition_is_below() -> None:
    made = plan("Index Scan", Index_Name="orders_pkey", Relation_Name="orders", Alias="o", Index_Cond="(id = 1)")
    assert plan_text(made).splitlines() == [
        "Index Scan using orders_pkey on orders o  (cost=0.42..8.44 rows=1 width=12)",
        "  Index Cond: (id = 1)",
    ]
