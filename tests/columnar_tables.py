"""Tables for conversion by column and in chunks, and the comparison of their results."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import strategies as st

from chinaindpolicy.ingest.normalize import columnar
from chinaindpolicy.ingest.normalize.result import Normalized

UNITS = {
    "电子元器件销售总额": ("亿元", "万元", "家"),
    "高新技术企业": ("家", "户"),
    "芯片良率": ("%",),
    "算力规模": ("EFLOPS", "PFLOPS"),
    "不明指标": ("元",),
}
REGIONS = ("北京", "上海", "广东省", "某地")
ODD = (
    "—",
    "超过30%",
    "5①",
    "x",
    "1,234",
    "1.234",
    "1e5",
    "0.5",
    "-0",
    "3亿元",
    ".5",
    "007.5",
    "12345678901234567",
)
NUMBERS = st.one_of(
    st.decimals(Decimal(-(10**6)), Decimal(10**9), places=3).map(str),
    st.integers(-(10**6), 10**12).map(str),
)


MARKS = ("12.5 p", "7 e", "3①", "10²", "—", "n/a", "5 b", "-8 f")


@st.composite
def tables(draw: st.DrawFn) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return a table in which few cells are distinct and few values are odd, and options."""
    pairs = draw(
        st.lists(
            st.sampled_from([(name, unit) for name, units in UNITS.items() for unit in units]),
            min_size=1, max_size=4,
        )
    )  # fmt: skip
    places = draw(st.lists(st.sampled_from(REGIONS), min_size=1, max_size=3, unique=True))
    numbers = draw(st.lists(NUMBERS, min_size=3, max_size=12))
    odd = draw(st.lists(st.sampled_from(ODD), max_size=3))
    marks = draw(st.lists(st.sampled_from(MARKS), max_size=3))
    flags = draw(st.sampled_from([("A",), ("A", "P", None), ("e", "x", " F "), ()]))
    cells = [*numbers, *marks]
    height = 150
    rows: list[dict[str, str | None]] = []
    for at in range(height):
        name, unit = pairs[at % len(pairs)]
        rows.append(
            {"指标": name, "地区": places[at % len(places)], "年份": f"{1990 + at % 30}年",
             "序": str(at), "数值": cells[at % len(cells)], "单位": unit, "状态": "甲"}
        )  # fmt: skip
        if flags:
            rows[-1]["OBS_STATUS"] = flags[at % len(flags)]
    for at, cell in enumerate(odd):
        rows[17 * (at + 1)]["数值"] = cell
    if draw(st.booleans()):
        rows[100]["数值"] = None
    if draw(st.booleans()):
        rows[70]["年份"] = "2024E"
    frame = pl.DataFrame(rows)
    if not odd and not marks and draw(st.booleans()):
        frame = frame.with_columns(pl.col("数值").cast(pl.Float64))
    return frame, draw(options())


def options() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "flags": st.sampled_from(["error", "keep"]),
            "on_missing": st.sampled_from([None, "keep", "drop"]),
            "missing": st.sampled_from([frozenset[str](), frozenset(["-1", "x"])]),
        }
    )


HEADERS = (
    ("2020年", "2021年", "2022年(万元)"),
    ("2020", "2021", "2022E", "2023"),
    ("北京", "上海", "某地", "合计"),
    ("高新技术企业(家)", "电子元器件销售总额(亿元)"),
    ("1月", "2月", "一季度"),
)


@st.composite
def wide_tables(draw: st.DrawFn) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return a table with columns of values, and options."""
    headers = draw(st.sampled_from(HEADERS))
    cells = draw(st.lists(st.one_of(NUMBERS, st.sampled_from((*MARKS, None, ""))), min_size=2))
    names = [f"{name}({unit})" for name, units in UNITS.items() for unit in units[:1]]
    frame = pl.DataFrame(
        {
            "指标": [names[at % len(names)] for at in range(60)],
            "地区": [REGIONS[at % len(REGIONS)] for at in range(60)],
            "年份": [f"{1990 + at % 20}年" for at in range(60)],
            "序": [str(at) for at in range(60)],
            **{
                name: [cells[(at * len(headers) + place) % len(cells)] for at in range(60)]
                for place, name in enumerate(headers)
            },
        },
        schema_overrides=dict.fromkeys(headers, pl.String),
    )
    drop = {"2": "年份", "北": "地区", "高": "指标"}.get(headers[0][0])
    return (frame if drop is None else frame.drop(drop)), draw(options())


@st.composite
def totals(draw: st.DrawFn) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return a table with rows of totals, most of them sums, and options."""
    values = draw(st.lists(st.integers(0, 900), min_size=6, max_size=9))
    wrong = draw(st.sampled_from([0, 0, 0, 0, 0, 5]))
    rows: list[dict[str, str]] = []
    for at in range(40):
        three = [values[(at * 3 + place) % len(values)] for place in range(3)]
        labels = zip(("北京", "上海", "天津", "合计"), (*three, sum(three)), strict=True)
        rows += [
            {"指标": "高新技术企业", "地区": label, "年份": str(1980 + at), "数值": str(value)}
            for label, value in labels
        ]
    rows[43]["数值"] = str(int(rows[43]["数值"]) + wrong * 100)
    odd = draw(st.sampled_from([None, None, (63, "—"), (64, "—"), (64, "x"), (64, "3①")]))
    if odd is not None:
        rows[odd[0]]["数值"] = odd[1]
    frame = pl.DataFrame(rows).rename({"数值": "数值(家)"})
    if draw(st.booleans()):
        frame = frame.pivot("年份", index=["指标", "地区"], values="数值(家)").with_columns(
            pl.lit("家").alias("单位")
        )
    return frame.with_columns(pl.lit("0").alias("序")), draw(options())


def assert_equal(one: Normalized, other: Normalized) -> None:
    assert one.frame.schema == other.frame.schema
    assert one.frame.equals(other.frame)
    assert one.findings == other.findings
    assert one.changes.equals(other.changes)
    for name in ("aside", "marks", "notes"):
        assert getattr(one, name).equals(getattr(other, name)), name
    assert one.sources == other.sources


def convert_small_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small tables be converted by column too."""
    monkeypatch.setattr(columnar, "LEAST_VALUES", 1)
    monkeypatch.setattr(columnar, "HEAD", 1)
    monkeypatch.setattr(columnar, "MOST_SAMPLED", 1)
