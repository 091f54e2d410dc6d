"""Collections that the code lists complete: `code_lists: true`."""

from __future__ import annotations

from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.codes.rows import completing_rows
from chinaindpolicy.errors import CollectionError

_TEXT = """collection:
  name: own
  release: "2031.1"
  code_lists: {setting}
regions:
  - id: cn-gd-foshan
    name: Fatshan
    level: prefecture_city
    aliases: [Jilin]
"""


def _load(folder: Path, text: str) -> cip.Dataset:
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return cip.load(folder)


def test_own_row_replaces_the_row_of_the_lists(tmp_path: Path) -> None:
    dataset = _load(tmp_path, _TEXT.format(setting="true"))
    assert dataset.regions.ids[0] == "cn-gd-foshan"
    assert dataset.regions["cn-gd-foshan"].name == "Fatshan"
    assert len(dataset.regions) == len(completing_rows("regions"))
    assert len(dataset.units) == len(completing_rows("units"))


def test_without_the_setting_no_row_is_added(tmp_path: Path) -> None:
    dataset = _load(tmp_path, _TEXT.format(setting="false"))
    assert dataset.regions.ids == ("cn-gd-foshan",) and not dataset.units.ids


def test_setting_is_true_or_false(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="true or false"):
        _load(tmp_path, _TEXT.format(setting="all"))


def test_setting_is_rejected_with_an_included_release(tmp_path: Path) -> None:
    text = _TEXT.format(setting="true").replace("regions:", '  including: "2026.1"\nregions:')
    with pytest.raises(CollectionError, match="remove `code_lists` or `including`"):
        _load(tmp_path, text)


def test_region_of_a_collection_wins_over_a_larger_one_of_its_name(tmp_path: Path) -> None:
    text = _TEXT.format(setting="false").replace("cn-gd-foshan", "fatshan")
    dataset = _load(tmp_path, text.replace("regions:", '  including: "2026.3"\nregions:'))
    assert dataset.regions["Jilin"].id == "fatshan"
    assert cip.regions["Jilin"].id == "cn-jl"
