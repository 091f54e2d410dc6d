"""Workbooks of other formats: .xls and .ods, read without their number formats."""

from __future__ import annotations

from pathlib import Path

import pytest

import chinaindpolicy as cip

FILES = Path(__file__).parent / "files"
pytest.importorskip("python_calamine")


@pytest.mark.parametrize("name", ["provinces.xls", "provinces.ods"])
def test_an_export_is_read_with_titles_and_notes(name: str) -> None:
    result = cip.normalize(FILES / name, "figures")
    assert result.ok, str(result)
    assert result.frame.select("region_id", "period", "value", "unit").rows() == [
        ("cn-bj", "2024", 5.1, "enterprise"),
        ("cn-bj", "2023", 4.9, "enterprise"),
        ("cn-nm", "2024", 2.0, "enterprise"),
        ("cn-nm", "2023", 1.9, "enterprise"),
    ]
    assert result.notes["line"].to_list() == [1, 2, 3, 7, 8]


def test_a_number_that_may_be_displayed_as_a_percentage_is_ambiguous() -> None:
    result = cip.normalize(FILES / "percent-format.xls", "figures")
    assert [each.code for each in result.findings] == ["value-ambiguous"]
    assert result.frame["value"].to_list() == [None]


def test_a_damaged_workbook_is_rejected(tmp_path: Path) -> None:
    data = (FILES / "provinces.xls").read_bytes()
    path = tmp_path / "a.xls"
    path.write_bytes(data[: len(data) // 3])
    with pytest.raises(cip.DataFileError, match=r"no workbook|no sheet"):
        cip.normalize(path, "figures")
    path.write_bytes(b"plain text")
    with pytest.raises(cip.DataFileError, match="is no xls file"):
        cip.normalize(path, "figures")
    with pytest.raises(cip.DataFileError, match="has no sheet 'x'"):
        cip.normalize(FILES / "provinces.xls", "figures", sheet="x")


def test_validation_does_not_read_a_workbook_without_its_number_formats() -> None:
    with pytest.raises(cip.DataFileError, match="save it as"):
        cip.validate(FILES / "provinces.xls", "figures")
