"""Extensions: codes of the user that are valid, and the rows that they add."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from broken_tables import QUICK
from chinaindpolicy.ingest.extension.extension import read_extension
from chinaindpolicy.ingest.extension.keys import extendable_tables, keys_of
from chinaindpolicy.ingest.extension.own_units import default_dimension
from chinaindpolicy.quantity.units import units as quantity_units
from validation_rows import ENGINES

STEEL = {"id": "steel-output", "name": "Crude steel output", "unit": "tonne"}
TONNE = {"id": "tonne"}
YAML = """\
indicators:
  - id: steel-output
    name: Crude steel output
    unit: tonne
units:
  - {id: tonne, name: metric tonne, aliases: [吨, t], factor: 1}
regions: regions.csv
policies:
  - id: steel-plan
    issued_on: "2024-03-01"
    issuers: [miit]
    region_id: delta
"""


def observation(**changed: Any) -> dict[str, Any]:
    row = {"indicator_id": "steel-output", "region_id": "cn", "period": "2024", "value": 1.0}
    return row | {"unit": "tonne"} | changed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "codes.yaml").write_text(YAML, encoding="utf-8")
    text = "id,name,parent_id,aliases\ndelta,Delta,cn,三角洲|The delta\nport,Port,delta,\n"
    (tmp_path / "regions.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_entries_fill_in_what_follows_from_others() -> None:
    extension = read_extension(
        {"indicators": [STEEL], "units": [TONNE], "regions": [{"id": "delta"}]}, cip.load()
    )
    (row,) = extension.frames["indicators"].to_dicts()
    assert (row["dimension"], row["definition"]) == ("mass", None)
    assert extension.frames["units"].select("name", "dimension").row(0) == ("tonne", "mass")
    assert extension.frames["regions"].select("name", "aliases").row(0) == ("delta", [])
    assert set(extension.frames) == {"indicators", "units", "regions"}
    for table, frame in extension.frames.items():
        assert frame.schema == extension.dataset[table].frame().schema


def as_records(rows: list[dict[str, Any]]) -> list[Any]:
    plain = {"name_zh": None, "symbol": None}
    return [cip.units["CNY"].model_copy(update=plain | row) for row in rows]


def as_arrow(rows: list[dict[str, Any]]) -> Any:
    return cast("Any", pl.DataFrame(rows).to_arrow())


@pytest.mark.parametrize(
    "make", [list, tuple, pl.DataFrame, pl.LazyFrame, pd.DataFrame, as_arrow, as_records]
)
def test_entries_are_given_in_every_form(make: Any) -> None:
    rows = [{"id": "tonne", "name": "tonne", "dimension": "mass"}, {"id": "kg", "symbol": "kg"}]
    extension = read_extension({"units": make(rows)}, cip.load())
    assert extension.frames["units"]["id"].to_list() == ["tonne", "kg"]
    assert extension.frames["units"]["symbol"][1] == "kg"
    assert cip.validate(
        [observation(indicator_id="electronic-component-sales", unit="kg")],
        "figures",
        extend={"units": make(rows)},
    ).counts == {"unit-unlike-indicator": 1}


def test_yaml_file_names_data_files_next_to_it(folder: Path) -> None:
    extension = read_extension(folder / "codes.yaml", cip.load())
    assert extension.frames["regions"].select("id", "parent_id", "aliases").rows() == [
        ("delta", "cn", ["三角洲", "The delta"]),
        ("port", "delta", []),
    ]
    assert extension.frames["policies"]["issued_on"].to_list() == [datetime.date(2024, 3, 1)]
    (unit,) = extension.units
    assert (unit.factor, unit.words) == (Decimal(1), ("tonne", "metric tonne", "吨", "t"))
    rows = [
        observation(region_id="port", policy_id="steel-plan", period_end=datetime.date(2024, 1, 1)),
        observation(region_id="delta", policy_id="steel-plan"),
    ]
    report = cip.validate(rows, "targets", extend=folder / "codes.yaml")
    assert report.counts == {"deadline-before-policy": 1, "region-with-parent": 1}
    assert cip.validate(rows, "targets", extend=str(folder / "codes.yaml")).counts == report.counts


def test_entries_win_over_packaged_rows_of_the_same_id() -> None:
    own = {"id": "electronic-component-sales", "name": "Sales", "unit": "USD"}
    row = observation(indicator_id="electronic-component-sales", unit="USD")
    assert cip.validate([row], "figures").counts == {"unit-unlike-indicator": 1}
    assert cip.validate([row], "figures", extend={"indicators": [own]}).counts == {}
    extension = read_extension({"indicators": [own]}, cip.load())
    records: tuple[Any, ...] = extension.records("indicators")
    (record,) = [one for one in records if one.id == own["id"]]
    assert record.unit == "USD"
    assert len(extension.records("indicators")) == len(cip.indicators)
    assert extension.ids("indicators") == set(cip.indicators.ids)
    assert extension.frame("indicators").height == len(cip.indicators)


def test_records_of_an_extension_have_every_field() -> None:
    extension = read_extension({"regions": [{"id": "delta", "parent_id": "cn"}]}, cip.load())
    found: tuple[Any, ...] = extension.records("regions")
    *packaged, own = found
    assert tuple(packaged) == tuple(cip.regions)
    assert (own.id, own.name, own.parent_id, own.aliases, own.level) == (
        "delta", "delta", "cn", (), None,
    )  # fmt: skip
    assert read_extension(None, cip.load()).records("regions") == tuple(cip.regions)
    assert not read_extension(None, cip.load())


def test_extension_is_frozen() -> None:
    extension = read_extension({"units": [TONNE]}, cip.load())
    with pytest.raises(dataclasses.FrozenInstanceError):
        extension.units = ()  # type: ignore[misc]
    with pytest.raises(TypeError):
        extension.frames["units"] = pl.DataFrame()  # type: ignore[index]


def test_every_column_of_every_extendable_table_is_a_key() -> None:
    dataset = cip.load()
    for table in extendable_tables():
        assert set(dataset[table].frame().columns) <= set(keys_of(table, dataset))
        rows = dataset[table].frame().head(3)
        plain = rows.with_columns(pl.col(pl.Enum).cast(pl.String))
        extension = read_extension({table: plain}, dataset)
        assert extension.frames[table].equals(rows), table
        assert extension.frame(table).height == len(dataset[table])


@pytest.mark.parametrize("release", cip.releases())
def test_extension_has_the_columns_of_its_release(release: str) -> None:
    extend = {"indicators": [STEEL], "units": [TONNE], "regions": [{"id": "delta"}]}
    extension = read_extension(extend, cip.load(release))
    for table, frame in extension.frames.items():
        columns = cip.load(release)[table].frame().columns
        assert not columns or frame.columns == columns
    report = cip.validate([observation()], "figures", extend=extend, against=release)
    assert report.ok, str(report)


def test_given_tables_are_extended_too() -> None:
    regions = [{"id": "zz", "name": "Zz", "level": "country"}]
    extend = {"regions": [{"id": "yy", "parent_id": "cn"}], "indicators": [STEEL], "units": [TONNE]}
    rows = [observation(region_id="zz"), observation(region_id="yy"), observation(region_id="cn")]
    report = cip.validate({"figures": rows, "regions": regions}, extend=extend)
    # The given regions replace the packaged ones, and the extension adds to them.
    assert report.counts == {"id-dangling": 1}
    assert [one.row for one in report.findings] == [2]


def test_dimension_of_a_unit_is_that_of_the_quantity_parser() -> None:
    packaged = dict(cip.units.frame().select("id", "dimension").iter_rows())
    for code in quantity_units():
        assert default_dimension(code) == packaged.get(code, default_dimension(code))
    assert default_dimension("celsius") == "none"
    own = {"id": "sales", "name": "Sales", "unit": "EUR"}
    row = observation(indicator_id="sales", unit="EUR", price_basis=None)
    extend = {"indicators": [own], "units": [{"id": "EUR"}]}
    # A sum of money without prices, as for a packaged currency.
    assert cip.validate([row], "figures", extend=extend).counts == {"money-without-price-basis": 1}


def test_unit_words_are_split_from_numbers_and_scales() -> None:
    units = [
        {"id": "tce", "name": "tonne of coal equivalent", "name_zh": "吨标煤", "aliases": ["TCE"]},
        {"id": "tonne", "name_zh": "吨", "symbol": "t"},
        {"id": "coal", "name": "标煤"},
    ]
    extension = read_extension({"units": units}, cip.load())

    def split(text: str) -> tuple[str, str] | None:
        found = extension.split_unit(text)
        return (found[0], found[1].code) if found else None

    assert split("3.5万吨标煤") == ("3.5万", "tce")
    assert split("万吨") == ("万", "tonne")
    assert split("12 ｔ") == ("12", "tonne")
    assert split("million tce") == ("million", "tce")
    assert split("million TCE") == ("million", "tce")
    assert split("million Tce") is None
    assert split("1 Tonne of Coal Equivalent") == ("1", "tce")
    assert split("watt") is None and split("") is None and split("元") is None
    assert read_extension(None, cip.load()).split_unit("3 tce") is None


def test_case_separates_symbols_of_units() -> None:
    extension = read_extension({"units": [{"id": "MW"}, {"id": "mW"}, {"id": "PJ"}]}, cip.load())
    found = [extension.split_unit(text) for text in ("3 MW", "3 mW", "3 PJ")]
    assert [pair[1].code for pair in found if pair] == ["MW", "mW", "PJ"]
    assert extension.split_unit("3 pJ") is None


IDS = st.from_regex(r"own-[a-z0-9]{1,4}(-[a-z]{1,3})?", fullmatch=True)
PACKAGED = {
    "indicator_id": "electronic-component-sales", "region_id": "cn-bj", "organization_id": "catl",
}  # fmt: skip


@pytest.mark.full
@settings(max_examples=12, **QUICK)
@given(
    st.lists(IDS, min_size=1, max_size=4, unique=True),
    st.lists(IDS, min_size=1, max_size=4, unique=True),
    st.lists(IDS, min_size=1, max_size=3, unique=True),
    st.data(),
)
def test_own_ids_pass_exactly_as_packaged_ids(
    indicators: list[str], regions: list[str], organizations: list[str], data: st.DataObject
) -> None:
    extend = {
        "indicators": [{"id": id, "name": id, "unit": "CNY"} for id in indicators],
        "regions": [{"id": id} for id in regions],
        "organizations": [{"id": id} for id in organizations],
    }
    own = {"indicator_id": indicators, "region_id": regions, "organization_id": organizations}
    rows: list[dict[str, Any]] = []
    packaged: list[dict[str, Any]] = []
    unknown = 0
    for number in range(data.draw(st.integers(1, 6))):
        row: dict[str, Any] = {"period": str(2000 + number), "value": 1.0, "price_basis": "nominal"}
        row["unit"] = data.draw(st.sampled_from(["CNY", "CNY", "USD"]))
        same = dict(row)
        for column, ids in own.items():
            row[column] = data.draw(st.sampled_from([*ids, PACKAGED[column], "neither"]))
            same[column] = PACKAGED[column] if row[column] != "neither" else "neither"
            unknown += row[column] == "neither"
        rows.append(row)
        packaged.append(same)
    for engine in ENGINES:
        expected = cip.validate(pl.DataFrame(packaged), "figures", engine=engine)
        found = cip.validate(pl.DataFrame(rows), "figures", engine=engine, extend=extend)
        assert found.counts_by_column == expected.counts_by_column
        assert found.counts.get("id-dangling", 0) == unknown
        assert found.not_checked == expected.not_checked
        assert [(one.code, one.row) for one in found.findings] == [
            (one.code, one.row) for one in expected.findings
        ]
