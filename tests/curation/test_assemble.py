"""Assembly: places, computed columns and row order of a collection's records."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from chinaindpolicy.curation.assemble import assemble
from chinaindpolicy.curation.collection import CODE_LISTS, Collection, read_collection
from chinaindpolicy.curation.offsets import locate, write_located
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.records import Figure
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import TEXTS
from row_edits import NOTICE, REPORT, SETTINGS, edit, problems_of


def test_document_id_cannot_name_a_file_outside_the_folder(folder: Path) -> None:
    """The document id is the name of an offsets file, so its form is checked first."""
    edit(folder, NOTICE, "id: harbour-notice", "id: ../../outside")
    outside = folder.parent / "outside.csv"
    outside.write_bytes((folder / "located" / "harbour-notice.csv").read_bytes())
    assert any("outside" in problem and NOTICE in problem for problem in problems_of(folder))


def test_changed_expression_is_reported_as_not_located(folder: Path) -> None:
    edit(folder, REPORT, "at: firms will buy", "at: firms will")
    lines = (folder / REPORT).read_text(encoding="utf-8").splitlines()
    paragraph = next(
        number
        for number in range(lines.index("  - id: harbour-kilns-2035"), len(lines))
        if lines[number] == "    paragraph: 3"
    )
    assert set(problems_of(folder)) == {
        f"example/{REPORT}:{paragraph + 1}: targets harbour-kilns-2035: "
        "not located: run `chinaindpolicy locate` with the texts [not-located]"
    }


def test_only_external_target_is_accepted_without_document(folder: Path) -> None:
    edit(folder, SETTINGS, "origin: external", "origin: document")
    (problem,) = problems_of(folder)
    assert problem.startswith(f"example/{SETTINGS}:")
    assert "harbour-pass-rate-2035: is in a file without a `document` section" in problem


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("stated: 3 to 5 kilns", "stated: 5 kilns", "targets harbour-kilns-2035"),
        ("name_printed: clear glass", "name_printed: glass", "products harbour-clear-glass"),
        ("in: year, 2030", "in: ", "mentions harbour-report"),
        ("at: Output will pass", "at: Output", "spans harbour-report"),
        ("    paragraph: 6\n", "    paragraph: 7\n", "passages harbour-report"),
    ],
)
def test_changed_locator_of_any_table_is_reported_as_not_located(
    folder: Path, old: str, new: str, row: str
) -> None:
    if old.startswith("in:"):
        new = "in: the year"
    edit(folder, REPORT, old, new)
    reported = problems_of(folder)
    assert any(f"{row}: not located" in problem for problem in reported), reported


def test_row_without_paragraph_is_reported(folder: Path) -> None:
    edit(folder, REPORT, "    paragraph: 4\n    at: open the North Quay\n", "")
    assert any(
        "tasks harbour-quay: needs `paragraph`" in reported for reported in problems_of(folder)
    )


@pytest.mark.parametrize("located", [True, False])
def test_document_without_id_is_reported(folder: Path, located: bool) -> None:
    """The missing id is reported with and without an offsets file."""
    edit(folder, NOTICE, "  id: harbour-notice\n", "")
    if not located:
        (folder / "located" / "harbour-notice.csv").unlink()
    reported = problems_of(folder)
    assert any(
        problem.startswith(f"example/{NOTICE}:") and "id: " in problem for problem in reported
    )


def test_offsets_without_document_row_are_reported(folder: Path) -> None:
    path = folder / "located" / "harbour-notice.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("0,")), encoding="utf-8")
    reported = problems_of(folder)
    assert any("documents harbour-notice: not located" in problem for problem in reported)


def test_missing_offsets_files_are_reported(folder: Path) -> None:
    shutil.rmtree(folder / "located")
    reported = problems_of(folder)
    for name, problem in zip(("notice", "report"), reported, strict=True):
        assert problem.startswith(f"example/located/harbour-{name}.csv:1: cannot be read")
        assert problem.endswith("run `chinaindpolicy locate` with the texts [not-located]")


def test_missing_document_offset_is_the_only_problem(folder: Path) -> None:
    path = folder / "located" / "harbour-notice.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("0,")), "utf-8")
    (problem,) = problems_of(folder)
    assert problem.startswith("example/documents/harbour-notice.yaml:2: documents harbour-notice")
    assert problem.endswith("[not-located]")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("paragraph,at,to", "paragraph,from,to", "harbour-notice.csv:1: expected the columns"),
        ("\n0,,,,0,", "\n0,,,,zero,", "harbour-notice.csv:2: expected 7 columns, offsets as"),
        ("\n0,,,,0,", "\n0,,,0,", "harbour-notice.csv:2: expected 7 columns, offsets as"),
    ],
)
def test_damaged_offsets_are_reported(folder: Path, old: str, new: str, message: str) -> None:
    path = folder / "located" / "harbour-notice.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    (problem,) = problems_of(folder)
    assert message in problem


def test_assembled_records_have_computed_columns(folder: Path) -> None:
    """Assembly computes offsets, links, counts and ids."""
    tables = assemble(read_collection(folder)).tables
    records = {record.id: record for rows in tables.values() for record in rows}
    figure = records["harbour-lanterns-2030"]
    assert isinstance(figure, Figure)
    assert figure.document_id == "harbour-report"
    assert figure.period_start == datetime.date(2030, 1, 1)
    assert figure.period_end == datetime.date(2030, 12, 31)
    # Of the two errata in its sentence, the one that changes the value.
    assert figure.erratum_id == "err-lantern-count"
    kinds = {record.id: record.model_dump()["kind"] for record in tables["targets"]}
    assert kinds["harbour-price-clarity-2035"] == "qualitative"
    assert kinds["harbour-kilns-2035"] == "quantitative"
    passage = records["harbour-report-p3"].model_dump()
    assert [passage[f"n_{table}"] for table in ("targets", "tasks", "products", "mentions")] == [
        1,
        2,
        1,
        2,
    ]
    for record in tables["mentions"]:
        values = record.model_dump()
        assert record.id == f"{values['document_id']}-m{values['char_start']}"


def test_assembled_tables_are_in_reading_order(folder: Path) -> None:
    for rows in assemble(read_collection(folder)).tables.values():
        order = [
            (values.get("document_id") or "~", values.get("char_start") or 0)
            for values in (record.model_dump() for record in rows)
        ]
        assert order == sorted(order)


def test_erratum_in_the_source_sentence_is_preferred(folder: Path) -> None:
    edit(
        folder,
        NOTICE,
        "spans:\n",
        "errata:\n"
        "  - id: err-a-elsewhere\n"
        "    printed: 98%\n"
        "    meant: 9.8%\n"
        "    kind: magnitude\n"
        "    explanation: A dot is missing.\n"
        "    certainty: found\n"
        "    record_ids: [harbour-lanterns-2030]\n"
        "    paragraph: 3\n"
        "spans:\n",
    )
    write_located(locate(read_collection(folder), TEXTS))
    figures = {one.id: one for one in assemble(read_collection(folder)).tables["figures"]}
    assert figures["harbour-lanterns-2030"].model_dump()["erratum_id"] == "err-lantern-count"


def test_external_target_with_place_is_located(folder: Path) -> None:
    """The document is optional only without a place."""
    edit(folder, NOTICE, "    strength: commit\n", "    strength: commit\n    origin: external\n")
    assert any("target-without-source" in reported for reported in problems_of(folder))


def test_every_changed_stated_text_is_reported(folder: Path) -> None:
    edit(folder, REPORT, "stated: exceed 12.5 billion yuan", "stated: exceed 12 billion yuan")
    edit(folder, REPORT, "stated: 3 to 5 kilns", "stated: 5 kilns")
    reported = [problem for problem in problems_of(folder) if "not located" in problem]
    assert [problem.split(": ")[1] for problem in reported] == [
        "targets harbour-lantern-output-2035",
        "targets harbour-kilns-2035",
    ]


def test_unlocated_row_is_reported_with_its_other_problems(folder: Path) -> None:
    edit(folder, REPORT, "printed: Last year\n", "printed: Last years\n")
    edit(folder, REPORT, "The report is of 2031, and names the year.", '" Named."')
    reported = problems_of(folder)
    assert any("not located" in problem for problem in reported), reported
    assert any("err-a-last-year: explanation: " in problem for problem in reported)
    assert not any("value is needed here" in problem for problem in reported)


def test_overlapping_rows_are_ordered_by_start(folder: Path) -> None:
    edit(folder, REPORT, "at: prices will be", "at: In 2031 the")
    write_located(locate(read_collection(folder), TEXTS))
    targets = [one.id for one in assemble(read_collection(folder)).tables["targets"]]
    assert targets.index("harbour-price-clarity-2035") < targets.index(
        "harbour-lantern-output-2035"
    )


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_derived_columns_are_those_filled_by_the_build(
    real_collection: Collection, real: Dataset, table: str
) -> None:
    frame = real[table].frame()
    filled = {name for name in frame.columns if frame[name].null_count() < frame.height}
    rows = [row for row in real_collection.rows.get(table, ()) if row.file != CODE_LISTS]
    written = {key for row in rows for key in row.values}
    derived = {spec.name for spec in columns(table) if spec.meaning.derived}
    assert derived == filled - written
