"""The HTML page of index advice in a real browser: all of it is shown, it fits, it asks the network for nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from sample_advice import advice, large, nothing

from maquette.report.advice.html import html

BEYOND = """[...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll, pre"))
    .map((one) => one.outerHTML.slice(0, 90))"""
MADE = {"shop": advice, "nothing": nothing, "large": large}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def open_advice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Open an advice in a browser. At the end: no error was logged and nothing but the file was asked for."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed")
    complaints: list[str] = []
    place = tmp_path_factory.mktemp("advice")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])

        def open_at(name: str, width: int = 1280, dark: bool = False) -> Page:
            file = place / f"{name}.html"
            file.write_text(html(MADE[name]()), "utf-8")
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light")
            page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
            page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
            page.on("request", lambda asked: complaints.append(asked.url) if _foreign(asked.url, file) else None)
            page.goto(file.as_uri())
            expect(page.locator("#main")).to_be_visible()
            return page

        yield open_at
        browser.close()
    assert complaints == []


def _foreign(url: str, file: Path) -> bool:
    return not url.startswith(("data:", file.as_uri()))


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("width", [1280, 400])
def test_the_page_fits_its_window(open_advice: Open, name: str, width: int) -> None:
    page = open_advice(name, width, dark=width == 400)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []
    page.close()


def test_all_of_the_advice_is_shown(open_advice: Open) -> None:
    page = open_advice("shop")
    expect(page.locator("#indexes .choice-card")).to_have_count(5)
    first = page.locator("#indexes .choice-card").first
    expect(first).to_contain_text("public.purchase (customer_id, placed_at DESC) INCLUDE (status, total)")
    expect(first).to_contain_text("Why not narrower: purchase (customer_id), 33.1 MB")
    expect(first.locator(".helped li")).to_have_count(1)
    expect(page.locator(".tiles")).to_contain_text("1.6 %")
    expect(page.locator("#drops .choice-card")).to_have_count(1)
    expect(page.locator("#measured")).to_contain_text("Slower than allowed: refunds")
    expect(page.locator("#queries tbody tr")).to_have_count(9)
    expect(page.locator("#queries .tag.bad")).to_have_count(2)
    expect(page.locator("#refused .group")).to_have_count(5)
    expect(page.locator("#kept .group")).to_have_count(1)
    expect(page.locator("#script")).to_contain_text("-- Undo")
    page.close()


def test_the_curve_falls_and_changes_its_scale(open_advice: Open) -> None:
    page = open_advice("shop", 400)
    chart, button = page.locator("#budget svg"), page.get_by_role("button", name="log scale")
    expect(chart.locator("rect.over")).to_have_count(len(advice().curve))
    expect(chart.locator("rect.over title").nth(2)).to_contain_text("from 55.0 MB, 2 indexes: cost 240.0M (−86 %)")
    expect(button).to_have_attribute("aria-pressed", "true")  # −99 % asks for logarithms
    path = chart.locator(".steps").get_attribute("d")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert chart.locator(".steps").get_attribute("d") != path
    expect(chart.locator("circle.chosen")).to_have_count(1)
    page.set_viewport_size({"width": 900, "height": 900})
    expect(chart).to_have_attribute("viewBox", "0 0 814 320")
    page.close()


def test_a_large_advice_is_listed_by_and_by(open_advice: Open) -> None:
    page = open_advice("large")
    expect(page.locator("#indexes .choice-card")).to_have_count(20)
    page.locator("#indexes > .more").click()
    expect(page.locator("#indexes .choice-card")).to_have_count(120)
    expect(page.locator("#queries tbody tr")).to_have_count(100)
    page.close()


def test_nothing_to_advise_is_a_page(open_advice: Open) -> None:
    page = open_advice("nothing")
    expect(page.get_by_text("No new index was found before the search was stopped")).to_be_visible()
    expect(page.get_by_text("the search was stopped: the best so far")).to_be_visible()
    expect(page.locator("#budget")).to_have_count(0)
    page.close()
