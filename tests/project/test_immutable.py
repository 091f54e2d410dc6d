"""Dataclasses and record models are frozen."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import chinaindpolicy
from chinaindpolicy.model.records import RECORDS

# Classes that are filled step by step within one call and not returned.
FILLED = {
    *("_Survey", "Features", "RawTable", "ColumnMatch", "ChangeLog"),
    *("RowStructure", "DraftDocument", "MarkedFrame"),
    *("HeaderContext", "LongTable", "Statements"),
    *("Context", "_Reader"),
}


def dataclasses_of_the_package() -> Iterator[type[Any]]:
    for found in pkgutil.walk_packages(chinaindpolicy.__path__, "chinaindpolicy."):
        if found.name.endswith("__main__"):  # a script that is never imported
            continue
        module = importlib.import_module(found.name)
        for thing in vars(module).values():
            defined_here = (
                found.name,
                "chinaindpolicy",
            )  # public classes show the package as module
            if not isinstance(thing, type) or thing.__module__ not in defined_here:
                continue
            if dataclasses.is_dataclass(thing):
                yield thing


def changeable(thing: type[Any]) -> bool:
    parameters: Any = getattr(thing, "__dataclass_params__")  # noqa: B009
    return not parameters.frozen


def test_dataclasses_are_frozen() -> None:
    found = list(dataclasses_of_the_package())
    assert len(found) > 80
    assert {thing.__name__ for thing in found if changeable(thing)} == FILLED


@pytest.mark.parametrize("table", RECORDS)
def test_record_models_are_frozen(table: str) -> None:
    assert RECORDS[table].model_config.get("frozen") is True
