"""Files of other people: every format that is read, opened and then checked."""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import openpyxl
import polars as pl

import chinaindpolicy as cip
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.readers.open_files import open_data

from .structured import mutated_archive, mutated_cells, mutated_json, mutated_parquet
from .target import Mutate, Target, broken

__all__ = ["TARGETS"]

_ROWS: list[dict[str, Any]] = [
    {"id": "a", "indicator_id": "electronic-component-sales", "region_id": "cn-bj"},
    {"id": "b", "indicator_id": "electronic-component-sales", "region_id": "cn-zz"},
    {"id": "b", "indicator_id": "=1+1", "region_id": None},
]
_MORE: list[dict[str, Any]] = [
    {"period": "2023", "value": 2.1e12, "unit": "CNY", "stated": "2.1万亿元"},
    {"period": "../2025", "value": -3.5, "unit": "percent", "stated": 'about "3.5" %'},
    {"period": "2024-02-30", "value": 0.0, "unit": "CNY", "stated": "a\nb, c"},
]
_REPORTS = ("json", "jsonl", "csv", "sarif", "junit", "github", "html", "text")


def _frame() -> pl.DataFrame:
    rows = [{**first, **second} for first, second in zip(_ROWS, _MORE, strict=True)]
    return pl.DataFrame(rows)


def _checked(suffix: str) -> Callable[[bytes, Path], bool]:
    def check(data: bytes, folder: Path) -> bool:
        path = folder / f"given{suffix}"
        path.write_bytes(data)
        try:
            opened = open_data(path, "figures")
            with opened.read():
                height = opened.frame.collect().height
            opened.lines(range(height))
            report = cip.validate(path, "figures")
        except ChinaIndPolicyError as error:
            if not str(error):
                raise broken("an error says something", error) from error
            return False
        parts = [report.valid_rows(), report.invalid_rows()]
        heights = [part.lazy().collect().height for part in parts]
        if sum(heights) != height:
            raise broken("each row is valid or not", heights, height)
        for style in _REPORTS:
            told = report.to(style)
            if style in ("json", "sarif"):
                json.loads(told)
        return True

    return check


def _csv() -> Sequence[bytes]:
    text = _frame().write_csv()
    return [
        text.encode(),
        b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
        text.encode("gb18030"),
        text.encode("utf-16"),
        text.replace(",", ";").encode(),
        "指标,地区\n算力,北京\n".encode("gb18030"),
    ]


def _tsv() -> Sequence[bytes]:
    return [_frame().write_csv(separator="\t").encode()]


def _json_lines() -> Sequence[bytes]:
    return [_frame().write_ndjson().encode(), b'{"a":[1,{"b":null}],"c":1e5}\n{"a":["x"]}\n']


def _json() -> Sequence[bytes]:
    return [_frame().write_json().encode(), json.dumps(_frame().to_dicts(), indent=1).encode()]


@functools.cache
def _parquet() -> Sequence[bytes]:
    made: list[bytes] = []
    nested = _frame().with_columns(pl.lit([["x"]]).alias("aliases"), pl.lit(None).alias("note"))
    compressions: tuple[Literal["uncompressed", "zstd", "snappy"], ...] = (
        "uncompressed",
        "zstd",
        "snappy",
    )
    for compression in compressions:
        for frame in (_frame(), nested, _frame().head(0)):
            out = io.BytesIO()
            frame.write_parquet(out, compression=compression)
            made.append(out.getvalue())
    return made


@functools.cache
def _xlsx() -> Sequence[bytes]:
    made: list[bytes] = []
    for formulas in (False, True):
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(_frame().columns)
        for row in _frame().iter_rows():
            sheet.append(row)
        sheet["D2"].number_format = "0.00%"
        if formulas:
            sheet["E2"] = "=SUM(1,2)"
            sheet.merge_cells("A3:B4")
            book.create_sheet("other")
        out = io.BytesIO()
        book.save(out)
        made.append(out.getvalue())
    return made


def _door(name: str, seeds: Callable[[], Sequence[bytes]], bounded: int, mutate: Mutate) -> Target:
    return Target(name, _checked(f".{name}"), seeds, bounded, mutate)


TARGETS = (
    _door("csv", _csv, 100, mutated_cells),
    _door("tsv", _tsv, 60, mutated_cells),
    _door("jsonl", _json_lines, 100, mutated_json),
    _door("json", _json, 100, mutated_json),
    _door("parquet", _parquet, 100, mutated_parquet),
    _door("xlsx", _xlsx, 120, mutated_archive),
)
