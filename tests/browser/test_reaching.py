"""Everyone reaches everything: keys, screen readers, small screens, dark rooms, many rows."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.exports.html.render import page
from example import Tables, tables_of
from page_reading import Opener, many_rows, turn

VIEWS = {
    "overview": "",
    "table": "#table/targets?f.region_id=cn-ah&sort=-amount",
    "empty": "#table/withdrawals",
    "columns": "#table/tasks?columns=all&f.policy_id=work-report-2024-anhui",
    "record": "#table/targets?record=targets/components-plan-sales-2023",
    "organization": "#table/organizations?record=organizations/ymtc",
    "tree": "#tree/work-report-2024-anhui",
    "slips": "#errata?kind=magnitude",
    "search": "#search?q=chip",
    "broken": "#table/nonsense",
}
ROWS = 20_000


def focused(tab: Any) -> str:
    found: str = tab.evaluate(
        "(here => here.getAttribute('title') || here.id || here.className || here.tagName)"
        "(document.activeElement)"
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 360])
def test_no_view_breaks_a_rule_of_accessibility(browse: Opener, scheme: str, width: int) -> None:
    axe = importlib.import_module("axe_playwright_python.base")
    script = axe.AXE_FILE_PATH.read_text(encoding="utf-8")
    # What is checked is the page; the checker itself would not be let in by the page's policy.
    tab = browse(width=width, scheme=scheme, bypass_csp=True)
    tab.evaluate(script)
    for view, place in VIEWS.items():
        turn(tab, place)
        tab.wait_for_timeout(60)
        found = tab.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        told = [
            (each["id"], each["nodes"][0]["html"], each["nodes"][0]["failureSummary"])
            for each in found["violations"]
        ]
        assert told == [], (view, json.dumps(told, indent=1))
        assert len(found["passes"]) > 15


def test_the_checker_would_find_a_fault(browse: Opener) -> None:
    axe = importlib.import_module("axe_playwright_python.base")
    tab = browse(bypass_csp=True)
    tab.evaluate(axe.AXE_FILE_PATH.read_text(encoding="utf-8"))
    tab.evaluate("document.querySelector('#search').removeAttribute('aria-label');"
                 "document.querySelector('#search').removeAttribute('placeholder')")  # fmt: skip
    found = tab.evaluate("axe.run(document)")
    assert "label" in {each["id"] for each in found["violations"]}


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_wider_than_a_telephone(browse: Opener, view: str) -> None:
    tab = browse(VIEWS[view], width=360, height=740)
    for part in ("html", "main", "aside"):
        assert tab.evaluate(
            "part => (here => here.scrollWidth <= here.clientWidth)(document.querySelector(part))",
            part,
        ), part


def test_a_telephone_has_the_tables_filters_and_records(browse: Opener, real: Dataset) -> None:
    tab = browse(width=360, height=740)
    assert not tab.is_visible("nav")
    tab.click("text=Tables")
    tab.click("nav >> text=Targets")
    tab.wait_for_selector("nav", state="hidden")
    tab.click("text=Filter and sort")
    tab.select_option("[aria-label='Filter by region']", "cn-ah")
    count = len(real.targets.where(region_id="cn-ah"))
    tab.wait_for_selector(f".count:text-is('{count} of {len(real.targets)} rows')")
    tab.select_option("[aria-label='Sort by']", "-amount")
    tab.click(".grid tbody tr >> nth=1")
    tab.wait_for_selector("aside h2")
    assert tab.evaluate("document.querySelector('main').inert")
    assert tab.evaluate("document.querySelector('aside').getBoundingClientRect().width") == 360
    tab.click("text=Close")
    tab.wait_for_selector("aside", state="hidden")
    assert not tab.evaluate("document.querySelector('main').inert")


def test_keys_reach_search_rows_and_records(browse: Opener, real: Dataset) -> None:
    tab = browse("#table/targets")
    tab.keyboard.press("Tab")
    assert focused(tab) == "skip"
    tab.keyboard.press("Enter")
    assert focused(tab) == "main"
    tab.keyboard.press("/")
    assert focused(tab) == "search"
    tab.focus(".grid tbody a")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowUp")
    second = real.targets.ids[1]
    assert focused(tab) == second
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.keyboard.press("Enter")
    tab.wait_for_selector("aside h2")
    assert tab.evaluate("document.activeElement.tagName") == "H2"
    tab.keyboard.press("Escape")
    tab.wait_for_selector("aside", state="hidden")
    assert focused(tab) == second


def test_everything_that_can_be_clicked_is_reached_by_tab(browse: Opener) -> None:
    tab = browse("#table/documents?record=documents/components-plan-report")
    wanted = tab.evaluate(
        """() => [...document.querySelectorAll('a, button, input, select, summary')]
            .filter(each => !each.disabled && each.checkVisibility()).length"""
    )
    tab.evaluate("document.activeElement.blur(); window.reached = new Set()")
    for _ in range(wanted + 30):
        tab.keyboard.press("Tab")
        tab.evaluate("window.reached.add(document.activeElement)")
    reached = tab.evaluate(
        """[...window.reached].filter(each =>
            /^(A|BUTTON|INPUT|SELECT|SUMMARY)$/.test(each.tagName)).length"""
    )
    assert reached == wanted > 40


def test_what_changed_is_reported_to_a_screen_reader(browse: Opener, real: Dataset) -> None:
    tab = browse("#table/targets")
    assert tab.get_attribute(".grid", "aria-rowcount") == str(len(real.targets) + 1)
    tab.select_option("[aria-label='Filter by region']", "cn-ah")
    count = len(real.targets.where(region_id="cn-ah"))
    tab.wait_for_selector(
        f"[role=status]:text-is('{count} of {len(real.targets)} rows')", state="attached"
    )
    assert tab.get_attribute(".grid", "aria-rowcount") == str(count + 1)
    headings = tab.eval_on_selector_all("h1", "all => all.length")
    assert headings == 1


def test_colours_follow_the_system_and_the_choice(browse: Opener) -> None:
    def paper(tab: Any) -> str:
        return str(tab.evaluate("getComputedStyle(document.body).backgroundColor"))

    light, dark = browse(scheme="light"), browse(scheme="dark")
    day, night = paper(light), paper(dark)
    assert day != night
    light.click(".theme")
    assert paper(light) == day
    light.click(".theme")
    assert paper(light) == night
    light.reload()
    assert paper(light) == night
    light.click(".theme")
    assert paper(light) == day


@pytest.fixture(scope="module")
def many(real: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a dataset of many rows."""
    tables: Tables = tables_of(real)
    dataset = many_rows(tables, ROWS)
    assert sum(len(table) for table in dataset.tables.values()) >= ROWS
    path = tmp_path_factory.mktemp("many") / "page.html"
    path.write_bytes(page(dataset, as_of="2026-11-22"))
    return path


@pytest.mark.parametrize("place", ["", "#table/targets", "#search?q=chip"])
def test_many_rows_are_there_soon(browse: Opener, many: Path, place: str) -> None:
    times: list[float] = []
    for _ in range(3):
        tab = browse(place, path=many)
        times.append(tab.evaluate("performance.getEntriesByType('navigation')[0].domInteractive"))
    # The best of three: what else the machine does is not the page's.
    assert min(times) < 5000, times


# Of each row that is made: which of all it is, and its height; and which is at a point.
MADE = """() => [...document.querySelectorAll('.grid tbody:not(.spacer) tr')].map(row =>
    [Number(row.getAttribute('aria-rowindex')), row.getBoundingClientRect().height])"""
AT = """([x, y]) =>
    Number(document.elementFromPoint(x, y).closest('tr')?.getAttribute('aria-rowindex'))"""
SCROLL = "part => (main => { main.scrollTop = main.scrollHeight * part })(document.all.main)"
IN_SIGHT = """() => (row => [Number(row.getAttribute('aria-rowindex')),
    row.getBoundingClientRect().top > 60 && row.getBoundingClientRect().bottom <= innerHeight + 1])
    (document.activeElement.closest('tr'))"""


def test_of_many_rows_those_in_sight_are_made(browse: Opener, many: Path) -> None:
    tab = browse("#table/targets", path=many)
    total = int(tab.get_attribute(".grid", "aria-rowcount")) - 1
    assert total > 5000
    assert 10 < len(tab.evaluate(MADE)) < 100
    places: list[int] = []
    for part in (0.5, 1):
        tab.evaluate(SCROLL, part)
        tab.wait_for_timeout(120)
        places = [place for place, _ in tab.evaluate(MADE)]
        assert places == list(range(places[0], places[-1] + 1)) and len(places) < 100
        assert places[0] <= tab.evaluate(AT, [700, 600]) <= places[-1]
    assert places[-1] == total + 1


def test_arrows_go_down_many_rows_and_keep_the_focus(browse: Opener, many: Path) -> None:
    tab = browse("#table/targets", path=many)
    tab.focus(".grid tbody:not(.spacer) a")
    for _ in range(80):
        tab.keyboard.press("ArrowDown")
    tab.wait_for_timeout(100)
    assert tab.evaluate(IN_SIGHT) == [82, True]


def test_many_rows_on_a_telephone(browse: Opener, many: Path) -> None:
    tab = browse("#table/targets", path=many, width=360, height=740)
    tab.evaluate(SCROLL, 0.3)
    tab.wait_for_timeout(120)
    made = tab.evaluate(MADE)
    # Rows are as high as they are counted to be; else what is in sight would be another.
    assert {height for _, height in made} == {148}
    assert made[0][0] <= tab.evaluate(AT, [180, 500]) <= made[-1][0]
