"""Every value of every format reads back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.testing.field_strategies import records as records_of
from example import Tables, changed, dataset_of
from export_readers import READERS, place
from exported import assert_same_values

pytestmark = pytest.mark.full  # takes long; CI runs it


@pytest.mark.parametrize("format", READERS)
def test_every_value_of_the_release_reads_back(format: str, real: Dataset, tmp_path: Path) -> None:
    reader, typed, ordered = READERS[format]
    cip.export(real, place(tmp_path, format), format)
    found = reader(place(tmp_path, format))
    assert set(found) - {"about", "dictionary"} == set(TABLE_NAMES)
    for table in TABLE_NAMES:
        assert_same_values(real, table, found[table], typed=typed, ordered=ordered)


HOSTILE = ("targets", "organizations", "documents")
NO_CHARACTERS = {"\ufffe", "\uffff"}


def hostile_records(table: str) -> st.SearchStrategy[list[Record]]:
    return st.lists(records_of(table), min_size=1, max_size=3, unique_by=lambda record: record.id)


@settings(max_examples=8)
@given(tables=st.fixed_dictionaries({name: hostile_records(name) for name in HOSTILE}))
@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "parquet", "xlsx", "sqlite", "duckdb"])
def test_any_generated_value_reads_back(
    format: str, tables: dict[str, list[Record]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    dataset = dataset_of({name: tuple(records) for name, records in tables.items()})
    path = place(tmp_path_factory.mktemp("out"), format)
    reader, typed, ordered = READERS[format]
    for table in HOSTILE:  # one table at a time: random references have no row
        if format == "xlsx" and NO_CHARACTERS & {*dataset[table].csv().decode()}:
            with pytest.raises(cip.ExportError, match="has a character that a sheet cannot store"):
                cip.export(dataset, path, format, tables=[table], overwrite=True)
            continue
        cip.export(dataset, path, format, tables=[table], overwrite=True)
        assert_same_values(dataset, table, reader(path)[table], typed=typed, ordered=ordered)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.org", "12", "<r>bold</r>", "_x0041_", "a ",
     "&amp;", "</script>", "'", '"', "🀄", "{=1}", "|", "a,b", "2.100 billion yuan"],
)  # fmt: skip
@pytest.mark.parametrize("format", ["csv", "json", "parquet", "xlsx", "sqlite", "duckdb"])
def test_text_with_special_characters_reads_back(
    format: str, text: str, example_tables: Tables, tmp_path: Path
) -> None:
    id = example_tables["documents"][0].id
    dataset = dataset_of(changed(example_tables, "documents", id, title=text))
    path = place(tmp_path, format)
    cip.export(dataset, path, format)
    reader, typed, ordered = READERS[format]
    assert_same_values(dataset, "documents", reader(path)["documents"], typed=typed,
                       ordered=ordered)  # fmt: skip


@pytest.mark.parametrize("text", [*sorted(NO_CHARACTERS), "a" * 40_000])
def test_xlsx_rejects_invalid_characters_and_long_cells(
    text: str, example_tables: Tables, tmp_path: Path
) -> None:
    row = example_tables["organizations"][0]
    aliases = tuple(text[start : start + 180] + str(start) for start in range(0, len(text), 180))
    dataset = dataset_of(changed(example_tables, "organizations", row.id, aliases=aliases))
    with pytest.raises(cip.ExportError, match=r"^organizations, row 2: "):
        cip.export(dataset, tmp_path / "out.xlsx", "xlsx")
    assert list(tmp_path.iterdir()) == []
