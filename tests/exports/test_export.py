"""Export of a dataset: selections, unknown names, extras and reproducibility."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.exports.registry import FORMATS, optional
from export_readers import READERS, formats, place


@pytest.mark.sampled(4)
@pytest.mark.parametrize("format", formats())
def test_older_release_and_selection_are_exported(format: str, tmp_path: Path) -> None:
    # The first release has no outcomes, hence no verdicts.
    older = cip.load("2026.2" if format == "claim-review" else "2026.1")
    anhui = older.select("targets", region_id="cn-ah")
    for number, dataset in enumerate((older, anhui)):
        path = tmp_path / f"out{number}{FORMATS[format].suffix}"
        files = cip.export(dataset, path, format)
        assert files and all(file.is_file() for file in files)
        if format in READERS:
            found = READERS[format][0](path)
            assert len(found["targets"]) == len(dataset.targets)


@pytest.mark.parametrize(
    "format", formats(name for name, format in FORMATS.items() if format.same_bytes)
)
def test_repeated_export_has_identical_bytes(
    format: str, example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bytes_: list[dict[str, bytes]] = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        files = cip.export(example, place(folder, format), format)
        bytes_.append({file.name: file.read_bytes() for file in files})
        now = time.time()
        monkeypatch.setattr(time, "time", lambda now=now: now + 1e6)
    assert bytes_[0] == bytes_[1]


# Arguments


def test_unknown_format_or_table_suggests_similar_names(example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(cip.UnknownNameError, match="no format 'xslx'; did you mean 'xlsx'"):
        cip.export(example, tmp_path / "out", "xslx")
    with pytest.raises(cip.UnknownNameError, match="no table 'target'; did you mean 'targets'"):
        cip.export(example, tmp_path / "out", "csv", tables=["target"])


@pytest.mark.parametrize("format", formats())
def test_empty_selection_raises_and_writes_no_file(format: str, tmp_path: Path) -> None:
    nothing = cip.load().select("targets", period="1990")
    with pytest.raises(
        cip.NothingSelectedError,
        match="no rows in the selected tables, so nothing was written; check the conditions",
    ):
        cip.export(nothing, place(tmp_path, format), format)
    assert list(tmp_path.iterdir()) == []


def test_sdmx_without_observations_raises_export_error(real: Dataset, tmp_path: Path) -> None:
    with pytest.raises(
        cip.ExportError,
        match="targets, figures, outcomes only, and none of them has a row here; select one",
    ):
        cip.export(real, tmp_path / "out", "sdmx-csv", tables=["tasks"])
    assert list(tmp_path.iterdir()) == []


def test_missing_xlsxwriter_raises_missing_extra_error(
    example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(cip.MissingExtraError, match=r'^xlsxwriter is not installed: .*"xlsxwriter'):
        cip.export(example, tmp_path / "out.xlsx", "xlsx")
    assert list(tmp_path.iterdir()) == []


def test_exporting_page_lists_every_format() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exporting.md").read_text("utf-8")
    table = page[page.index("| format |") : page.index("`xlsx` needs the extra")]
    assert {name for name in FORMATS if f"`{name}`" not in table} == set()


def test_format_extras_exist_in_pyproject() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    for format in FORMATS.values():
        if format.extra:
            assert f"\n{format.extra} = [" in text
    with pytest.raises(cip.MissingExtraError):
        optional("no_such_module", "xlsx")
