"""Values with a unit behind the number are converted by column, as they are cell by cell."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize import columnar
from chinaindpolicy.ingest.normalize.conversion import convert_table, request_for
from chinaindpolicy.ingest.normalize.options import Options
from columnar_tables import assert_equal, convert_small_tables

pytestmark = pytest.mark.full  # takes long; CI runs it

HEIGHT = 400


def table(units: list[str], seed: int, signs: str = "+", **columns: str) -> pl.DataFrame:
    pick = random.Random(seed)
    return pl.DataFrame(
        {
            "指标": ["电子元器件销售总额"] * HEIGHT,
            "地区": [pick.choice(["北京", "上海", "广东"]) for _ in range(HEIGHT)],
            "年份": [str(2000 + row % 20) for row in range(HEIGHT)],
            "序": [str(row) for row in range(HEIGHT)],
            "数值": [
                f"{pick.choice(signs).strip('+')}{pick.choice(['0', '7', '12.3', '1.5', '999.25'])}"
                f"{pick.choice(units)}"
                for _ in range(HEIGHT)
            ],
            **{name: [text] * HEIGHT for name, text in columns.items()},
        }
    )


@pytest.mark.parametrize(
    ("units", "columns", "options", "valid"),
    [
        (["亿元", "万元", "元", " 亿元"], {}, {}, True),
        (["亿元"], {}, {}, True),
        (["亿元", ""], {"单位": "亿元"}, {}, True),
        (["亿元", "万元"], {"单位": "亿元"}, {}, False),
        (["亿", "万", ""], {"单位": "元"}, {}, True),
        (["亿", "万"], {}, {}, False),
        (["亿元", "亿美元"], {}, {}, False),
        (["亿元", "家"], {}, {}, False),
        (["亿元①", "亿元", "①"], {"单位": "亿元"}, {}, True),
        (["billion yuan", "million yuan"], {}, {}, True),
        (["亿元", "GB/T"], {}, {}, False),
        (["亿元", "p"], {"单位": "亿元"}, {"flags": "keep"}, True),
        (["亿元", ""], {}, {"units": {"": "亿元"}}, True),
    ],
)
def test_both_conversions_of_expressions_are_equal(
    units: list[str],
    columns: dict[str, str],
    options: dict[str, Any],
    valid: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    convert_small_tables(monkeypatch)
    stated = Options(dimensions=("序",), **options)
    for seed in range(3):
        for signs in ("+", "+-"):
            frame = table(units, seed, signs, **columns)
            whole = convert_table(request_for(frame, "figures", stated)).result()
            by_column = columnar.convert_columns(request_for(frame, "figures", stated))
            # Sales are never negative.
            assert whole.ok is (valid and signs == "+")
            if by_column is not None:
                assert_equal(by_column, whole)


def test_tables_of_expressions_are_converted_by_column(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.concat([table(["亿元", "万元"], seed) for seed in range(10)])
    frame = frame.with_columns(序=pl.int_range(frame.height).cast(pl.String))
    found = columnar.convert_columns(request_for(frame, "figures", Options(dimensions=("序",))))
    assert found is not None
    assert found.ok
    monkeypatch.setattr(columnar, "LEAST_VALUES", 10**9)
    assert_equal(found, cip.normalize(frame, "figures", dimensions=["序"]))


def test_expressions_in_chunks(tmp_path: Path) -> None:
    frame = pl.concat([table(["亿元", "万元", "元"], seed) for seed in range(10)])
    frame = frame.with_columns(序=pl.int_range(frame.height).cast(pl.String))
    path = tmp_path / "a.csv"
    frame.write_csv(path)
    made = cip.normalize(path, "figures", dimensions=["序"], output=tmp_path / "a.parquet")
    whole = cip.normalize(path, "figures", dimensions=["序"])
    assert made.ok
    assert made.frame.equals(whole.frame)
