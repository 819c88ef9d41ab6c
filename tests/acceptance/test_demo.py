"""maquette demo, the whole of it: the sample loaded, reviewed, and its planted flaws found."""

from __future__ import annotations

import json
import re

import pytest
from command import maquette

# Flaws of src/maquette/demo/README.md, a few of each advisor.
PLANTED = {
    "table-without-primary-key:analytics.search_log",
    "polymorphic-association:public.attachments.attachable_id",
    "numbered-columns:public.sellers.phone",
    "disabled-trigger:public.orders.orders_log",
    "unvalidated-constraint:public.orders.orders_total_not_negative",
    "foreign-key-type-mismatch:public.product_variants.product_variants_product_id_fkey",
    "integer-key-overflow:public.order_items.id",
    "timestamp-without-time-zone:public.users",
    "money-type:billing.payouts.amount",
    "invalid-index:public.shipments_tracking_idx",
    "deep-offset:catalogue_deep_page",
    "not-in-subquery:products_never_sold:order_items.product_id",
    "policy-without-row-security:public.coupons",
    "row-security-without-policy:public.support_tickets",
    "view-bypasses-row-security:public.seller_orders",
}
ADVISORS = {"schema", "keys", "types", "indexes", "queries", "security", "settings", "partitioning"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("demo") / "demo.html"
    done = maquette("demo", "-o", path)
    assert done.code == 0, done.err
    assert str(path) in done.out
    assert "cost with what is proved" in done.out.replace("\n", " ")
    return path.read_text("utf-8")


def test_the_planted_flaws_are_found(report: str) -> None:
    missing = {key for key in PLANTED if key not in report}
    assert not missing


def test_every_advisor_has_something_to_say(report: str) -> None:
    from maquette.advisors.check import all_checks

    found = {made.advisor for made in all_checks() if re.search(rf'"{made.name}:', report)}
    assert found == ADVISORS


def test_nothing_of_the_throw_away_server_is_held_against_the_sample(report: str) -> None:
    for key in ("durability-off:fsync", "autovacuum-off:autovacuum"):
        assert json.dumps(key) not in report
