"""Which newer package breaks the tests: the part that needs no installer."""

from __future__ import annotations

import importlib
from typing import Any

blame: Any = importlib.import_module("campaigns.blame")


def works(name: str, version: str) -> bool:
    return True


def fails(name: str, version: str) -> bool:
    return False


def without_yaml(name: str, version: str) -> bool:
    return name == "pyyaml"


KNOWN = {"polars": "2.1.0", "pyyaml": "6.0.3", "click": "8.5.1"}


def test_failed_tests_are_read_from_the_summary() -> None:
    output = (
        "= short test summary info =\n"
        "FAILED tests/test_a.py::test_b[lists nested a million deep] - assert False\n"
        "FAILED tests/test_a.py::test_c\n"
        "ERROR tests/test_d.py - ImportError: no\n"
        "3 failed, 1 passed in 0.10s\n"
    )
    expected = [
        "tests/test_a.py::test_b[lists nested a million deep]",
        "tests/test_a.py::test_c",
        "tests/test_d.py",
    ]
    assert blame.failed_tests(output) == expected


def test_the_package_that_breaks_the_tests_is_named() -> None:
    versions = {"polars": "2.2.0", "pyyaml": "6.0.4", "click": "8.5.1", "other": "1"}
    lines = list(blame.culprits(versions, KNOWN, without_yaml))
    assert lines == [
        "newest: polars 2.2.0 instead of 2.1.0",
        "newest: pyyaml 6.0.4 instead of 6.0.3",
        "newest: pyyaml 6.0.4 breaks the tests: with 6.0.3 they pass",
    ]


def test_two_packages_that_break_the_tests_together_are_not_blamed_alone() -> None:
    versions = {**KNOWN, "polars": "2.2.0", "pyyaml": "6.0.4"}
    lines = list(blame.culprits(versions, KNOWN, fails))
    assert lines[-1] == "newest: no single package makes the tests pass with its locked version"


def test_the_search_ends_when_its_time_is_over() -> None:
    versions = {**KNOWN, "polars": "2.2.0"}
    lines = list(blame.culprits(versions, KNOWN, works, seconds=-1))
    assert lines[-1] == "newest: the time is over, other packages were not tried"


def test_the_locked_versions_are_those_of_the_constraints() -> None:
    assert {"polars", "pyyaml", "pytest-xdist"} <= set(blame.locked())
