"""The reports of index advice: what they say, and that no name or query can break out of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sample_advice import MB, advice, helped, large, nothing

from maquette.model.advice import CurvePoint, IndexAdvice
from maquette.model.evidence import Statement
from maquette.model.quantity import bytes_of, seconds_of
from maquette.report.advice import words
from maquette.report.advice.curve import HEIGHT, WIDTH, plot
from maquette.report.advice.formats import FORMATS
from maquette.report.advice.html import html
from maquette.report.advice.json import json as write_json
from maquette.report.advice.json import schema
from maquette.report.advice.markdown import markdown
from maquette.report.advice.sql import sql
from maquette.report.advice.text import text

ADVICES = pytest.mark.parametrize("made", [advice(), nothing(), large(200, 30)], ids=["shop", "nothing", "large"])
HOSTILE = st.text(alphabet=st.characters(codec=None), max_size=40) | st.sampled_from(
    ["</script><script>alert(1)</script>", "```\n# x", "\nDROP TABLE purchase;", "\r--", "\x1b[2J", "\u202e", "\u2028x"]
)


def saying(said: str) -> IndexAdvice:
    """Advice whose every text from outside is ``said``."""
    base = advice()
    return replace(
        base,
        indexes=tuple(replace(one, narrower=said, notes=(said,)) for one in base.indexes),
        drops=tuple(replace(one, reason=said) for one in base.drops),
        refused=tuple(replace(one, reason=said, code=said) for one in base.refused),
        statistics=tuple(replace(one, reason=said) for one in base.statistics),
        queries=tuple(replace(one, query=said) for one in base.queries),
        unplanned=((said, said),), notes=(said,), measured=None, origin=None,
    )  # fmt: skip


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS.keys())
@ADVICES
def test_every_format_writes_text(write: Callable[[IndexAdvice], str], made: IndexAdvice) -> None:
    written = write(made)
    assert written.endswith("\n")
    written.encode("utf-8")


@ADVICES
def test_json_keeps_its_schema(made: IndexAdvice) -> None:
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(json.loads(write_json(made)))


def test_schema_is_closed_and_refuses_a_stray_field() -> None:
    objects = [schema(), *schema()["$defs"].values()]
    closed = [one for one in objects if one.get("type") == "object"]
    assert len(closed) == 12
    for one in closed:
        assert one["additionalProperties"] is False
        assert set(one["required"]) == set(one["properties"])
    document = json.loads(write_json(advice()))
    document["indexes"][0]["colour"] = "red"
    assert not Draft202012Validator(schema()).is_valid(document)


def test_json_has_what_was_promised() -> None:
    document = json.loads(write_json(advice()))
    assert document["schema_version"] == 1
    assert document["gap"] == pytest.approx((document["after"] - document["bound"]) / document["after"])
    first = document["indexes"][0]
    assert first["statement"].startswith("CREATE INDEX CONCURRENTLY")
    assert first["undo"].startswith("DROP INDEX CONCURRENTLY")
    assert first["helps"][0]["after"] < first["helps"][0]["before"]
    assert document["drops"][0]["statement"].startswith("DROP INDEX CONCURRENTLY")
    assert document["bytes"] == sum(index["bytes"] for index in document["indexes"]) <= document["limits"]["budget"]
    assert document["measured"]["queries"][0]["ratio"] < 0.01


def test_an_index_of_several_statements_is_one_script_and_its_parts() -> None:
    base = advice()
    parts = tuple(
        Statement(sql=f"{one};") for one in ("CREATE INDEX i ON ONLY p (a)", "ALTER INDEX i ATTACH PARTITION j")
    )
    made = replace(base, indexes=(replace(base.indexes[0], statements=parts),))
    first = json.loads(write_json(made))["indexes"][0]
    assert first["statement"] == "CREATE INDEX i ON ONLY p (a);\nALTER INDEX i ATTACH PARTITION j"
    assert len(first["statements"]) == 2


def test_text_fits_80_columns_and_tells_all() -> None:
    written = text(advice())
    assert "\x1b" not in written
    assert max(map(len, written.splitlines())) <= 80
    for said in (
        "workload cost 1.7G → 23.3M (−99 %), gap 1.6 %", "bound 22.9M by the cost function learned from EXPLAIN",
        "5 new indexes, 301.2 MB of 500.0 MB; 1 index to drop, 112.0 MB freed", "1,204 EXPLAINs",
        "(customer_id, placed_at DESC) INCLUDE (status,", "not narrower: purchase (customer_id), 33.1 MB",
        "no query's plan takes them (10)", "Standing indexes that must stay", "primary key (1)",
        "… and 8 more", "2 queries dearer than before", "▲ chosen: 301.2 MB, cost 23.3M",
        "100 MB more buy −4 %", "query broken has no plan", "slower than allowed: refunds: 51 ms", "CREATE STATISTICS",
    ):  # fmt: skip
        assert said in written, said


def test_a_standing_index_is_called_by_its_name() -> None:
    """Two may have the same columns."""
    assert "purchase_pkey on public.purchase (id)" in " ".join(text(advice()).split())
    assert "purchase_pkey on public.purchase (id)" in markdown(advice())
    assert "purchase_pkey on public.purchase (id)" in html(advice())


def test_text_of_nothing_says_so() -> None:
    written = text(nothing())
    assert "No new index was found before the search was stopped." in written
    assert "The search was stopped: this is the best so far" in written
    assert "EXPLAIN itself: no set of these candidates" in written


@given(HOSTILE)
@settings(deadline=None, max_examples=40)
def test_no_text_reaches_the_terminal_raw(said: str) -> None:
    written = text(saying(said))
    assert all(letter == "\n" or letter.isprintable() or category(letter) == "Zs" for letter in written)


@given(HOSTILE)
@settings(deadline=None, max_examples=40)
def test_no_text_gets_out_of_the_comments_of_the_script(said: str) -> None:
    lines = [line for line in sql(saying(said)).splitlines() if line and not line.startswith("--")]
    base = advice()
    made = [one.statements for one in base.indexes] + [one.statements for one in base.drops]
    statements = sum(map(len, made)) + sum(len(one.statements) for one in base.statistics)
    assert len(lines) == statements + 1  # ANALYZE for the expression


@given(HOSTILE)
@settings(deadline=None, max_examples=40)
def test_html_has_two_scripts_and_one_style_whatever_the_names(said: str) -> None:
    written = html(saying(said))
    assert len(re.findall(r"<script[\s>]", written)) == 2
    assert len(re.findall(r"</script", written)) == 2
    assert "unsafe-inline" not in written
    assert not re.search(r"""(src|href)=["'](?!data:|#)""", written.partition('<script type="application/json"')[0])


def test_the_script_pays_earliest_first_and_takes_back_in_reverse() -> None:
    written = sql(advice())
    run, _, undo = written.partition("-- Undo\n")
    created = re.findall(r'^CREATE INDEX CONCURRENTLY "([^"]+)"', run, re.MULTILINE)
    assert created[0] == "purchase_customer_id_placed_at_idx"
    assert undo.splitlines()[-1].endswith(f'"{created[0]}";')
    assert all(line.startswith("-- ") for line in undo.splitlines())
    assert run.index("CREATE INDEX") < run.index("\nDROP INDEX")
    assert re.findall("^ANALYZE .*$", run, re.MULTILINE) == ["ANALYZE public.member;"]  # for its expression
    assert "Nothing to do" in sql(nothing())


def test_a_change_leaves_no_lock_timeout_to_the_next_and_is_cut_short_in_text() -> None:
    base = advice()
    guard = "SET lock_timeout = '500ms'"
    made = (guard, "CREATE INDEX i ON ONLY p (a)", "RESET lock_timeout", guard,
            "ALTER INDEX i ATTACH PARTITION j", "ALTER INDEX i ATTACH PARTITION k")  # fmt: skip
    partitioned = replace(base.indexes[3], statements=tuple(Statement(sql=one) for one in made))
    changed = replace(base, indexes=(partitioned, base.indexes[4]))
    run = sql(changed).partition("-- Undo")[0]
    assert run.count("SET lock_timeout = '500ms';") == run.count("RESET lock_timeout;") == 2
    assert run.index("PARTITION k;\nRESET lock_timeout;\n") < run.index("CREATE INDEX CONCURRENTLY")
    assert "… and 2 more statements; --format sql has them" in text(changed)


def test_markdown_marks_what_grows_dearer_and_keeps_cells_whole() -> None:
    written = markdown(advice())
    assert written.count("🔴") == 2
    rows = [line for line in written.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) in (6, 7, 5) for row in rows)
    assert len(markdown(large())) < 65_536


def test_queries_that_grow_dearer_are_told_worst_first() -> None:
    assert [query.query for query in words.dearer(advice())] == ["top_sellers_of_a_month", "refunds"]
    rounded = replace(helped("open_tickets")[0], after=9118.0001)
    assert words.dearer(replace(advice(), queries=(rounded,))) == ()


@pytest.mark.parametrize(
    ("after", "bound", "said"),
    [
        (100.0, 100.0, "0 %"),
        (100.0, 99.3, "0.7 %"),
        (100.0, 88.0, "12 %"),
        (100.0, 99.9999, "<0.01 %"),
        (0.0, 0.0, "0 %"),
    ],
)
def test_gap_in_words(after: float, bound: float, said: str) -> None:
    assert words.gap(replace(advice(), after=after, bound=bound)) == said


def test_what_100_mb_more_would_buy() -> None:
    base = replace(advice(), curve=())
    assert words.next_buy(base) == ""
    flat = (CurvePoint(bytes=0, cost=1e9), CurvePoint(bytes=900 * MB, cost=base.after))
    assert "buy nothing" in words.next_buy(replace(base, curve=flat))
    better = (*flat, CurvePoint(bytes=590 * MB, cost=base.after / 2))
    assert "−50 %" in words.next_buy(replace(base, curve=better))
    too_far = (*flat, CurvePoint(bytes=601 * MB, cost=base.after / 2))
    assert "buy nothing" in words.next_buy(replace(base, curve=too_far))


def test_the_plot_falls_from_the_left_and_marks_the_answer() -> None:
    drawn = plot(advice())
    assert drawn is not None
    assert len(drawn.rows) == HEIGHT
    assert {len(row) for row in drawn.rows} == {WIDTH}
    heights = [sum(row[column] != " " for row in drawn.rows) for column in range(WIDTH)]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == HEIGHT
    assert drawn.ground > 0  # −99 % asks for logarithms
    assert 0 < drawn.mark < WIDTH - 1
    gentle = plot(large(200, 30))
    assert gentle is not None
    assert gentle.ground == 0
    assert plot(nothing()) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("500MB", 500_000_000),
        ("1.5 GiB", 1_610_612_736),
        ("2gb", 2 * 10**9),
        ("0", 0),
        ("1_000_000", 10**6),
        ("8 kB", 8000),
    ],
)
def test_sizes_as_people_write_them(written: str, value: int) -> None:
    assert bytes_of(written) == value


@pytest.mark.parametrize("written", ["", "MB", "-5MB", "5 bananas", "1e3", "nan", "∞", "5 MB MB", "99999999TB", "٣MB"])
def test_what_is_no_size(written: str) -> None:
    with pytest.raises(ValueError, match=r"500MB|more than any disk"):
        bytes_of(written)


@pytest.mark.parametrize(
    ("written", "value"), [("30s", 30), ("0.1s", 0.1), ("500ms", 0.5), ("2 min", 120), ("45", 45), ("1h", 3600)]
)
def test_times_as_people_write_them(written: str, value: float) -> None:
    assert seconds_of(written) == pytest.approx(value)


@pytest.mark.parametrize("written", ["0", "0s", "-1s", "soon", "", "9999h", "3 weeks"])
def test_what_is_no_time(written: str) -> None:
    with pytest.raises(ValueError, match=r"30s|a week"):
        seconds_of(written)


def test_few_indexes_that_save_nearly_all_are_told() -> None:
    choice = advice().indexes[0]
    gains = (900.0, 95.0, 3.0, 1.0, 1.0)
    many = replace(advice(), indexes=tuple(replace(choice, gain=gain, bytes=10**6) for gain in gains))
    assert words.first(many) == "the first 2 indexes, 2.0 MB, save 99% of that"
    assert words.first(many) in text(many).replace("\n", " ")
    most = replace(many, indexes=(replace(choice, gain=10**6, bytes=10**6), *many.indexes[1:]))
    assert words.first(most) == "the first index alone, 1.0 MB, saves 99% of that"
    assert words.first(replace(many, indexes=many.indexes[:2])) == ""
    assert words.first(replace(many, indexes=())) == ""


def test_the_curve_is_drawn_around_the_budget_and_says_what_lies_beyond() -> None:
    points = (
        CurvePoint(bytes=0, cost=1e9),
        CurvePoint(bytes=400 * MB, cost=1e6),
        CurvePoint(bytes=9000 * MB, cost=5e5),
    )
    base = replace(advice(), curve=points)
    assert words.most(base) == "All that helps weighs 9.0 GB, at a cost of 500.0k."
    drawn = plot(base)
    assert drawn
    assert "400.0 MB" in drawn.axis
    free = replace(base, limits=replace(base.limits, budget=None))
    assert words.most(free) == ""
    whole = plot(free)
    assert whole
    assert "9.0 GB" in whole.axis
