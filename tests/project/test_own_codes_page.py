"""The page on own codes: its files are current, and its table is what the tools report."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

import vendor_files

campaign: Any = importlib.import_module("campaigns.own_codes")


def test_files_of_the_vendor_are_current() -> None:
    found = {path.name: path.read_text("utf-8") for path in vendor_files.FOLDER.iterdir()}
    assert found == vendor_files.files()
    assert len(vendor_files.INDICATORS) == 40


@pytest.mark.parametrize("tool", ["chinaindpolicy", "pandera"])
def test_table_is_what_the_blocks_of_the_page_report(tool: str) -> None:
    assert campaign.results(tool) == campaign.table_on_page()[tool]


def test_table_has_every_fault_and_tool() -> None:
    table = campaign.table_on_page()
    assert tuple(table) == campaign.TOOLS
    for column in table.values():
        assert list(column) == ["No fault", *vendor_files.FAULTS]
        assert set(column.values()) <= {"yes", "no", "stops", "warning"}
        assert column["No fault"] == "no"
