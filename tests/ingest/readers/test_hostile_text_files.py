"""Hostile JSON and CSV files and special files are rejected by name and within limits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.open_files import open_data
from hostile_files import within

JSON: dict[str, tuple[str, str, str]] = {
    "arrays 100,000 deep": (".json", "[" * 100_000 + "]" * 100_000, "nested too deeply"),
    "an object 100,000 deep": (".jsonl", '{"a":' * 100_000 + "1", "json-malformed"),
    "NaN": (".json", '[{"value": NaN}]', "json-number"),
    "infinity": (".json", '[{"value": -Infinity}]', "json-number"),
    "an exponent beyond all": (".json", '[{"value": 1e999999999999}]', "json-number"),
    "an integer of 100,000 digits": (".json", f'[{{"v": {"9" * 100_000}}}]', "json-malformed"),
    "a key twice": (".json", '[{"value": 1, "value": 2}]', "json-key-duplicate"),
    "a key twice among many": (
        ".json",
        "[{" + ",".join(f'"k{n}": 1' for n in range(200_000)) + ', "k199999": 2}]',
        "json-key-duplicate",
    ),
    "keys without end": (
        ".json",
        "[{" + ",".join(f'"k{n}": 1' for n in range(200_000)) + "}]",
        "more than the 5000 columns",
    ),
    "no comma between objects": (".json", '[{"a": 1} {"a": 2}]', "no comma before an object"),
    "commas too many": (".json", '[{"a": 1},, {"a": 2}]', "a comma too many before an object"),
    "a comma before the end": (".json", '[{"a": 1},]', "a comma too many before the end"),
    "a comma before the first": (".json", '[,{"a": 1}]', "a comma too many"),
    "three million commas": (".json", "[" + "," * 3_000_000 + "]", "a comma too many"),
    "half a surrogate pair": (".json", '[{"a": "\\ud800"}]', "json-malformed"),
    "a NUL": (".jsonl", '{"a": "\0"}', "contains a NUL"),
}


@pytest.mark.parametrize("name", JSON)
def test_hostile_json_is_rejected_within_limits(tmp_path: Path, name: str) -> None:
    suffix, text, expected = JSON[name]
    path = tmp_path / f"a{suffix}"
    path.write_text(text)
    with within(20):
        try:
            reported = str(open_data(path, "figures").counts)
        except DataFileError as error:
            reported = str(error)
            assert str(path) in reported
    assert expected in reported


def test_header_above_the_size_limit_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join("c" * 300 + str(number) for number in range(4000)) + "\n1,2\n")
    with pytest.raises(DataFileError, match="the header is longer than 1048576 bytes"):
        open_data(path, "figures")


def test_huge_field_and_unclosed_quote_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b'region_id,value\n"')
        file.truncate(1024**3)  # sparse: it takes no room on the disk
    with within(5), pytest.raises(DataFileError, match="contains a NUL"):
        open_data(path, "figures")
    path.write_bytes(b'region_id,value\n"' + b"x" * 9_000_000)
    with within(5), pytest.raises(DataFileError, match="limit of 8388608 bytes"):
        open_data(path, "figures")
    path.write_bytes(b'region_id,value\n"' + b"x\n" * 500_000)
    with within(20):
        assert dict(open_data(path, "figures").counts) == {"quote-open": 1}


def test_file_without_known_columns_counts_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n1,2\n3,4\n")
    report = cip.validate(path, "figures")
    assert report.rows == 2
    assert "no-rows" not in report.counts
    valid, invalid = report.valid_rows(), report.invalid_rows()
    assert (valid.lazy().collect().height, invalid.lazy().collect().height) == (0, 2)


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/stdin", "fifo.csv", "zero.csv", "."])
def test_special_files_are_rejected(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "fifo.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    with pytest.raises(DataFileError, match=r"is not a regular file|is a folder"):
        open_data(tmp_path / name, "figures")
