"""Wrong arguments of `validate` and `normalize` are errors of the package that name the value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import chinaindpolicy as cip

ROW = {
    "indicator_id": "electronic-component-sales",
    "region_id": "cn-bj",
    "period": "2023",
    "value": 2.1e12,
    "unit": "CNY",
}
WRONG: tuple[Any, ...] = (3, 2.5, ["a"], object(), True)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize(
    ("function", "names"),
    [
        (cip.validate, ("samples", "columns")),
        (
            cip.normalize,
            ("columns", "units", "values", "sheet", "encoding", "constants", "mapping"),
        ),
    ],
)
def test_argument_of_a_wrong_type_is_named(
    function: Callable[..., Any], names: tuple[str, ...], wrong: Any
) -> None:
    for name in names:
        if (name, wrong) == ("samples", 3):
            continue
        with pytest.raises(cip.ArgumentError, match=rf"{function.__name__}\(\): {name} is"):
            function([ROW], "figures", **{name: wrong})


@pytest.mark.parametrize("function", [cip.validate, cip.normalize])
def test_misspelt_parameter_names_the_right_one(function: Callable[..., Any]) -> None:
    with pytest.raises(cip.ArgumentError, match="did you mean 'columns'"):
        function([ROW], "figures", colums={})
