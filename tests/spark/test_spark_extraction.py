"""Mentions and candidates of Spark DataFrames are those of Polars frames."""

from __future__ import annotations

import os
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sessions import ASKED, on_spark

import chinaindpolicy as cip

pytestmark = [
    pytest.mark.skipif(os.environ.get(ASKED) != "true", reason=f"needs a cluster: {ASKED}=true"),
    pytest.mark.filterwarnings("ignore"),
]
TEXTS = pl.DataFrame(
    {
        "doc": range(400),
        "body": ["到2027年，收入力争突破5000亿元，比2023年增长40%。", None, "5 labs by 2027.", ""]
        * 100,
    }
)


@pytest.mark.parametrize("read", [cip.scan_frame, cip.extract_frame])
def test_spark_and_polars_return_equal_rows(spark: Any, read: Any) -> None:
    data = on_spark(spark, TEXTS).repartition(4)
    found = read(data, text="body", id="doc")
    rows = pl.DataFrame(found.toArrow()).sort("doc", "char_start")
    assert_frame_equal(rows, read(TEXTS, text="body", id="doc"))


def test_columns_that_are_not_text_are_reported(spark: Any) -> None:
    with pytest.raises(cip.DataError, match="column 'doc' has type bigint, expected text"):
        cip.scan_frame(on_spark(spark, TEXTS), text="doc", id="body")
