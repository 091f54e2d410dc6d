"""Releases of older versions load; releases with unknown columns or codes are rejected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.compatibility import reject_unknown_schema
from chinaindpolicy.errors import ReleaseError
from example import RELEASES
from release_edits import change_descriptor

Change = Callable[[dict[str, Any]], object]


def _table(found: dict[str, Any], name: str = "targets") -> dict[str, Any]:
    return next(each for each in found["resources"] if each["name"] == name)


def _column(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in _table(found)["schema"]["fields"] if each["name"] == name)


def _rename_table(found: dict[str, Any]) -> None:
    _table(found).update(name="pledges")


def _add_column(found: dict[str, Any]) -> None:
    _table(found)["schema"]["fields"].append({"name": "probability", "type": "number"})


def _add_code(found: dict[str, Any]) -> None:
    _column(found, "comparator")["constraints"]["enum"].append("roughly")


NEWER: dict[str, tuple[Change, str]] = {
    "table": (_rename_table, "the table 'pledges'"),
    "column": (_add_column, "the column 'probability' in table 'targets'"),
    "code": (_add_code, "the code 'roughly' of column 'comparator' in table 'targets'"),
}


@pytest.mark.parametrize("part", NEWER)
def test_unknown_part_of_a_newer_release_is_rejected(release_copy: Path, part: str) -> None:
    change, named = NEWER[part]
    change_descriptor(release_copy, change)
    with pytest.raises(ReleaseError) as raised:
        cip.load(release_copy)
    assert named in str(raised.value)
    assert str(raised.value).endswith(
        f"which chinaindpolicy {cip.__version__} does not know; "
        "install a newer version of chinaindpolicy"
    )


def test_many_unknown_columns_are_counted(release_copy: Path) -> None:
    def change(found: dict[str, Any]) -> None:
        added = [{"name": f"new_{number}", "type": "string"} for number in range(5)]
        _table(found)["schema"]["fields"].extend(added)

    change_descriptor(release_copy, change)
    with pytest.raises(ReleaseError, match="'new_2' in table 'targets' and 2 more, which"):
        cip.load(release_copy)


@pytest.mark.parametrize("folder", sorted(RELEASES.iterdir()), ids=lambda path: path.name)
def test_packaged_releases_of_all_versions_are_known(folder: Path) -> None:
    assert cip.load(folder).release == folder.name
    reject_unknown_schema(cip.load(folder.name).descriptor, folder)
