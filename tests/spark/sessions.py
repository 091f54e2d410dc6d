"""Sessions of Spark, and what differs between classic and Connect."""

from __future__ import annotations

import importlib
import os
from typing import Any

import polars as pl
from cluster import Cluster

ASKED = "CHINAINDPOLICY_SPARK"
"""The environment variable that has to be `true` for tests that start a cluster."""


def connected(cluster: Cluster) -> Any:
    sessions: Any = importlib.import_module("pyspark.sql.connect.session")
    return sessions.SparkSession.builder.remote(cluster.connect).getOrCreate()


def classic(cluster: Cluster) -> Any:
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    sql: Any = importlib.import_module("pyspark.sql")
    builder: Any = sql.SparkSession.builder.master(cluster.master)
    for name, value in cluster.settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def on_spark(spark: Any, frame: pl.DataFrame) -> Any:
    texts = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
    return spark.createDataFrame(texts.to_arrow())


def functions(spark: Any) -> Any:
    connect = ".connect." in type(spark).__module__
    return importlib.import_module(
        "pyspark.sql.connect.functions" if connect else "pyspark.sql.functions"
    )
