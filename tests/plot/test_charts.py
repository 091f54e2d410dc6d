"""Properties that all charts share: sources, selections, errors and loading."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import polars as pl
import pytest
import vl_convert

import chinaindpolicy as cip
from chinaindpolicy import plot
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.plot.theme import FONT
from example import Tables, dataset_of
from plot.rendering import accessible_names, heading, layers, notes, rows

CHIPS = "china-high-end-chip-self-sufficiency"
PLAN = "components-action-plan-2021"
GROWTH = "digital-economy-core-value-added-growth"
CHARTS = ("rates", "regions", "timeline", "tree", "verdicts")


def every_chart(dataset: Dataset) -> dict[str, Any]:
    return {
        "rates": plot.rates(dataset),
        "regions": plot.figures_by_region(dataset.targets.where(indicator_id=GROWTH)),
        "timeline": plot.targets_timeline(dataset),
        "tree": plot.task_tree(PLAN, dataset=dataset),
        "verdicts": plot.verdicts(cip.assess(as_of="2026-11-22", dataset=dataset)),
    }


@pytest.fixture(scope="module")
def charts(real: Dataset) -> dict[str, Any]:
    return every_chart(real)


@pytest.mark.parametrize("name", ["rates", "regions", "verdicts"])
def test_only_exact_and_approximate_values_are_points(charts: dict[str, Any], name: str) -> None:
    points = [layer for layer in layers(charts[name]).values() if layer.mark["type"] == "point"]
    for layer, comparator in zip(points, ("eq", "approx"), strict=True):
        assert {row["comparator"] for row in layer.drawn.values()} <= {comparator}


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_cites_its_sources(real: Dataset, charts: dict[str, Any], name: str) -> None:
    spec = charts[name].to_dict()
    text = notes(charts[name])
    assert spec["title"]["orient"] == "bottom"
    records = [real.record(id) for id in spec["usermeta"]["records"]]
    assert records
    sources = {getattr(each, "document_id", None) or each.reference_id for each in records}
    for line in cip.cite(sorted(sources)).splitlines():
        # A long address is broken between lines.
        assert "".join(line.split()) in "".join(text.split())
    assert spec["usermeta"]["citation"] == cip.cite(records)
    assert spec["usermeta"]["release"] == cip.release


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_has_an_accessible_description(charts: dict[str, Any], name: str) -> None:
    description = charts[name].to_dict()["description"]
    assert description.startswith(heading(charts[name]))
    names = accessible_names(charts[name])
    fields = ("place:", "line:", "level:", "from:", "to:", "deadline:", "parent_")
    assert names and not [name for name in names if name.startswith(fields)]


def test_marks_have_accessible_names_in_words() -> None:
    chart = plot.rates(CHIPS)
    (row,) = rows(chart)
    words = "; ".join((row["heading"], row["label"].replace("\n", " "), "< 30%", "from 0 to 30"))
    assert accessible_names(chart).count(words) == 3  # The bar and its two ends.


def test_the_same_selection_gives_the_same_chart(real: Dataset, charts: dict[str, Any]) -> None:
    for name, chart in every_chart(real).items():
        assert chart.to_json() == charts[name].to_json()


def test_the_same_chart_gives_the_same_picture(charts: dict[str, Any]) -> None:
    spec = charts["rates"].to_dict()
    assert vl_convert.vegalite_to_svg(spec) == vl_convert.vegalite_to_svg(spec)


def test_a_selection_may_be_a_table_records_ids_or_a_frame(real: Dataset) -> None:
    ids = [target.id for target in real.targets.where(policy_id="reliability-opinions-2023")]
    one = plot.targets_timeline([real.targets[id] for id in ids]).to_json()
    frame = real.targets.frame().filter(pl.col("id").is_in(ids))
    assert plot.targets_timeline(ids).to_json() == one
    assert plot.targets_timeline(frame).to_json() == one
    assert plot.targets_timeline(frame.lazy()).to_json() == one
    assert plot.targets_timeline(id for id in [*ids, *ids]).to_json() == one
    assert plot.rates(CHIPS).to_json() == plot.rates(real.figures[CHIPS]).to_json()


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ([], cip.NothingSelectedError, "there is nothing to draw"),
        ("china-high-end-chip", cip.UnknownNameError, CHIPS),
        ("components-plan-1", TypeError, "Task components-plan-1"),
        ([3], TypeError, "data is 3"),
        (None, TypeError, "data is None"),
        (pl.DataFrame({"ids": ["a"]}), cip.UnknownNameError, "no column 'id' in the frame"),
    ],
)
@pytest.mark.parametrize("draw", [plot.rates, plot.figures_by_region, plot.targets_timeline])
def test_a_wrong_selection_raises_an_error(draw: Any, wrong: Any, error: Any, words: str) -> None:
    with pytest.raises(error, match=words):
        draw(wrong)


def test_a_dataset_without_records_raises_nothing_selected(example_tables: Tables) -> None:
    empty = dataset_of({**example_tables, "targets": (), "figures": (), "outcomes": (),
                        "tasks": ()})  # fmt: skip
    for draw in (plot.rates, plot.figures_by_region, plot.targets_timeline):
        with pytest.raises(cip.NothingSelectedError):
            draw(empty)
        with pytest.raises(cip.NothingSelectedError):
            draw(empty.targets)
    (policy, *_) = empty.policies
    with pytest.raises(cip.NothingSelectedError, match=f"{policy.id}. has no tasks"):
        plot.task_tree(policy.id, dataset=empty)


def test_unknown_names_raise_an_error_with_a_suggestion() -> None:
    with pytest.raises(cip.UnknownNameError, match="no language 'cn' in names=; available: en, zh"):
        plot.rates(CHIPS, names="cn")  # type: ignore[arg-type]  # pyright: ignore
    with pytest.raises(cip.UnknownNameError, match=PLAN):
        plot.task_tree("components-action-plan")
    with pytest.raises(AttributeError, match="has no attribute 'rate'; did you mean 'rates'"):
        plot.rate  # type: ignore[attr-defined]  # pyright: ignore  # noqa: B018


def test_a_title_may_be_given(real: Dataset) -> None:
    assert heading(plot.rates(CHIPS, title="高端芯片")) == "高端芯片"


@pytest.mark.skipif(
    "zh" not in subprocess.run(["sh", "-c", "fc-list :lang=zh lang 2>/dev/null"],
                               capture_output=True, text=True, check=False).stdout,
    reason="no font with Chinese characters is installed",
)  # fmt: skip
def test_the_fonts_have_chinese_characters() -> None:
    def drawn(sign: str) -> bytes:
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
            f'<text x="4" y="30" font-size="28" font-family="{FONT}">{sign}</text></svg>'
        )
        return bytes(vl_convert.svg_to_png(svg))

    nothing, box = drawn(""), drawn("\U000e0f00")
    found = [drawn(sign) for sign in "芯片自给率"]
    assert len({*found, nothing, box}) == len(found) + len({nothing, box})


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_import_of_plot_loads_no_heavy_library() -> None:
    done = run(
        "import sys; from chinaindpolicy import plot; dir(plot)\n"
        "print(sorted({'altair', 'polars', 'pydantic'} & set(sys.modules)))"
    )
    assert done.stdout == "[]\n", done.stderr


def test_without_altair_the_error_names_the_extra() -> None:
    done = run(
        "import sys; sys.modules['altair'] = None\n"
        "from chinaindpolicy import plot, MissingExtraError\n"
        "try: plot.rates\n"
        "except MissingExtraError as error: print(error, isinstance(error, ImportError))"
    )
    assert done.stdout.startswith("altair is not installed: "), done.stderr
    assert done.stdout.endswith(" True\n")
