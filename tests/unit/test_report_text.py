"""The formats that people read: what they say, and that no name or query can break out of them."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from unicodedata import category
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Console
from sample_findings import PAGES
from sample_review import empty, large, review

from maquette.model.evidence import Recommendation, Statement
from maquette.model.finding import Finding
from maquette.model.review import Review
from maquette.report import markdown as md
from maquette.report import phrases
from maquette.report.formats import FORMATS
from maquette.report.github import command, github
from maquette.report.html import html
from maquette.report.junit import junit
from maquette.report.markdown import markdown
from maquette.report.one_file import embed
from maquette.report.pages import Page
from maquette.report.text import show, show_summary, text

HOSTILE = st.text(alphabet=st.characters(codec=None), max_size=60) | st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "\n::error::x",
        "```\n# x",
        "]]>",
        "<!--",
        "\x1b[2J",
        "\u202e",
        "\udc80",
        "{{7*7}}",
    ]
)


def saying(words: str) -> Review:
    """A review whose every text from outside is ``words``."""
    finding = Finding(
        check="missing-index",
        object=words,
        detail=words,
        advice=words,
        severity="error",
        tables=(words,),
        queries=(words,),
    )
    one = Recommendation(
        finding=finding, statements=(Statement(sql=words or "-"),), undo=(Statement(sql=words),), reason=words
    )
    base = review()
    snapshot = replace(base.snapshot, notes=(words,), origin=replace(base.snapshot.origin, kind="ddl", label=words))
    return replace(base, recommendations=(one, replace(one, verdict="refuted")), snapshot=snapshot)


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS.keys())
@pytest.mark.parametrize("reviewed", [review(), empty(), large(20)], ids=["shop", "empty", "large"])
def test_every_format_writes_text(write: Callable[[Review, dict[str, Page]], str], reviewed: Review) -> None:
    written = write(reviewed, dict(PAGES))
    assert written.endswith("\n")
    written.encode("utf-8")


def test_text_fits_80_columns_without_colour() -> None:
    written = text(review(), PAGES)
    assert "\x1b" not in written
    assert max(map(len, written.splitlines())) <= 80
    assert "✓ proved" in written
    assert "517.6M → 107.3M (−79 %), 2 queries better, 0 worse [estimated]" in written
    assert "rehearsed: blocks reads and writes; rewrites public.orders" in written
    assert "rehearsal failed: cannot alter type of a column used by a view or rule" in written
    assert "not applicable: needs activity counters: a live server or a snapshot:" in written
    assert "2 refuted on the twin" in written


def test_text_tells_the_first_in_full_and_all_the_others_in_short() -> None:
    reviewed = large(200)
    written = text(reviewed, PAGES)
    assert len(reviewed.recommendations) == 38
    assert written.count("CREATE INDEX CONCURRENTLY") == 25
    assert all(one.finding.key in written.replace("\n", "").replace(" ", "") for one in reviewed.recommendations)


def test_a_summary_is_short() -> None:
    out = StringIO()
    show_summary(review(), Console(file=out, width=80, color_system=None))
    assert "unindexed-foreign-key:public.orders.orders_customer_id_fkey" in out.getvalue()
    assert "… and 5 more findings" in out.getvalue()
    assert "found: 5 error, 3 warning, 5 info; 2 refuted on the twin" in out.getvalue()
    assert len(out.getvalue().splitlines()) < 40


def test_text_has_colour_on_a_terminal() -> None:
    out = StringIO()
    show(review(), PAGES, Console(file=out, width=120, force_terminal=True, color_system="truecolor"))
    assert "\x1b[" in out.getvalue()
    assert "\x1b[31mred" not in out.getvalue()  # a name's own escape is written out


@given(HOSTILE)
@settings(deadline=None)
def test_no_text_reaches_the_terminal_raw(words: str) -> None:
    written = text(saying(words), PAGES)
    assert all(letter == "\n" or letter.isprintable() or category(letter) == "Zs" for letter in written)


@given(HOSTILE)
@settings(deadline=None)
def test_a_github_command_is_one_line(words: str) -> None:
    line = command("error", {"title": words, "file": words}, words)
    assert len(line.splitlines()) == 1
    properties, _, message = line.removeprefix("::error ").partition("::")
    assert len(properties.split(",")) == 2
    assert all(part.count(":") == 0 for part in properties.split(","))
    assert not message.startswith("\n")


@given(HOSTILE)
@settings(deadline=None)
def test_github_writes_nothing_but_commands(words: str) -> None:
    assert all(re.match(r"::(error|warning|notice) ", line) for line in github(saying(words), PAGES).splitlines())


def test_github_leaves_out_the_refuted() -> None:
    assert "customers_email_idx" not in github(review(), PAGES)


@given(HOSTILE)
@settings(deadline=None)
def test_junit_is_xml_whatever_the_names(words: str) -> None:
    root = ElementTree.fromstring(junit(saying(words), PAGES))
    assert {one.tag for one in root.iter()} <= {
        "testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out",
    }  # fmt: skip


@given(HOSTILE)
@settings(deadline=None)
def test_markdown_code_ends_where_it_ends(words: str) -> None:
    written = md.code(words)
    fence = re.match("`+", written)
    assert fence is not None
    inner = written[len(fence.group()) : -len(fence.group())]
    assert fence.group() not in re.findall("`+", inner)
    block = md.block((Statement(sql=words),))
    opening = block.partition("sql")[0]
    assert block.endswith("\n" + opening)
    assert not any(line.startswith(opening) for line in block.splitlines()[1:-1])


@given(HOSTILE)
@settings(deadline=None)
def test_markdown_text_holds_no_markup(words: str) -> None:
    written = md.escape(words)
    assert "\n" not in written
    assert not re.search(r"<(?!!-- -->)", written)
    assert not re.search(r"(?<!\\)[`*\[\]#|]", written.replace("<!-- -->", ""))


@given(HOSTILE | st.text("ab1_*-+=.):/w~`|\\&<> \n#@"))
@settings(deadline=None)
def test_markdown_text_reads_as_it_is(words: str) -> None:
    shown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(md.escape(words))
    read = html_text.unescape(re.sub(r"<!-- -->|</?p>|\n", "", shown))
    assert read == " ".join(phrases.visible(words, keep="\n").split())


def test_markdown_is_legible_as_text_too() -> None:
    assert md.escape("public.orders: f(a_b, '12 months') := -1") == "public.orders: f(a_b, '12 months') := -1"
    assert md.escape("http://a www.b :smile:") == r"http\://a www\.b \:smile:"


def test_markdown_pings_nobody() -> None:
    assert "@someone" not in markdown(review(), PAGES)


def test_markdown_stays_below_the_limit_of_a_comment() -> None:
    written = markdown(large(1000), PAGES)
    assert len(written) < 65_536
    assert "more findings; the full report has them" in written


@given(HOSTILE)
@settings(deadline=None)
def test_html_data_cannot_end_its_element(words: str) -> None:
    written = embed({"name": words})
    assert not re.search("[<>&\u2028\u2029]", written)
    written.encode("utf-8")


@given(HOSTILE)
@settings(deadline=None)
def test_html_has_two_scripts_and_one_style_whatever_the_names(words: str) -> None:
    written = html(saying(words), PAGES)
    markup = written.partition('<script type="application/json"')[0]  # what stands before the data and the program
    assert len(re.findall(r"<script[\s>]", written)) == 2
    assert len(re.findall(r"</script", written)) == 2
    assert len(re.findall(r"<style", written)) == 1
    assert not re.search(r"<(img|iframe|object|a)\b", markup)


def test_html_asks_for_nothing() -> None:
    written = html(review(), PAGES)
    assert not re.search(r"""(src|href)=["'](?!data:|#)""", written.partition('<script type="application/json"')[0])
    assert "default-src 'none'" in written
    assert "unsafe-inline" not in written


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (100, 7, "−93 %"),
        (100, 104, "+4 %"),
        (1, 12, "×12"),
        (5, 5, "unchanged"),
        (1000, 999.9, "≈ 0 %"),
        (0, 3, "new"),
        (10_000, 30, "−99.7 %"),
        (5, 0, "−100 %"),
    ],
)
def test_change_in_words(before: float, after: float, words: str) -> None:
    assert phrases.change(before, after) == words


def test_an_unknown_lock_is_the_strongest() -> None:
    assert phrases.blocks("NovelLock") == "reads and writes"
    assert phrases.lock_name("ShareRowExclusiveLock") == "SHARE ROW EXCLUSIVE"
