"""Habits of pandas, Polars and R users: they work, or the error names the right call."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl
import pytest

import chinaindpolicy as cip

ASSESSED: Any = cip.assess(as_of="2026-11-22")
FOUND: Any = cip.search("chip")
AUDITED: Any = cip.audit("Jinan plans 300,000 new energy vehicles in 2024.")
REPORT: Any = cip.validate([{"period": "2024Q1"}], "figures")
CONVERTED: Any = cip.normalize([{"指标": "算力规模", "地区": "全国", "年份": "2024"}], "figures")
TABLE: Any = cip.targets
VIEW: Any = cip.targets.where(region_id="cn-zj")
OBSERVED: Any = cip.observations
INDICATOR: Any = cip.indicators[0]
RECORD: Any = cip.targets["zhejiang-2024-major-projects"]


def test_a_table_contains_its_records_and_ids() -> None:
    assert RECORD in TABLE and RECORD.id in TABLE and RECORD in VIEW
    changed = RECORD.model_copy(update={"value": None})
    assert changed not in TABLE and changed not in VIEW
    assert cip.figures[0] not in TABLE and None not in TABLE and 5 not in TABLE
    assert all(
        record in cip.load()[name] for name in cip.load().tables for record in cip.load()[name]
    )


def test_observations_are_rows_of_dicts() -> None:
    rows = list(OBSERVED)
    assert len(rows) == len(OBSERVED) and rows == OBSERVED.frame().to_dicts()
    pandas = pytest.importorskip("pandas")
    assert list(pandas.DataFrame(OBSERVED).columns) == list(OBSERVED.columns)


@pytest.mark.parametrize("given", ["targets", ["targets"], ("targets",)])
def test_search_accepts_tables_by_position_and_by_both_names(given: Any) -> None:
    expected = cip.search("chip", tables=["targets"]).records
    assert expected
    assert cip.search("chip", given).records == expected
    assert cip.search("chip", table=given).records == expected
    with pytest.raises(cip.ArgumentError, match="table and tables are both set"):
        cip.search("chip", given, tables=["figures"])


def test_search_accepts_a_year() -> None:
    assert cip.search("", "targets", period=2024) == cip.search("", "targets", period="2024")


def test_a_record_is_a_mapping_of_its_columns() -> None:
    """Lists, dicts, lengths and membership agree, as those of a dict."""
    names = list(cip.Target.model_fields)
    assert issubclass(type(RECORD), Mapping)
    assert list(RECORD) == list(RECORD.keys()) == list({**RECORD}) == names
    assert len(RECORD) == len(dict(RECORD)) == len(RECORD.values()) == len(RECORD.items())
    assert all(name in RECORD and RECORD[name] == dict(RECORD)[name] for name in RECORD)
    assert dict(RECORD.items()) == cip.Target.model_dump(RECORD)
    assert cip.Target.model_validate(dict(RECORD)) == RECORD
    merged: dict[str, Any] = {}
    merged.update(RECORD)
    assert merged == dict(RECORD)


def test_pandas_polars_and_numpy_read_records() -> None:
    pandas = pytest.importorskip("pandas")
    records = list(TABLE[:3])
    for frame in (pandas.DataFrame(records), pl.DataFrame(records)):
        assert list(frame.columns) == list(RECORD) and len(frame) == 3
    assert list(pandas.Series(RECORD).index) == list(RECORD)
    # Records in a column stay records: NumPy would read sequences of names.
    assert np.asarray(records).tolist() == records and np.asarray(RECORD).item() is RECORD
    assert pandas.DataFrame({"record": records})["record"].tolist() == records


@pytest.mark.parametrize(
    "result",
    [
        *(FOUND, ASSESSED, AUDITED, REPORT, CONVERTED, OBSERVED),
        *(cip.explain("cn-ah"), cip.diff("2026.1", "2026.2")),
    ],
    ids=lambda result: type(result).__name__,
)
def test_every_result_is_a_pandas_frame_without_pyarrow(
    result: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The conversion of Polars requires pyarrow.
    monkeypatch.delattr(pl.DataFrame, "to_pandas")
    given: Any = result.frame
    frame: Any = given() if callable(given) else given
    found = result.to_pandas()
    assert list(found.columns) == frame.columns and len(found) == frame.height
    for name, dtype in frame.schema.items():
        expected = "Int64" if dtype.is_integer() else "float64" if dtype.is_float() else ""
        assert str(found[name].dtype) == expected or not expected
        assert list(found[name].notna()) == frame[name].is_not_null().to_list()
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    for name in texts:
        assert list(found[name].dropna()) == frame[name].drop_nulls().to_list()


def test_validate_names_the_frame_of_a_conversion() -> None:
    with pytest.raises(cip.DataError, match=r"pass its frame: cip.validate\(result.frame"):
        cip.validate(CONVERTED, "figures")


def test_a_report_is_a_sequence_of_its_findings() -> None:
    pandas = pytest.importorskip("pandas")
    assert list(REPORT) == list(REPORT.findings) and len(REPORT) == len(REPORT.findings) > 0
    assert len(pandas.DataFrame(REPORT)) == len(REPORT)
    assert not REPORT and not REPORT.ok
    valid = cip.validate(TABLE, "targets")
    assert valid and len(valid) == 0


@pytest.mark.parametrize(
    "habit",
    [
        lambda: pl.DataFrame(TABLE).height == pl.DataFrame(OBSERVED).filter(kind="target").height,
        lambda: TABLE.filter(region_id="cn-zj") == VIEW,
        lambda: json.loads(json.dumps(RECORD.model_dump(mode="json")))["id"] == RECORD.id,
        lambda: dict(RECORD)["id"] == RECORD.id,
        lambda: TABLE.where(value=(1e12, float("inf"))).ids[0] == "components-plan-sales-2023",
        lambda: sorted(TABLE, key=lambda record: record.id)[0].id == min(TABLE.ids),
        lambda: TABLE.frame().write_csv(io.StringIO()) is None,
        lambda: {row["year"] for row in OBSERVED} >= {2023, 2024},
    ],
)  # fmt: skip
def test_habit_works(habit: Callable[[], bool]) -> None:
    assert habit()


MESSAGES: list[tuple[Callable[[], Any], str]] = [
    (lambda: TABLE.query("value > 5"), "use cip.targets.where(...)"),
    (lambda: TABLE.isin(["a"]), "where(region_id=['cn-zj', 'cn-ah'])"),
    (lambda: TABLE.groupby("unit"), "use cip.targets.frame().group_by(...) or "
                                    "cip.targets.to_pandas().groupby(...)"),
    (lambda: TABLE.value_counts(), "use cip.targets.to_pandas().value_counts(...)"),
    (lambda: TABLE.T, "use cip.targets.to_pandas().T"),
    (lambda: TABLE.sample(3), "use cip.targets.frame().sample(...)"),
    (lambda: TABLE.sort_values("value"), "use cip.targets.sort('id')"),
    (lambda: TABLE.sort("-value"), "use sort('value', descending=True)"),
    (lambda: TABLE.year, "use cip.targets.where(year=...)"),
    (lambda: TABLE.province, "use cip.targets.where(province=...)"),
    (lambda: TABLE.indicator, "cip.observations, which has names as columns"),
    (lambda: TABLE.df, "use cip.targets.frame()"),
    (lambda: TABLE.to_polars(), "use cip.targets.frame()"),
    (lambda: TABLE.to_list(), "use list(cip.targets) or cip.targets.to_dicts()"),
    (lambda: TABLE.append(RECORD), "its rows cannot change"),
    (lambda: TABLE.size, "use len(cip.targets)"),
    (lambda: TABLE.first(), "use cip.targets[0]"),
    (lambda: TABLE.index, "use cip.targets.ids"),
    (lambda: TABLE.wher, "did you mean 'where'?"),
    (lambda: TABLE.xyzzy, "see help(cip.targets), or use cip.targets.frame()"),
    (lambda: VIEW.to_csv(), "use cip.export(view, 'view.csv')"),
    (lambda: TABLE.where("region_id == 'cn-zj'"), "takes conditions by name"),
    (lambda: TABLE.where(pl.col("value") > 5), "for an expression or a function, use filter(...)"),
    (lambda: VIEW.where(bool), "takes conditions by name"),
    (lambda: TABLE.where(value=(1e12, None)), "use float('-inf') or float('inf')"),
    (lambda: TABLE.where(period=("2024", None)), "use '0001' or '9999'"),
    (lambda: TABLE.where(value=">1,000"), "use filter(pl.col('value') > 1000)"),
    (lambda: TABLE.where(value="<= 5e3"), "use filter(pl.col('value') <= 5e3)"),
    (lambda: sorted(TABLE), "sorted(..., key=lambda record: record.id)"),
    (lambda: RECORD < RECORD, "records have no order"),
    (lambda: RECORD["vlaue"], "did you mean 'value'?"),
    (lambda: RECORD.vlaue, "a Target has no attribute 'vlaue'; did you mean 'value'?"),
    (lambda: RECORD.title, "use .statement"),
    (lambda: RECORD.year, "use .period_end.year"),
    (lambda: RECORD.xyzzy, "see Target.model_fields"),
    (lambda: RECORD.to_dict(), "use .model_dump()"),
    (lambda: INDICATOR.nme, "an Indicator has no attribute 'nme'; did you mean 'name'?"),
    (lambda: RECORD.region.figures, "use cip.figures.where(region_id='cn-zj')"),
    (lambda: OBSERVED["value"], "use cip.observations.frame()[...]"),
    (lambda: OBSERVED.where(kind="target"), "did you mean 'filter'?"),
    (lambda: OBSERVED.query("x"), "use .to_pandas().query(...)"),
    (lambda: OBSERVED.shape, "use .frame().shape"),
    (lambda: OBSERVED.to_csv("x.csv"), "use .frame().write_csv(...)"),
    (lambda: FOUND.groupby("table"), "a SearchResult has no attribute 'groupby'; "
                                     "use .to_pandas().groupby(...)"),
    (lambda: FOUND.results, "did you mean 'hits'?"),
    (lambda: ASSESSED.iloc, "an Assessment has no attribute"),
    (lambda: ASSESSED.df, "use .frame()"),
    (lambda: AUDITED.value_counts(), "use .to_pandas().value_counts(...)"),
    (lambda: REPORT.errors, "did you mean 'findings'?"),
    (lambda: REPORT.pandas, "use .to_pandas()"),
    (lambda: CONVERTED.df, "a Normalized has no attribute 'df'; use .frame"),
    (lambda: CONVERTED.to_excel("x.xlsx"), "use .frame.write_excel(...)"),
    (lambda: cip.parse("5"), "use cip.parse_quantity(...)"),  # type: ignore[attr-defined]
    (lambda: cip.read_csv("x"), "cip.normalize(...)"),  # type: ignore[attr-defined]
    (lambda: cip.data, "use cip.load() or cip.targets"),  # type: ignore[attr-defined]
    (lambda: cip.search("chip", year=2024), "did you mean 'period'?"),  # type: ignore[call-arg]
    (lambda: cip.cite("cn-zj", format="bibtex"), "did you mean 'style'?"),  # type: ignore[call-arg]
    (lambda: cip.get("浙江"), "did you mean 'cn-zj'?"),
    (lambda: cip.explain("Yangtze Memory Technologies"), "did you mean 'ymtc'?"),
    (lambda: cip.tree("Anhui"), "did you mean 'work-report-2024-anhui'?"),
    (lambda: cip.tree("安徽"), "did you mean 'work-report-2024-anhui'?"),
]  # fmt: skip


@pytest.mark.parametrize(("habit", "words"), MESSAGES)
def test_error_names_the_right_call(habit: Callable[[], Any], words: str) -> None:
    with pytest.raises((AttributeError, TypeError, ValueError, LookupError)) as caught:
        habit()
    assert words in str(caught.value)
