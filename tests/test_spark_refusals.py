"""What has to do with Spark and needs no cluster: what is refused, and with which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.validation.inputs import DataError


@pytest.mark.parametrize("data", [pl.DataFrame({"unit": ["percent"]}), [{"unit": "percent"}], "x"])
def test_spark_judges_what_spark_holds(data: Any) -> None:
    with pytest.raises(DataError, match="give one, read by your session"):
        cip.validate(data, "figures", engine="spark")


def test_pandas_on_spark_is_refused_with_the_way_round() -> None:
    frame = type("DataFrame", (), {"__module__": "pyspark.pandas.frame"})()
    with pytest.raises(DataError, match=r"frame\.to_spark\(\)"):
        cip.validate(frame, "figures")


def test_ibis_is_refused_wherever_its_data_is() -> None:
    table = type("Table", (), {"__module__": "ibis.expr.types.relations"})()
    with pytest.raises(DataError, match="Ibis compiles some tests away"):
        cip.validate(table, "figures")


def test_an_unknown_engine_names_those_there_are() -> None:
    with pytest.raises(cip.UnknownNameError, match="spark"):
        cip.validate(Path("x.csv"), "figures", engine="sparc")  # type: ignore[arg-type]
