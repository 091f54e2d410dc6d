"""Ways that data, files and people rarely take: each ends in a value or in a message that helps."""

from __future__ import annotations

import datetime
import json
import os
import runpy
import shutil
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy import _similar, cli, plot
from chinaindpolicy._similar import nearest
from chinaindpolicy.analysis.links import ReverseIndex
from chinaindpolicy.analysis.regions import RegionTree
from chinaindpolicy.cli.text_tables import render, summary_rows
from chinaindpolicy.dataset.csv_tables import read_value
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.packaged import load_release
from chinaindpolicy.dataset.release_files import release_path
from chinaindpolicy.errors import CollectionError, ExportError, NotComparableError, ReleaseError
from chinaindpolicy.exports.formats import xlsx as workbook
from chinaindpolicy.ingest.normalize.cell_parsers import is_missing, reader
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.decimal_marks import comma_is_decimal, with_dots
from chinaindpolicy.ingest.normalize.period_parser import read_period
from chinaindpolicy.ingest.normalize.unit_parser import read_unit
from chinaindpolicy.ingest.normalize.value_columns import UnitSources
from chinaindpolicy.loading import load
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.model.fields import Column
from chinaindpolicy.model.serialize import to_csv_cell
from chinaindpolicy.testing.synthetic_documents import DraftDocument
from example import EXAMPLE

ANY = Column("x", "x")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of a release, to be damaged."""
    return shutil.copytree(Path(str(release_path("2026.1"))), tmp_path / "old")


def describe(folder: Path, **changes: Any) -> None:
    path = folder / "datapackage.json"
    package = json.loads(path.read_text("utf-8")) | changes
    path.write_text(json.dumps(package), encoding="utf-8")


# Numbers, words and values


@pytest.mark.parametrize("value", ["9E+999999", "9E+9999999", "9E-9999999"])
def test_a_number_too_large_to_convert_is_refused(value: str) -> None:
    number = Decimal(value)
    with pytest.raises(NotComparableError, match="too large"):
        cip.convert(number, "exaflops", "petaflops")
    with pytest.raises(NotComparableError, match="too large"):
        cip.growth_to_level(number, Decimal("9E+999"))
    assert cip.convert(Decimal("9E+999990"), "exaflops", "petaflops") == Decimal("9E+999993")


def test_what_is_large_on_the_way_alone_is_no_hindrance() -> None:
    assert cip.share_of(Decimal("9E+999999"), Decimal("9E+999999")) == 100


def test_a_boolean_is_written_and_read_as_one_word() -> None:
    for value, text in ((True, "true"), (False, "false")):
        assert to_csv_cell(value) == text
        assert read_value("boolean", text) is value
    with pytest.raises(ValueError, match="'yes' is neither true nor false"):
        read_value("boolean", "yes")


def test_of_very_many_names_those_that_begin_alike_are_compared() -> None:
    many = [f"target-{number}" for number in range(3000)] + ["figures-of-2024"]
    assert nearest("figures-of-2023", many) == ("figures-of-2024",)
    assert nearest("igures-of-2024", many) == ()
    assert len(many) > _similar._MOST_CANDIDATES  # pyright: ignore[reportPrivateUsage]


def test_a_field_without_words_or_of_no_type_is_refused() -> None:
    from chinaindpolicy.model.columns import _spec  # pyright: ignore[reportPrivateUsage]

    with pytest.raises(TypeError, match="field 'x' has no Column that says what it means"):
        _spec("x", str, [])
    with pytest.raises(TypeError, match="field 'x' has a type no table column can hold"):
        _spec("x", complex, [ANY])


def test_what_is_no_record_is_of_no_table(example: Dataset) -> None:
    given: Any = "harbour-report"
    with pytest.raises(cip.ChinaIndPolicyError, match="'harbour-report' is no record"):
        ReverseIndex(example, None).table_of(given)


def test_a_narrow_terminal_gets_cards_instead_of_a_table() -> None:
    rows = [
        ["id", "what", "how much"],
        ["a-long-id-that-people-copy", "Something that takes a few words", "5 items"],
        ["b", "", "6 items"],
    ]
    told = render(rows, "table", 30).splitlines()
    assert told[0] == "a-long-id-that-people-copy"
    assert all(line.startswith("  ") and len(line) <= 30 for line in told[1:-2])
    assert " ".join(line.strip() for line in told[1:-2]).endswith("few words · 5 items")
    assert told[-2:] == ["b", "  6 items"]


# Other people's data


def test_marks_and_truths_of_other_people() -> None:
    truth = ColumnSpec("holds", "boolean", True, ANY)
    number = ColumnSpec("amount", "number", True, ANY)
    assert not is_missing(3, number, frozenset())
    assert reader(truth, {})("是").value is True
    assert reader(truth, {})("no").value is False
    with pytest.raises(CellError, match="'maybe' is neither true nor false"):
        reader(truth, {})("maybe")
    assert reader(number, {})("1,200.5").value == Decimal("1200.5")
    with pytest.raises(CellError, match="'much' is no number"):
        reader(number, {})("much")


@pytest.mark.parametrize(
    ("text", "code"),
    [("cny", "CNY"), ("Percent", "percent"), ("Percentage_Point", "percentage_point")],
)
def test_the_code_of_a_unit_in_other_letters(text: str, code: str) -> None:
    assert (read_unit(text).code, read_unit(text).factor) == (code, Decimal(1))


def test_decimal_commas_beside_dots_in_threes() -> None:
    assert comma_is_decimal(["1.234.567", "3,25", "1.234,5"], semicolons=False)
    assert not comma_is_decimal(["3.25", "1.234,5"], semicolons=True)
    assert with_dots("1.234.567 and 2.5") == "1234567 and 2.5"


@pytest.mark.parametrize(
    "text", ["Foo 2024", "2021-2099x", "x-2023", "..2020-2023", "by 2020-2023", "soon to 2025"]
)
def test_periods_that_are_none(text: str) -> None:
    with pytest.raises(CellError):
        read_period(text)


def test_pandas_columns_that_are_called_alike_are_refused() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["value", "value"])
    with pytest.raises(cip.ChinaIndPolicyError, match="columns that are called alike: value"):
        cip.normalize(frame, "figures")


def test_values_of_a_row_are_in_one_unit() -> None:
    row = {"indicator_id": "computing-power-scale", "region_id": "cn", "period": "2024"}
    result = cip.normalize([row | {"value": "3亿元", "value_printed": "5%"}], "figures")
    assert "unit-conflict" in {finding.code for finding in result.findings}
    for name in ("value", "value_printed", "unit"):
        assert name not in result.frame.columns or result.frame[name].to_list() == [None]


def test_a_range_is_converted_at_both_ends() -> None:
    row = {"indicator_id": "computing-power-scale", "region_id": "cn", "period": "2024"}
    (made,) = cip.normalize([row | {"value": "2 to 3 EFLOPS"}], "figures").frame.to_dicts()
    assert (made["value"], made["value_upper"], made["unit"]) == (2000.0, 3000.0, "petaflops")


@pytest.mark.parametrize("text", ["1" + "0" * 400, "3e400 items", "1e999999999999 items"])
def test_a_number_beyond_all_floats_is_told(text: str) -> None:
    row = {"indicator_id": "computing-power-scale", "region_id": "cn", "period": "2024"}
    result = cip.normalize([row | {"value": text, "unit": "petaflops"}], "figures")
    assert result.findings and not result.ok


# Releases


def test_a_folder_given_as_text_is_told_how_to_be_given() -> None:
    with pytest.raises(ReleaseError, match=r"'some/folder' looks like a folder: give it as Path"):
        load("some/folder")


def test_a_release_that_refers_to_one_that_is_not_packaged(old: Path) -> None:
    describe(old, sources=[{"title": "chinaindpolicy", "version": "1999.1"}])
    with pytest.raises(ReleaseError, match=r"refers to chinaindpolicy 1999\.1, which is not pack"):
        load(old)


def test_a_descriptor_is_whole_and_stays_in_its_folder(old: Path) -> None:
    package = json.loads((old / "datapackage.json").read_text("utf-8"))
    first, *others = package["resources"]
    describe(old, resources=[{k: v for k, v in first.items() if k != "hash"}, *others])
    with pytest.raises(ReleaseError, match="table 'documents' has no hash"):
        load(old)
    describe(old, resources=[first | {"path": "../documents.csv"}, *others])
    with pytest.raises(ReleaseError, match=r"'\.\./documents\.csv' is no plain file name"):
        load(old)


def test_a_descriptor_that_cannot_be_read_is_named(old: Path) -> None:
    (old / "datapackage.json").unlink()
    with pytest.raises(ReleaseError, match=r"datapackage\.json: cannot be read: No such file"):
        load_release(old)


def test_a_table_that_is_not_as_described_is_refused(old: Path) -> None:
    import hashlib

    def published(name: str, data: bytes) -> None:
        (old / f"{name}.csv").write_bytes(data)
        package = json.loads((old / "datapackage.json").read_text("utf-8"))
        for part in package["resources"]:
            if part["name"] == name:
                part["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
        describe(old, **package)

    units = (old / "units.csv").read_bytes()
    published("units", units.replace(b"id,", b"code,", 1))
    with pytest.raises(ReleaseError, match="table 'units': its header is 'code,"):
        load(old).units.frame()
    lines = (old / "regions.csv").read_bytes().splitlines(keepends=True)
    published("regions", b"".join([lines[0], lines[1].replace(b",", b",\t", 1), *lines[2:]]))
    with pytest.raises(ReleaseError, match=r"regions/.*: is no record of this release"):
        load(old).regions.ids  # noqa: B018


def test_a_selection_of_a_release_without_a_table_has_none_of_it(old: Path) -> None:
    package = json.loads((old / "datapackage.json").read_text("utf-8"))
    describe(old, resources=[p for p in package["resources"] if p["name"] != "withdrawals"])
    chosen = load(old).select("targets", region_id="cn-ah")
    assert "withdrawals" not in chosen.descriptor["tables"]
    assert len(chosen.withdrawals) == 0 and len(chosen.targets) == 5


def test_a_collection_nested_too_deeply_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("targets:\n  - id: " + "[" * 30 + "]" * 30 + "\n")
    with pytest.raises(CollectionError, match=r"a\.yaml:2: nested too deeply"):
        load(tmp_path)


def test_a_value_of_a_wrong_form_says_what_is_wrong(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "example")
    path = next(each for each in sorted(folder.rglob("*.yaml")) if "ordinal: 1" in each.read_text())
    wrong = path.read_text("utf-8").replace("ordinal: 1", "ordinal: -1", 1)
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(CollectionError, match=r"ordinal: .+ \[record-invalid\]"):
        load(folder)


# Exports


def test_exports_of_a_release_that_says_little(old: Path, tmp_path: Path) -> None:
    """Without a licence or a day of publication there is none in the exports, nor made up."""
    describe(old, licenses=[], created="")
    for format in ("csvw", "ro-crate"):
        files = cip.export(load(old), tmp_path / format, format, tables=None)
        metadata = json.dumps(json.loads(next(f for f in files if "json" in f.suffix).read_text()))
        assert "spdx.org" not in metadata
        assert '"dc:issued"' not in metadata and '"dc:license"' not in metadata
    describe(old, licenses=[{"name": "As you like it"}])
    files = cip.export(load(old), tmp_path / "odd", "csvw")
    assert "spdx.org" not in next(f for f in files if f.suffix == ".json").read_text()


def test_the_page_holds_every_table_or_none(example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="the page to browse holds every table"):
        cip.export(example, tmp_path / "a.html", "html", tables=["targets"])


def test_a_sheet_has_a_last_row(
    example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_MOST_ROWS", 3)
    with pytest.raises(ExportError, match="rows, and a sheet holds 2"):
        cip.export(example, tmp_path / "a.xlsx", "xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_a_file_is_left_alone(example: Dataset, tmp_path: Path) -> None:
    (tmp_path / "out" / "targets.csv").mkdir(parents=True)
    with pytest.raises(ExportError, match=r"targets\.csv: is a folder; a file goes there"):
        cip.export(example, tmp_path / "out", "csv", overwrite=True)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["targets.csv"]


def test_a_missing_altair_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(cip.MissingExtraError, match=r'^altair is not installed: .*"altair'):
        plot.rates  # noqa: B018
    assert {"rates", "task_tree"} <= set(dir(plot))


def test_no_share_is_no_chart(real: Dataset) -> None:
    money = [figure for figure in real.figures if figure.unit == "CNY"][:3]
    with pytest.raises(cip.NothingSelectedError, match="no record is a share in percent"):
        plot.rates([money[0]], dataset=real).to_dict() if not money else plot.rates(
            real.select("figures", unit="CNY", indicator_id=money[0].indicator_id)
        )


# The command line


def test_the_module_is_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["chinaindpolicy", "show", "units", "CNY"])
    runpy.run_module("chinaindpolicy", run_name="__main__")
    assert "CNY" in capsys.readouterr().out
    assert runpy.run_module("chinaindpolicy.__main__", run_name="imported")["main"] is cli.main
    assert capsys.readouterr().out == ""


def test_a_shell_completes_tables(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_CHINAINDPOLICY_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "chinaindpolicy export --table ta")
    monkeypatch.setenv("COMP_CWORD", "3")
    monkeypatch.setattr(sys, "argv", ["chinaindpolicy"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 0
    assert capsys.readouterr().out.split() == ["plain,targets", "plain,tasks"]


class Closed:
    """A stream whose reader has gone, as in `... | head`; and no `TextIOWrapper`."""

    def __init__(self, error: BaseException, number: int) -> None:
        self.error, self.number = error, number

    def write(self, _: str) -> int:
        raise self.error

    def flush(self) -> None:
        raise self.error

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self.number


def test_a_reader_that_leaves_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with (tmp_path / "pipe").open("wb") as file:
        monkeypatch.setattr(sys, "stdout", Closed(BrokenPipeError(), file.fileno()))
        monkeypatch.setattr(sys, "argv", ["chinaindpolicy", "tables"])
        cli.main()
        os.write(file.fileno(), b"goes nowhere")
    assert (tmp_path / "pipe").read_bytes() == b""
    assert capfd.readouterr().err == ""


def test_a_full_disk_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Closed(OSError(28, "No space left on device"), 1))
    monkeypatch.setattr(sys, "argv", ["chinaindpolicy", "tables"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert "error: [Errno 28] No space left on device" in capsys.readouterr().err


def told(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["chinaindpolicy", *arguments])
    try:
        cli.main()
    except SystemExit as stop:
        assert isinstance(stop.code, int)
        return stop.code
    return 0


def test_validate_renames_columns_and_needs_a_folder_to_write_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("code,name\nCNY,yuan\n", encoding="utf-8")
    given = ["validate", str(tmp_path / "a.csv"), "--table", "units"]
    assert told(monkeypatch, *given, "--column", "code=id") == 1
    assert "no column 'id'" not in capsys.readouterr().out
    assert told(monkeypatch, *given, "--column", "code") == 2
    assert "--column 'code': expected THEIRS=OURS" in capsys.readouterr().err
    assert told(monkeypatch, *given, "--valid", str(tmp_path / "no" / "b.csv")) == 2
    assert f"there is no folder {tmp_path / 'no'}" in capsys.readouterr().err
    (tmp_path / "c.csv").mkdir()
    assert told(monkeypatch, *given, "--valid", str(tmp_path / "c.csv")) == 2
    assert f"{tmp_path / 'c.csv'} is a folder: name a file in it" in capsys.readouterr().err


def test_validate_tells_a_terminal_what_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("id,name\nCNY,yuan\n", encoding="utf-8")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    told(monkeypatch, "validate", str(tmp_path / "a.csv"), "--table", "units")
    err = capsys.readouterr().err
    assert err.startswith("\r\x1b[K") and err.endswith("\r\x1b[K")


def test_normalize_reads_wide_tables_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text(
        "指标,地区,单位,2023,2024\n算力规模,广东省,EFLOPS,30,35\n", encoding="utf-8"
    )
    output = tmp_path / "b.csv"
    given = ["normalize", str(tmp_path / "a.csv"), "--table", "figures", "--output", str(output)]
    assert told(monkeypatch, *given, "--wide") == 0
    capsys.readouterr()
    made = pl.read_csv(output, infer_schema=False)
    assert made["period"].to_list() == ["2023", "2024"]
    assert columns("figures")


# Odds


class Odd:
    """Something with columns that is no frame."""

    columns = ("id",)


def test_what_has_columns_and_is_no_frame_is_refused(example: Dataset) -> None:
    with pytest.raises(cip.ChinaIndPolicyError, match="not a frame that can be read"):
        cip.explain(Odd(), example)


def test_a_release_that_cannot_be_moved_into_place_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chinaindpolicy.curation.build import build_release, write_release
    from chinaindpolicy.curation.collection import read_collection

    files = build_release(read_collection(EXAMPLE))

    def failing(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(cip.ExportError, match="No space left"):
        write_release(files, tmp_path / "2031.1")
    assert list(tmp_path.iterdir()) == []


def test_a_finding_of_a_whole_file_has_no_line() -> None:
    from chinaindpolicy.rules.findings import Finding
    from chinaindpolicy.rules.report import Report

    finding = Finding("file-empty", "error", "units", "", "", "", "the file is empty", file="a.csv")
    (result,) = json.loads(Report((finding,), {}).to("sarif"))["runs"][0]["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "a.csv"}}


def test_figures_of_one_region_need_no_word_on_adding(real: Dataset) -> None:
    figure = next(one for one in real.figures if one.region_id and one.value is not None)
    spec = json.dumps(plot.figures_by_region([figure], dataset=real).to_dict())
    assert figure.id in spec
    assert "is part of the other" not in spec


def test_regions_apart_may_be_added_to_an_area_of_another_country() -> None:
    tree = RegionTree(
        {"x": "x", "y": None, "bay": "x", "town": "y", "city": "x"},
        {"x": "country", "y": "country", "bay": "area", "town": "city", "city": "city"},
    )
    assert tree.why_not_added(("bay", "town")) == ""
    assert tree.why_not_added(("bay", "city")) == "bay is an area that may overlap city"
    assert tree.why_not_added(("bay", "x")) == "bay lies in x: its value is part of the other's"


def test_a_deadline_before_the_policys_issue_has_no_bar(real: Dataset) -> None:
    """A target may be due before its policy was issued: nothing then leads up to the deadline."""
    target = next(
        one for one in real.targets if one.period_end and not one.period_start and one.policy_id
    )
    early = target.model_copy(update={"period_end": datetime.date(1950, 12, 31)})
    assert '"any_time": true' in json.dumps(plot.targets_timeline([target], dataset=real).to_dict())
    spec = json.dumps(plot.targets_timeline([early], dataset=real).to_dict())
    assert "1950-12-31" in spec
    assert '"any_time": true' not in spec


def test_nothing_said_cannot_be_said_again() -> None:
    """A draft that has stated no value goes on with background instead."""
    drafts = [DraftDocument("d-1", "en", datetime.date(2024, 1, 1)) for _ in range(2)]
    drafts[0].restatement()
    drafts[1].background()
    assert drafts[0] == drafts[1]
    assert "Lamps give light." in drafts[0].text


def test_a_value_from_nowhere_is_shown_as_such(real: Dataset) -> None:
    """Rows that break a rule can be looked at all the same."""
    target = next(one for one in real.targets if one.document_id)
    lost = target.model_copy(update={"document_id": None, "reference_id": None})
    (_, row) = summary_rows(real.targets, [lost], real)
    assert row[-1] == "from outside the documents"


def test_a_unit_told_twice_alike_is_one_unit() -> None:
    unit, other = read_unit("亿元"), read_unit("100 million yuan")
    units = UnitSources(["亿元"], {"value": other}, {0: unit}, {}, ())
    assert units.of(0, "value") == unit
    with pytest.raises(CellError, match="the unit is told twice"):
        UnitSources(["亿元"], {"value": read_unit("元")}, {}, {}, ()).of(0, "value")
