"""Wrong arguments of public functions: each is explained without a raw Python error."""

from __future__ import annotations

import datetime
import functools
import inspect
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy import plot

# `validate` and `normalize` accept any data and have tests of their own.
ELSEWHERE = {"validate", "normalize", "engine_self_test"}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(cip, name) for name in cip.__all__ if inspect.isfunction(getattr(cip, name))},
    **{f"plot.{name}": getattr(plot, name) for name in plot.__all__},
}
CHECKED = sorted({*FUNCTIONS} - ELSEWHERE - {"releases"})
WRONG: list[Any] = [
    *(None, 5, 2.5, True, [], [3], {}, {"a": 1}, object(), b"x", Decimal(3), "", "x", ["x"]),
    *(datetime.date(2024, 1, 1), Path("nowhere"), cip.units, pl.DataFrame({"a": [1]}), ("a", "b")),
]
PYTHON = re.compile(
    r"object has no attribute|unhashable|is not iterable|not subscriptable|unexpected keyword|"
    r"positional argument|has no len|not supported between|NoneType|object is not|\[Errno"
)


def explained(call: Callable[[], Any]) -> str:
    """Return the message of a call; empty if it succeeds."""
    try:
        call()
    except (cip.ChinaIndPolicyError, ValueError, OSError) as error:
        message = str(error)
        assert not PYTHON.search(message), message
        return message
    return ""


def valid_arguments(name: str, folder: Path) -> dict[str, Any]:
    """Return arguments that a function accepts."""
    target = "components-plan-sales-2023"
    valid: dict[str, dict[str, Any]] = {
        "add_regions": {"records": [cip.targets[target]]},
        "assess": {"as_of": "2026-11-22"},
        "cite": {"what": target},
        "convert": {"value": 3, "unit": "exaflops", "to": "petaflops"},
        "diff": {"a": "2026.1", "b": "2026.1"},
        "explain": {"what": target},
        "export": {"dataset": cip.load(), "destination": folder / "out", "format": "jsonl"},
        "find_quantities": {"text": "5 labs"},
        "format_quantity": {"quantity": cip.parse_quantity("5 labs")},
        "growth_to_level": {"base": 2, "growth": 3},
        "json_schema": {"table": "units"},
        "parse_quantity": {"text": "5 labs"},
        "plot.figures_by_region": {"data": target},
        "plot.rates": {"data": "china-high-end-chip-self-sufficiency"},
        "plot.targets_timeline": {"data": target},
        "plot.task_tree": {"policy_id": "components-action-plan-2021"},
        "plot.verdicts": {"assessment": cip.assess(as_of="2026-11-22")},
        "polars_schema": {"table": "units"},
        "quote": {"record": target, "sources": folder},
        "schema": {"table": "units"},
        "search": {"words": "chip"},
        "share_of": {"part": 1, "whole": 2},
        "stated_check": {"frame": cip.targets.frame()},
    }
    return valid.get(name, {})


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder: "x" is a valid destination of an export."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", CHECKED)
def test_wrong_values_of_each_parameter_are_explained(name: str, tmp_path: Path) -> None:
    function = FUNCTIONS[name]
    valid = valid_arguments(name, tmp_path)
    for parameter in inspect.signature(function).parameters:
        for value in WRONG:
            explained(functools.partial(function, **valid | {parameter: value}))


@pytest.mark.parametrize("name", CHECKED)
def test_misspelt_missing_and_surplus_arguments_are_explained(name: str, tmp_path: Path) -> None:
    function = FUNCTIONS[name]
    valid = valid_arguments(name, tmp_path)
    first = next(iter(inspect.signature(function).parameters))
    message = explained(lambda: function(**valid, **{f"{first}x": 1}))
    assert f"no parameter '{first}x'; did you mean '{first}'" in message
    assert "without a name" in explained(lambda: function(*range(20)))
    if valid and len(inspect.signature(function).parameters) > 0:
        required = [
            each.name
            for each in inspect.signature(function).parameters.values()
            if each.default is each.empty
        ]
        assert f"requires '{required[0]}'" in explained(function)


@pytest.mark.parametrize(
    ("call", "parts"),
    [
        (lambda: cip.load(2026.1), ["2026.1 (float)", "e.g. '2026.1'"]),  # type: ignore[arg-type]
        (lambda: cip.assess("2026-11-22"), ["has 1 argument without a name", "pass as_of=..."]),  # type: ignore[call-arg]
        (lambda: plot.verdicts("2026-11-22"), ["expected an Assessment, e.g. cip.assess("]),  # type: ignore[arg-type]
        (lambda: cip.search("chip", region=5), ["region", "5 (int)", "'5'"]),  # type: ignore[arg-type]
        (lambda: cip.export(cip.targets[0], "out"), ["a Target", "cip.targets"]),  # type: ignore[arg-type]
        (lambda: cip.cite(cast("Any", 5)), ["5 (int)", "an id, a record"]),
        (lambda: cip.parse_quantity(cip.units[0]), ["a Unit", "unit.id"]),  # type: ignore[arg-type]
        (lambda: cip.convert(1.5, "exaflops", "petaflops"), ["1.5", "Decimal('1.5')"]),  # type: ignore[arg-type]
        (lambda: cip.region_tree("2026.1"), ["'2026.1' (str)", "cip.load('2026.1')"]),  # type: ignore[arg-type]
        (lambda: cip.targets[cast("list[Any]", 1.5)], ["1.5 (float)", ".frame()[...]"]),
    ],
)
def test_message_names_the_value_and_the_fix(call: Callable[[], Any], parts: list[str]) -> None:
    with pytest.raises(cip.ArgumentError) as caught:
        call()
    assert isinstance(caught.value, TypeError)
    for part in parts:
        assert part in str(caught.value)


def test_errors_within_a_function_are_not_reworded() -> None:
    from chinaindpolicy._arguments import checked

    @checked
    def broken(number: int) -> int:
        return number + "x"  # type: ignore[operator]

    with pytest.raises(TypeError, match="unsupported operand") as caught:
        broken(5)
    assert not isinstance(caught.value, cip.ArgumentError)
