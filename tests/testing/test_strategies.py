"""Hypothesis strategies: generated datasets are valid, and each violation is reported."""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.model.columns import record_class
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.check_tables import check_tables
from chinaindpolicy.rules.registry import rules_of
from chinaindpolicy.rules.report import Report
from chinaindpolicy.testing import (
    VIOLATIONS,
    SmallDataset,
    Violation,
    datasets,
    frames,
    records,
    violations,
)
from chinaindpolicy.testing.dataset_strategies import dataset_of

pytestmark = pytest.mark.full  # takes long; CI runs it


@given(datasets())
@settings(max_examples=30)
def test_generated_dataset_passes_verification(
    tmp_path_factory: pytest.TempPathFactory, small: SmallDataset
) -> None:
    report = cip.verify(small.write_texts(tmp_path_factory.mktemp("texts")), small.dataset)
    assert report.findings == (), str(report)
    assert all(len(small.dataset[table]) for table in TABLE_NAMES)


@pytest.mark.full
@given(datasets(), st.data())
@settings(max_examples=40)
def test_any_changed_character_of_a_text_is_reported(
    tmp_path_factory: pytest.TempPathFactory, small: SmallDataset, data: st.DataObject
) -> None:
    folder = small.write_texts(tmp_path_factory.mktemp("texts"))
    name = data.draw(st.sampled_from(sorted(small.texts)))
    text = small.texts[name]
    place = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[place]))
    (folder / name).write_bytes((text[:place] + char + text[place + 1 :]).encode())
    found = {(one.code, one.id) for one in cip.verify(folder, small.dataset).findings}
    assert ("document-hash", Path(name).stem) in found


def test_every_row_and_table_rule_has_a_violation() -> None:
    rules = rules_of("row", "reference", "key", "combination", "table", "dataset")
    assert set(VIOLATIONS) == {rule.code for rule in rules}


@pytest.mark.parametrize("code", sorted(VIOLATIONS))
def test_generated_violation_is_reported_with_its_code(code: str) -> None:
    @given(violations(code))
    @settings(max_examples=5)
    def check(violation: Violation) -> None:
        if code in ("region-with-parent", "share-as-fraction", "reference-invalid"):
            # Rules of `validate` only: a release is not split into valid and invalid rows.
            frame = violation.dataset[violation.table].frame()
            report: Report = cip.validate(frame, violation.table, against=violation.dataset)
        else:
            report = check_tables({n: t.frame() for n, t in violation.dataset.tables.items()})
        found = {(one.code, one.table, one.id) for one in report.findings}
        assert (code, violation.table, violation.id) in found, str(report)
        assert violation.code == code

    check()


def test_failing_example_prints_the_row_only() -> None:
    @given(violations("id-duplicate"), datasets())
    @settings(max_examples=1, database=None, phases=[Phase.generate])
    def fails(violation: Violation, small: SmallDataset) -> None:
        raise AssertionError(f"{violation.table} {violation.id}")

    with pytest.raises(AssertionError) as caught:
        fails()
    shown = "\n".join(caught.value.__notes__)
    table, _, id = str(caught.value).partition(" ")
    assert f"<Violation id-duplicate: {table} " in shown
    assert f"id={id!r}" in shown
    assert "<SmallDataset: <Dataset synthetic 2031.1" in shown and ".txt>" in shown
    assert len(shown) < 3000


@given(st.data())
@settings(max_examples=30)
def test_generated_frames_have_the_declared_dtypes(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLE_NAMES))
    frame = data.draw(frames(table))
    assert dict(frame.schema) == cip.polars_schema(table)
    cip.schema(table).validate(frame)


@given(st.data())
def test_generated_records_are_instances_of_their_class(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLE_NAMES))
    record: Any = data.draw(records(table))
    assert isinstance(record, record_class(table))


def test_unknown_rule_suggests_similar_codes() -> None:
    with pytest.raises(cip.UnknownNameError, match="did you mean 'value-without-unit'"):
        violations("valu-without-unit")


@pytest.mark.parametrize("column", ["paragraph", "char_start", "char_end", "text_sha256"])
@settings(max_examples=2)
@given(small=datasets())
def test_incomplete_position_is_reported_once(column: str, small: SmallDataset) -> None:
    rows = {name: list(each) for name, each in small.records.items()}
    place = next(n for n, row in enumerate(rows["targets"]) if getattr(row, "document_id", None))
    rows["targets"][place] = rows["targets"][place].model_copy(update={column: None})
    dataset = dataset_of({name: tuple(each) for name, each in rows.items()})
    with tempfile.TemporaryDirectory() as folder:
        small.write_texts(Path(folder))
        for sources in (None, Path(folder)):
            report = cip.verify(sources, dataset)
            assert report.counts["place-incomplete"] == 1


def test_missing_hypothesis_raises_missing_extra_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(cip.MissingExtraError, match=r'^hypothesis is not .*"hypothesis') as caught:
        importlib.reload(sys.modules["chinaindpolicy.testing"])
    assert caught.value.extra == "testing"
