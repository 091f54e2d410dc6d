"""Code lists as frames: types, years, and where the files are."""

from __future__ import annotations

import importlib.resources
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from chinaindpolicy.codes import lists
from chinaindpolicy.errors import UnknownNameError
from example import ROOT


def test_codes_are_text_and_empty_cells_are_null() -> None:
    frame = lists.divisions()
    assert frame.schema["code"] == pl.String
    assert frame.schema["valid_from"] == pl.Int32
    assert frame.schema["successors"] == pl.List(pl.String)
    assert frame["name"].null_count() == 2847 - 33
    assert lists.products()["code"][0] == "01"
    assert lists.industries("isic4").filter(code="0111").height == 1


def test_lists_of_values_are_lists() -> None:
    row = lists.divisions(history=True).filter(code="372500").row(0, named=True)
    assert (row["successors"], row["succession"]) == (["371500"], "recoded")
    assert lists.divisions().filter(code="110101")["successors"].to_list() == [[]]


@pytest.mark.parametrize(
    ("year", "provinces", "name"),
    [(1990, 31, "襄樊市"), (2010, 34, "襄阳市"), (2026, 34, "襄阳市")],
)
def test_state_of_a_year(year: int, provinces: int, name: str) -> None:
    frame = lists.divisions(year=year)
    assert frame.filter(tier="province").height == provinces
    assert frame.filter(code="420600")["name_zh"].item() == name
    assert frame["code"].is_unique().all()


def test_year_of_the_latest_state_is_the_default() -> None:
    assert lists.divisions().equals(lists.divisions(year=2026))


def test_year_before_the_list_raises_value_error() -> None:
    with pytest.raises(ValueError, match="year 1980 is before 1983"):
        lists.divisions(year=1980)


def test_year_with_history_raises_value_error() -> None:
    with pytest.raises(ValueError, match="either year or history"):
        lists.divisions(year=2000, history=True)


def test_unknown_list_suggests_similar_names() -> None:
    with pytest.raises(UnknownNameError, match="no code list 'unit'; did you mean 'units'"):
        lists.read_list("unit")
    with pytest.raises(UnknownNameError, match="no classification 'isic5'; did you mean 'isic4'"):
        lists.industries("isic5")


def test_every_described_list_is_a_frame_of_its_rows_and_columns() -> None:
    for name, resource in lists.descriptor().items():
        frame = lists.read_list(name)
        assert frame.height == resource["rows"]
        assert frame.columns == [field["name"] for field in resource["schema"]["fields"]]


def test_lookups_do_not_load_polars() -> None:
    code = (
        "import sys\n"
        "from chinaindpolicy.codes.places import find_place\n"
        "from chinaindpolicy.codes.units import find_unit\n"
        "assert find_place('北京') and find_unit('亿元')\n"
        "print(*sorted({'polars', 'pydantic', 'pandera'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "\n"


def test_lists_are_found_next_to_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists are part of the package folder, or of the archive that it is imported from."""
    package = tmp_path / "chinaindpolicy"
    (package / "codes").mkdir(parents=True)

    def elsewhere(_: str) -> Path:
        return package

    monkeypatch.setattr(lists, "__file__", str(package / "codes" / "lists.py"))
    monkeypatch.setattr(importlib.resources, "files", elsewhere)
    assert lists.codelists_folder() == package / "_codelists"
    (package / "_codelists").mkdir()
    monkeypatch.setattr(importlib.resources, "files", None)
    assert lists.codelists_folder() == package / "_codelists"


def test_lists_of_an_editable_install_are_those_of_the_checkout() -> None:
    folder = Path(str(lists.codelists_folder()))
    assert folder.name in ("codelists", "_codelists")
    published = (ROOT / "datasets" / "codelists" / "units.csv").read_bytes()
    assert (folder / "units.csv").read_bytes() == published
