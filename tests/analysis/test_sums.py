"""Frames with lists of ids: which records were added, and whether they may be."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from chinaindpolicy import cite, explain, load
from chinaindpolicy.analysis.links import ReverseIndex
from chinaindpolicy.analysis.sums import explain_sum
from chinaindpolicy.dataset.dataset import Dataset

CARS, FIRMS = "jinan-2024-nev-output", "jinan-2024-new-industrial-enterprises"
ANHUI, CHONGQING = "anhui-2024-high-tech-enterprises", "chongqing-2024-high-tech-enterprises"


@pytest.fixture(scope="module")
def real() -> Dataset:
    return load()


def grouped(ids: list[str], **columns: object) -> pl.DataFrame:
    return pl.DataFrame({"id": [ids], **{name: [value] for name, value in columns.items()}})


@pytest.mark.parametrize(
    ("ids", "aspects"),
    [
        (["jinan-2024-nev-output", "outcome-jinan-2024-nev-output"], {"kind", "period"}),
        ([CHONGQING, "chongqing-2024-sci-tech-enterprises"], {"indicator_id", "region_id"}),
        (
            ["ningbo-2024-software-revenue-growth", "shandong-2024-information-technology-revenue"],
            {"measure", "indicator_id"},
        ),
        (["dalian-2024-next-generation-it-output", "jinan-2024-nev-output"], {"unit"}),
        ([CARS, CARS], {"id"}),
        ([CARS, "reliability-opinions-core-products-2025"], {"value"}),
        (
            [
                "ningbo-2024-digital-core-value-added-growth",
                "zhejiang-2024-digital-core-value-added-growth",
            ],
            {"measure", "region_id"},
        ),
    ],
)
def test_reasons_name_the_field(ids: list[str], aspects: set[str], real: Dataset) -> None:
    (found,) = explain(grouped(ids), real).sums
    assert not found.allowed and found.total is None
    assert aspects <= {reason.partition(":")[0] for reason in found.reasons}, found.reasons


def test_a_city_is_not_added_to_its_province(real: Dataset) -> None:
    ids = [
        "ningbo-2024-digital-core-value-added-growth",
        "zhejiang-2024-digital-core-value-added-growth",
    ]
    (found,) = explain(grouped(ids), real).sums
    assert any("cn-zj-ningbo is part of cn-zj" in reason for reason in found.reasons)


@pytest.fixture
def two_provinces(real: Dataset, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of a target of Anhui and of a copy of it for Shandong, in every dataset."""
    own = real.targets[ANHUI]
    other = own.model_copy(update={"id": "copy", "region_id": "cn-sd", "value": Decimal(500)})
    records = {ANHUI: own, "copy": other}

    def record(dataset: Dataset, id: str) -> object:
        return records[id]

    monkeypatch.setattr(Dataset, "record", record)
    return [ANHUI, "copy"]


def test_values_of_two_provinces_are_added(real: Dataset, two_provinces: list[str]) -> None:
    context = ReverseIndex(real)
    found = explain_sum(two_provinces, {"region": "both"}, context)
    assert found.allowed and found.total is not None
    assert (found.total.comparator, found.total.value) == ("gt", Decimal(4000))
    assert found.line == f"Sum of {ANHUI} + copy: may be added"
    assert "gt 4,000 enterprise" in str(found)


@pytest.mark.parametrize(
    ("row", "allowed"),
    [
        ({"value": 4000.0}, False),
        ({"value": 4000.0, "comparator": "eq"}, False),
        ({"value": 4000.0, "comparator": "gt"}, True),
        ({"most": 3500.0}, True),
    ],
)
def test_a_sum_needs_its_comparator(
    row: dict[str, object], allowed: bool, real: Dataset, two_provinces: list[str]
) -> None:
    found = explain_sum(two_provinces, row, ReverseIndex(real))
    assert found.allowed is allowed
    assert [one.partition(":")[0] for one in found.reasons] == ([] if allowed else ["comparator"])


def test_columns_are_named_by_their_statistic(real: Dataset) -> None:
    values = [real.targets[id].value for id in (CARS, FIRMS)]
    assert all(isinstance(value, Decimal) for value in values)
    row = grouped(
        [CARS, FIRMS], total=400200.0, mean=200100.0, most=400000, n=2, other=1.5, unit="any"
    )
    (found,) = explain(row, real).sums
    assert dict(found.columns) == {
        "total": "sum",
        "mean": "mean",
        "most": "largest",
        "n": "number of records",
    }
    assert found.group == (("unit", "any"),)
    assert "total is the sum of their values" in str(found)


def test_every_library_and_every_list_column_is_read(real: Dataset) -> None:
    frame = pl.DataFrame({"ids": [[CARS, FIRMS], [ANHUI]], "place": ["jinan", "anhui"]})
    found = explain(frame, real)
    assert [one.id for one in found] == [CARS, FIRMS, ANHUI]
    assert [one.ids for one in found.sums] == [(CARS, FIRMS)]
    kinds: list[Any] = [frame.lazy(), frame.to_pandas(), frame.to_arrow()]
    assert all(explain(kind, real) == found for kind in kinds)


def test_ids_of_both_sides_of_a_join_are_explained(real: Dataset) -> None:
    left, right = pl.DataFrame({"id": [CARS]}), pl.DataFrame({"id": [FIRMS]})
    joined = left.join(right, how="cross")
    assert joined.columns == ["id", "id_right"]
    found = explain(joined, real)
    assert [one.id for one in found] == [CARS, FIRMS] and not found.sums
    assert len(explain(pl.DataFrame({"id": [CARS], "id_right": [None]}), real)) == 1


def test_a_citation_names_the_sum(real: Dataset) -> None:
    row = grouped([CARS, FIRMS])
    expected = f"Sum of {CARS} + {FIRMS}: may not be added (indicator_id: "
    assert expected in cite(row, dataset=real).splitlines()[-1]
    assert expected in json.loads(cite(row, "csl-json", real))[-1]["note"]
    assert f"Sum of {CARS}" in cite(row, "bibtex", real)
    assert "Sum of" not in cite(pl.DataFrame({"id": [CARS]}), dataset=real)
