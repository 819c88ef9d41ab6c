"""The HTML report in a real browser: every page is shown, nothing is asked of the network, nothing breaks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sample_findings import PAGES
from sample_review import empty, large, review
from sample_tables import DROP, LONG, SCRIPT

from maquette.report.html import html

ROUTES = (
    "",
    "finding/" + quote("unindexed-foreign-key:public.orders.orders_customer_id_fkey", safe=""),
    "diagram",
    "diagram/" + quote("public.orders", safe=""),
    "tables",
    "table/" + quote("public.orders", safe=""),
    "table/" + quote("public.revenue", safe=""),
    "table/" + quote(f'public."{SCRIPT}"', safe=""),
    "table/" + quote(f'"Sträng Schema"."{LONG}"', safe=""),
    "workload",
    "query/" + quote("</script>broken", safe=""),
    "checks",
    "checks/unindexed-foreign-key",
    "settings",
    "no/such/page",
    "table/%E0%A4%A",
)
# What reaches past the window's right edge, but for what scrolls in a frame of its own.
BEYOND = """[...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll, pre"))
    .map((one) => one.outerHTML.slice(0, 90))"""
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@cache
def written(name: str) -> str:
    made = {"shop": review, "empty": empty, "large": large}[name]()
    return html(made, PAGES)


@pytest.fixture
def open_report(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a report at a route. At the end: no error was logged and nothing but the file was asked for."""
    complaints: list[str] = []
    contexts = []

    def open_at(name: str, route: str = "", width: int = 1280, theme: str = "light", touch: bool = False) -> Page:
        file = tmp_path / f"{name}.html"
        file.write_text(written(name), "utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            has_touch=touch,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: complaints.append(request.url) if _foreign(request.url, file) else None)
        page.goto(f"{file.as_uri()}#/{route}")
        expect(page.locator("#main")).to_be_visible()
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


def _foreign(url: str, file: Path) -> bool:
    return not url.startswith(("data:", file.as_uri()))


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("route", ROUTES)
def test_every_page_fits_its_window(open_report: Open, route: str, width: int) -> None:
    page = open_report("shop", route, width, "dark" if width == 400 else "light")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.wait_for_timeout(50)  # folds are filled when they open
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.wait_for_timeout(50)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []


def test_an_empty_review_is_a_page(open_report: Open) -> None:
    for route in ("", "diagram", "tables", "workload", "checks", "settings"):
        open_report("empty", route)
    page = open_report("empty")
    expect(page.get_by_text("Nothing found.")).to_be_visible()


def test_findings_show_their_evidence(open_report: Open) -> None:
    page = open_report("shop")
    expect(page.locator(".finding")).to_have_count(15)
    first = page.locator(".finding").first
    first.locator("summary").first.click()
    expect(first).to_contain_text("CREATE INDEX CONCURRENTLY orders_customer_id_idx")
    expect(first).to_contain_text("SHARE UPDATE EXCLUSIVE")
    expect(first).to_contain_text("The undo restores the schema.")
    first.locator(".comparison summary").first.click()
    expect(first.locator(".plan")).to_have_count(2)
    expect(first.locator(".changed.new").first).to_contain_text("orders_customer_id_idx")
    expect(first.locator(".changed.gone").first).to_contain_text("Gather")


def test_findings_are_filtered(open_report: Open) -> None:
    page = open_report("shop")
    lines = page.locator(".finding")
    page.get_by_role("button", name="refuted").click()
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("superfluous")
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("combobox").select_option("security")
    expect(lines).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("Filter findings by text").fill("paid_at zone")
    expect(lines).to_have_count(1)


def test_a_change_is_copied(open_report: Open) -> None:
    page = open_report("shop", ROUTES[1])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy change").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id);"


def test_hostile_names_stay_text(open_report: Open) -> None:
    page = open_report("shop", "tables")
    expect(page.get_by_role("link", name=SCRIPT)).to_be_visible()
    page.get_by_role("link", name=SCRIPT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SCRIPT)
    expect(page.get_by_text("</style><img src=x onerror=alert(1)>").first).to_be_visible()
    expect(page.get_by_text(r"\x1b[31mred\u202egnp.exe\x07").first).to_be_visible()
    assert page.locator("img").count() == 0
    assert page.evaluate("document.scripts.length") == 2


def test_the_policy_forbids_markup_and_requests(open_report: Open, browser: Browser) -> None:
    page = open_report("shop")
    refused = "try { document.body.innerHTML = '<b>x</b>'; 'written' } catch (error) { error.name }"
    context = browser.new_context()
    watched = context.new_page()  # not open_report's: the browser logs what it refuses
    watched.goto(page.url)
    assert watched.evaluate(refused) == "TypeError"
    assert watched.evaluate("fetch('http://127.0.0.1:9/').then(() => 'asked', () => 'refused')") == "refused"
    context.close()


def test_tables_lead_to_each_other(open_report: Open) -> None:
    page = open_report("shop", "table/" + quote("public.orders", safe=""))
    expect(page.locator(".histogram").first).to_be_visible()
    expect(page.get_by_text("never scanned")).to_be_visible()
    expect(page.get_by_text("delivered")).to_be_visible()
    page.locator("section", has_text="Refers to").get_by_role("link", name="public.customers").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("customers")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("orders")


def test_the_jump_field_finds_by_keyboard(open_report: Open) -> None:
    page = open_report("shop")
    page.keyboard.press("/")
    page.keyboard.type("drop table")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(DROP)


def test_the_theme_can_be_chosen(open_report: Open) -> None:
    page = open_report("shop", theme="dark")
    shade = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(shade)
    page.get_by_role("button", name="Light theme").click()
    assert page.evaluate(shade) != dark
    page.reload()
    expect(page.get_by_role("button", name="Dark theme")).to_be_visible()  # the choice is kept


def camera(page: Page) -> tuple[float, float, float]:
    """Scale and shift of the diagram, once it has come to rest."""
    seen: tuple[float, float, float] | None = None
    while True:
        data = page.locator("canvas[role=application]").evaluate("(canvas) => ({...canvas.dataset})")
        now = (float(data.get("scale", 0)), float(data.get("x", 0)), float(data.get("y", 0)))
        if now == seen and now[0]:
            return now
        seen = now
        page.wait_for_timeout(120)


@pytest.mark.parametrize("name", ["shop", "large"])
def test_the_diagram_pans_and_zooms(open_report: Open, name: str) -> None:
    page = open_report(name, "diagram")
    start = camera(page)
    page.mouse.move(640, 840)
    page.mouse.down()
    page.mouse.move(540, 790, steps=4)
    page.mouse.up()
    dragged = camera(page)
    assert dragged[0] == start[0]
    assert dragged[1:] == pytest.approx((start[1] - 100, start[2] - 50), abs=1)
    page.mouse.wheel(0, -400)
    assert camera(page)[0] > start[0]
    page.get_by_role("button", name="Zoom out").click()
    page.get_by_role("button", name="Show all").click()
    shown = camera(page)
    assert shown[0] == pytest.approx(start[0], rel=0.01)
    assert shown[1:] == pytest.approx(start[1:], abs=1)
    page.locator("canvas[role=application]").focus()
    page.keyboard.press("ArrowLeft")
    assert camera(page)[1] == pytest.approx(start[1] + 80, abs=1)
    page.keyboard.press("+")
    assert camera(page)[0] > start[0]
    page.keyboard.press("0")
    assert camera(page)[0] == pytest.approx(start[0], rel=0.01)


def test_two_fingers_zoom_the_diagram(open_report: Open) -> None:
    page = open_report("shop", "diagram", width=400, touch=True)
    start = camera(page)
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[int, int]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", (180, 500), (220, 500))
    for spread in range(20, 120, 20):
        touch("touchMove", (180 - spread, 500), (220 + spread, 500))
    touch("touchEnd")
    assert camera(page)[0] > start[0] * 2


def test_the_diagram_finds_a_table_among_a_thousand(open_report: Open) -> None:
    page = open_report("large", "diagram")
    start = camera(page)
    page.get_by_label("Find a table or column in the diagram").fill("billing_thing_0300")
    page.keyboard.press("Enter")
    found = camera(page)
    assert found[0] > start[0]
    canvas = page.locator("canvas[role=application]")
    expect(canvas).to_have_attribute("data-selected", "billing.billing_thing_0300")
    picked = page.locator(".picked")
    expect(picked).to_contain_text("billing.billing_thing_0300")
    frame = canvas.bounding_box()
    assert frame is not None
    page.keyboard.press("Escape")
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] - 5)  # on nothing, or another table
    page.mouse.click(
        frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    )  # the table stands in the middle
    expect(canvas).to_have_attribute("data-selected", "billing.billing_thing_0300")
    picked.get_by_role("link", name="billing.billing_thing_0300").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("billing_thing_0300")


def test_a_thousand_tables_are_listed_and_filtered(open_report: Open) -> None:
    page = open_report("large", "tables")
    expect(page.get_by_text("1,000 tables")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(200)
    page.get_by_role("button", name="Show 800 more").click()
    expect(page.locator("tbody tr")).to_have_count(1000)
    page.get_by_label("Filter tables by name").fill("audit 07")
    expect(page.get_by_text("of 1,000 tables")).to_be_visible()
    assert len(written("large").encode()) < 8_000_000


def test_printing_opens_the_findings(open_report: Open) -> None:
    page = open_report("shop")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".finding[open] .body")).to_have_count(15)
    expect(page.locator("header.top")).to_be_hidden()


def test_without_javascript_the_findings_can_be_read(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "plain.html"
    file.write_text(written("shop"), "utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("main.plain ol > li").count() == 15
    expect(page.locator("main.plain")).to_contain_text("CREATE INDEX CONCURRENTLY orders_customer_id_idx")
    context.close()
