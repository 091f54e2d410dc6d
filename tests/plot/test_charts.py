"""Properties that all charts share: sources, selections, errors and loading."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import vl_convert

import chinaindpolicy as cip
from chinaindpolicy import plot
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.plot.theme import FONT
from example import Tables, dataset_of
from plot.rendering import accessible_names, has_chinese_font, heading, layers, notes, rows

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
    for id in sources:
        assert real.record(id).title in text
        assert id not in text
    assert f"release {cip.release}" in text
    assert spec["usermeta"]["citation"] == cip.cite(records)
    assert spec["usermeta"]["release"] == cip.release


@pytest.mark.sampled(5)
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


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_of_a_chart_has_an_id_or_a_code(charts: dict[str, Any], name: str) -> None:
    spec = charts[name].to_dict()
    ids = spec["usermeta"]["records"]
    words = " ".join([*accessible_names(charts[name]), notes(charts[name])])
    assert not [id for id in ids if id in words]
    assert not re.search(r"[a-z]_[a-z]", words)


# English names in a Chinese chart: titles of documents and tasks, and acronyms.
def test_a_chinese_chart_has_chinese_texts(real: Dataset) -> None:
    assessment = cip.assess(as_of="2026-11-22", dataset=real)
    for chart in (
        plot.rates(real, lang="zh"),
        plot.figures_by_region(real.targets.where(indicator_id=GROWTH), lang="zh"),
        plot.targets_timeline(real, lang="zh"),
        plot.verdicts(assessment, lang="zh"),
    ):
        spec = chart.to_dict()
        first = spec["vconcat"][0]["title"]
        rest = notes(chart).partition("资料来源：")[0]
        texts = [*first["text"], *first.get("subtitle", []), rest]
        for row in plot.chart_data(chart).rows(named=True):
            texts += [row["heading"], row["label"], row["amount"]]
        english = re.findall(r"[A-Za-z]{4,}", " ".join(texts))
        assert not [word for word in english if not word.isupper()], english
    assert heading(plot.verdicts(assessment, lang="zh")) == "69项目标与截至2026年11月22日已知的结果"
    by_id = {row["id"]: row for row in rows(plot.targets_timeline(real, lang="zh"))}
    assert by_id["components-plan-sales-2023"]["amount"] == "2.1万亿元 †"
    assert by_id["reliability-opinions-enterprises-2025"]["amount"] == "不少于1000家"
    with pytest.raises(cip.UnknownNameError, match="available: en, zh"):
        plot.rates(CHIPS, lang="cn")  # type: ignore[arg-type]  # pyright: ignore


def test_the_data_of_each_chart_is_a_frame(charts: dict[str, Any], real: Dataset) -> None:
    for name, chart in charts.items():
        frame = plot.chart_data(chart)
        key = "task" if name == "tree" else "id"
        assert frame[key].to_list() == chart.to_dict()["usermeta"]["records"]
        assert "\n" not in "".join(map(str, frame.rows()))
        assert not {"place", "description", "from", "line"} & set(frame.columns)
    values = plot.chart_data(charts["rates"]).select("id", "value", "unit", "period").rows()
    for id, value, unit, period in values:
        record = real.record(id)
        assert (value, unit, period) == (float(record.value), record.unit, record.period)
    counts = plot.chart_data(charts["verdicts"], "counts")
    assert counts["targets"].sum() == len(real.targets)
    with pytest.raises(cip.UnknownNameError, match="no part 'counts' in the chart; "):
        plot.chart_data(charts["rates"], "counts")
    with pytest.raises(cip.ArgumentError, match="chart is 3"):
        plot.chart_data(3)


def test_a_chart_is_saved_as_png_svg_and_html(tmp_path: Path) -> None:
    chart = plot.rates(CHIPS, lang="zh")
    chart.save(str(tmp_path / "a.png"))
    chart.save(str(tmp_path / "a.svg"))
    chart.save(str(tmp_path / "a.html"), inline=True)
    starts = {"a.png": b"\x89PNG", "a.svg": b"<svg", "a.html": b"<!DOCTYPE html>"}
    assert all((tmp_path / name).read_bytes().lstrip().startswith(starts[name]) for name in starts)
    assert 'src="http' not in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_title_may_be_given(real: Dataset) -> None:
    assert heading(plot.rates(CHIPS, title="高端芯片")) == "高端芯片"


@pytest.mark.skipif(not has_chinese_font(), reason="no font with Chinese characters is installed")
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
