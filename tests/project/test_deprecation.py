"""Deprecated names: warnings and removal dates."""

from __future__ import annotations

import warnings
from types import MappingProxyType

import pytest

import chinaindpolicy as cip
from chinaindpolicy import _deprecation
from chinaindpolicy._deprecation import RENAMED, Renamed


@pytest.fixture
def renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An invented renaming, because no real one is pending."""
    table = MappingProxyType({"fetch": Renamed("load", "0.2.0", "0.3.0")})
    monkeypatch.setattr(_deprecation, "RENAMED", table)


@pytest.mark.usefixtures("renamed")
def test_deprecated_name_works_and_warns_at_the_caller() -> None:
    message = r"'fetch' is now 'load' \(since 0.2.0\); it will be removed in 0.3.0"
    with pytest.warns(DeprecationWarning, match=message) as caught:
        assert getattr(cip, "fetch") is cip.load  # noqa: B009
    assert [warning.filename for warning in caught] == [__file__]
    with pytest.warns(DeprecationWarning, match=message) as caught:
        exec("from chinaindpolicy import fetch\nassert fetch('2026.1').release == '2026.1'")
    assert {warning.filename for warning in caught} == {"<string>"}
    assert "fetch" not in dir(cip) and "fetch" not in cip.__all__


def test_removed_name_is_absent_without_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not hasattr(cip, "fetch")
        assert cip.load is not None


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def overdue(table: dict[str, Renamed], version: str) -> list[str]:
    """Return old names that are past removal, have no target, or had no release with a warning."""
    return [
        old
        for old, entry in table.items()
        if number(entry.gone_in) <= number(version)
        or number(entry.gone_in)[:2] <= number(entry.since)[:2]
        or entry.new not in cip.__all__
        or old in cip.__all__
    ]


def test_deprecated_names_are_removed_on_time() -> None:
    assert overdue(dict(RENAMED), cip.__version__) == []
    good = {"fetch": Renamed("load", "0.2.0", "0.3.0")}
    assert overdue(good, "0.2.5") == []
    assert overdue(good, "0.3.0") == ["fetch"]
    assert overdue({"fetch": Renamed("load", "0.2.0", "0.2.9")}, "0.2.1") == ["fetch"]
    assert overdue({"fetch": Renamed("lod", "0.2.0", "0.3.0")}, "0.2.0") == ["fetch"]
    assert overdue({"load": Renamed("diff", "0.2.0", "0.3.0")}, "0.2.0") == ["load"]
