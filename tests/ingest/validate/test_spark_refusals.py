"""What has to do with Spark and needs no cluster: what is rejected, and with which words."""

from __future__ import annotations

import importlib.util
import sys
import types
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import DataError, MissingExtraError


@pytest.mark.parametrize("data", [pl.DataFrame({"unit": ["percent"]}), [{"unit": "percent"}], "x"])
def test_spark_checks_what_spark_holds(data: Any) -> None:
    with pytest.raises(DataError, match="pass a DataFrame of your session"):
        cip.validate(data, "figures", engine="spark")


def test_pandas_on_spark_is_rejected_with_the_way_round() -> None:
    frame = type("DataFrame", (), {"__module__": "pyspark.pandas.frame"})()
    with pytest.raises(DataError, match=r"frame\.to_spark\(\)"):
        cip.validate(frame, "figures")


def test_ibis_is_rejected_wherever_its_data_is() -> None:
    table = type("Table", (), {"__module__": "ibis.expr.types.relations"})()
    with pytest.raises(DataError, match="Ibis compiles some tests away"):
        cip.validate(table, "figures")


def test_an_unknown_engine_names_those_there_are() -> None:
    with pytest.raises(cip.UnknownNameError, match="spark"):
        cip.validate(Path("x.csv"), "figures", engine="sparc")  # type: ignore[arg-type]


def in_session(monkeypatch: pytest.MonkeyPatch, version: str) -> Any:
    """Something that calls itself a DataFrame of some pyspark."""
    pyspark = types.ModuleType("pyspark")
    pyspark.__version__ = version  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.setitem(sys.modules, "pyspark", pyspark)
    return type("DataFrame", (), {"__module__": "pyspark.sql.classic.dataframe"})()


def test_an_old_pyspark_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = in_session(monkeypatch, "3.5.8")
    told = r'pyspark 3\.5\.8 cannot .*: python3 -m pip install "pyspark.*", or write Parquet'
    with pytest.raises(DataError, match=told):
        cip.validate(frame, "figures")


def test_spark_without_pyarrow_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = in_session(monkeypatch, "4.0.0")
    find = importlib.util.find_spec

    def found(name: str) -> Any:
        return None if name == "pyarrow" else find(name)

    monkeypatch.setattr(importlib.util, "find_spec", found)
    with pytest.raises(MissingExtraError, match=r'^pyarrow is not .*"pyspark') as caught:
        cip.validate(frame, "figures")
    assert caught.value.extra == "spark"


def test_no_other_engine_checks_what_spark_holds() -> None:
    frame = type("DataFrame", (), {"__module__": "pyspark.sql.classic.dataframe"})()
    with pytest.raises(DataError, match="cannot check a Spark DataFrame; use 'spark'"):
        cip.validate(frame, "figures", engine="polars")
