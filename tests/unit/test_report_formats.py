"""The formats that are data: JSON, SARIF and JUnit hold what their schemas and readers ask."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from sample_findings import PAGES
from sample_review import empty, large, review

from maquette.model.review import Review
from maquette.report.json import json as write_json
from maquette.report.json import schema
from maquette.report.junit import junit
from maquette.report.sarif import sarif

SARIF = json.loads((Path(__file__).parent / "schemas/sarif-2.1.0.json").read_text("utf-8"))
REVIEWS = pytest.mark.parametrize("reviewed", [review(), empty(), large(30)], ids=["shop", "empty", "large"])


def test_schema_is_a_schema_that_names_every_field() -> None:
    Draft202012Validator.check_schema(schema())
    objects = [schema(), *schema()["$defs"].values()]
    closed = [one for one in objects if one.get("type") == "object" and "properties" in one]
    assert all(one["additionalProperties"] is False or "Plan" in one.get("required", ()) for one in closed)
    assert len(closed) > 10


@REVIEWS
def test_json_keeps_its_schema(reviewed: Review) -> None:
    Draft202012Validator(schema()).validate(json.loads(write_json(reviewed, PAGES)))


def test_json_refuses_a_stray_field() -> None:
    document = json.loads(write_json(review(), PAGES))
    document["findings"][0]["colour"] = "red"
    assert not Draft202012Validator(schema()).is_valid(document)


def test_json_says_all_of_a_finding() -> None:
    first = json.loads(write_json(review(), PAGES))["findings"][0]
    assert first["key"] == "unindexed-foreign-key:public.orders.orders_customer_id_fkey"
    assert (first["verdict"], first["severity"], first["advisor"]) == ("proved", "warning", "keys")
    assert first["change"]["statements"][0].startswith("CREATE INDEX CONCURRENTLY")
    assert first["change"]["undo"][0].startswith("DROP INDEX CONCURRENTLY")
    assert first["change"]["transactional"] is False
    estimated, rehearsed = first["evidence"]
    assert estimated["after"] < estimated["before"]
    assert estimated["queries"][0]["before"]["plan"]["Plan"]["Node Type"] == "Limit"
    assert rehearsed["undo_restores"] is True
    assert {"mode": "ShareUpdateExclusiveLock", "object": "public.orders"} in rehearsed["statements"][0]["locks"]


def test_workload_cost_takes_each_query_at_its_best() -> None:
    cost = json.loads(write_json(review(), PAGES))["summary"]["workload_cost"]
    changes = [r.evidence[0] for r in review().recommendations if r.verdict == "proved" and r.evidence[0].queries]
    saved = sum(q.calls * (q.before.cost - q.after.cost) for evidence in changes for q in evidence.queries)
    assert cost["queries"] == 6
    assert cost["after"] == pytest.approx(cost["before"] - saved)  # no query is helped twice in the sample


@REVIEWS
def test_sarif_keeps_the_official_schema(reviewed: Review) -> None:
    Draft202012Validator(SARIF).validate(json.loads(sarif(reviewed, PAGES)))


def test_sarif_suppresses_the_refuted_and_the_ignored() -> None:
    results = json.loads(sarif(review(), PAGES))["runs"][0]["results"]
    refuted = [r for r in results if r.get("properties", {}).get("verdict") == "refuted"]
    ignored = [r for r in results if r.get("suppressions", [{}])[0].get("justification") == "it is a key"]
    assert len(refuted) == 2
    assert all(r["suppressions"][0]["status"] == "accepted" for r in refuted)
    assert len(ignored) == 1


def test_sarif_results_point_to_their_rule_and_object() -> None:
    run = json.loads(sarif(review(), PAGES))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
    prints = [result["partialFingerprints"]["key/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_junit_has_a_case_for_each_check_and_says_why() -> None:
    root = ElementTree.fromstring(junit(review(), PAGES))
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert set(cases) == {outcome.check for outcome in review().outcomes}
    assert cases["unindexed-foreign-key"].find("failure") is not None
    assert cases["redundant-index"].find("failure") is None  # refuted
    assert cases["unused-index"].find("failure") is None  # info
    assert "KeyError: '<oops>'" in str(cases["broken-check"].find("error").get("message"))  # type: ignore[union-attr]
    skipped = cases["bloated-table"].find("skipped")
    assert skipped is not None
    assert "needs activity counters" in str(skipped.get("message"))
    assert (root.get("tests"), root.get("errors"), root.get("skipped")) == ("14", "1", "2")
