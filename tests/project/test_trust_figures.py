"""The figures on the page of trust have a date, a commit and versions, and can be renewed."""

from __future__ import annotations

import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from example import ROOT

FOLDER = ROOT / "docs" / "trust"


@pytest.fixture(scope="module")
def renewal() -> Any:
    sys.path.insert(0, str(ROOT / "tests" / "campaigns"))
    try:
        return importlib.import_module("campaigns.renewal")
    finally:
        sys.path.pop(0)


def test_each_figure_has_a_campaign_and_each_campaign_a_script(renewal: Any) -> None:
    recorded = {path.stem for path in FOLDER.glob("*.json")} - {"survivors"}
    assert recorded <= set(renewal.CAMPAIGNS)
    for campaign in renewal.CAMPAIGNS.values():
        for command in campaign.commands:
            assert (ROOT / "tests" / "campaigns" / command[0]).is_file()
        # The tests also run where there is no checkout.
        for folder in campaign.code if (ROOT / "src").is_dir() else ():
            assert (ROOT / folder).exists(), folder


def test_figures_have_date_commit_and_versions() -> None:
    page = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    for path in sorted(FOLDER.glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        if path.stem == "survivors":
            continue
        assert re.fullmatch(r"[0-9a-f]{10}( and changes)?", found["commit"]), path
        assert re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", found["date"]), path
        assert {"python", "polars", "pydantic", "pandera"} <= set(found["environment"]), path
        assert f"Measured on {found['date']} at commit {found['commit']}" in page, path


def test_figure_is_too_old_after_many_changes_or_without_a_record(
    renewal: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ages: dict[str, int | None] = {
        "changes": renewal.LIMIT,
        "agreement": renewal.LIMIT + 1,
        "storage": None,
    }

    def age(campaign: str) -> int | None:
        return ages.get(campaign, 0)

    monkeypatch.setattr(renewal, "age", age)
    assert list(renewal.old()) == ["agreement", "storage"]
    monkeypatch.undo()
    monkeypatch.setattr(renewal, "FOLDER", tmp_path)
    assert renewal.age("changes") is None
    (tmp_path / "changes.json").write_text('{"commit": "0000000000"}', encoding="utf-8")
    assert renewal.age("changes") is None
