"""Collections: ids, links, documents and places, each fault with its file and line."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path

import pytest

from chinaindpolicy.curation.assemble import assemble
from chinaindpolicy.curation.build import build_release
from chinaindpolicy.curation.collection import Collection, Settings, read_collection
from chinaindpolicy.curation.offsets import locate, write_located
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import CollectionError
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.records import Figure
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import EXAMPLE, TEXTS

REPORT = "documents/harbour-report.yaml"
NOTICE = "documents/harbour-notice.yaml"
LISTS = "codes/lists.yaml"
SETTINGS = "collection.yaml"
GAZETTE = "reference_id: harbour-gazette"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example collection to break."""
    return shutil.copytree(EXAMPLE, tmp_path / "example")


def edit(folder: Path, file: str, old: str, new: str, key: str | None = None) -> str:
    """Replace the only occurrence of some words; return the place of `key`, or of the words."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
    after = text.replace(old, new)
    path.write_text(after, encoding="utf-8")
    offset = text.index(old)
    line = after[: after.index(key, offset) if key else offset].count("\n") + 1
    return f"example/{file}:{line}: "


def problems_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(CollectionError) as caught:
        build_release(read_collection(folder))
    return tuple(map(str, caught.value.problems))


def test_a_collection_is_read_whole(folder: Path) -> None:
    collection = read_collection(folder)
    assert collection.settings.name == "harbour-example"
    assert collection.settings.release == "2031.1"
    assert tuple(collection.rows) == TABLE_NAMES
    assert [row.text("id") for row in collection.rows["targets"]] == [
        "harbour-pass-rate-2035",
        "harbour-new-enterprises-2035",
        "harbour-lantern-output-2035",
        "harbour-price-clarity-2035",
        "harbour-kilns-2035",
    ]
    assert {row.document_id for row in collection.rows["mentions"]} == {
        "harbour-report",
        "harbour-notice",
    }


def test_a_row_knows_the_line_of_each_key(folder: Path) -> None:
    text = (folder / REPORT).read_text(encoding="utf-8").splitlines()
    rows = [
        row for row in read_collection(folder).rows["targets"] if row.file == f"example/{REPORT}"
    ]
    assert rows
    for row in rows:
        assert set(row.lines) == set(row.values)
        for key, line in row.lines.items():
            assert text[line - 1].lstrip(" -").startswith(f"{key}:")


def test_releases_are_no_part_of_what_is_read(folder: Path) -> None:
    (folder / "releases" / "2031.1").mkdir(parents=True)
    (folder / "releases" / "2031.1" / "broken.yaml").write_text("[", encoding="utf-8")
    assert read_collection(folder).settings.release == "2031.1"


def test_a_collection_without_settings_is_named_by_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "units.yaml").write_text(
        "units:\n  - id: m\n    name: metre\n    dimension: length\n", encoding="utf-8"
    )
    assert read_collection(folder).settings == Settings(name="mine", title="mine")


def test_a_setting_that_is_no_text_is_one_problem(folder: Path) -> None:
    path = folder / "collection.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("(?m)^  title: .*$", "  title: [a, b]", text), encoding="utf-8")
    (problem,) = problems_of(folder)
    assert "title: expected" in problem


def test_two_collection_sections_are_a_problem(folder: Path) -> None:
    (folder / "more.yaml").write_text("collection:\n  name: other\n", encoding="utf-8")
    (problem,) = problems_of(folder)
    assert "more than one `collection` section" in problem


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_without_files_is_no_collection(tmp_path: Path, exists: bool) -> None:
    if exists:
        (tmp_path / "empty").mkdir()
    with pytest.raises(CollectionError, match=r"no \.yaml files \[collection-"):
        read_collection(tmp_path / "empty")


@pytest.mark.parametrize(
    ("file", "old", "id", "other"),
    [
        (LISTS, "- id: enterprise\n", "harbour-quay", REPORT),
        (REPORT, "- id: err-lantern-count\n", "err-a-last-year", REPORT),
        (NOTICE, "id: harbour-notice\n", "harbour-report", REPORT),
        (LISTS, "- id: item\n", "lantern-output", LISTS),
    ],
)
def test_an_id_is_taken_in_the_whole_collection(
    folder: Path, file: str, old: str, id: str, other: str
) -> None:
    edit(folder, file, old, old.replace(old.split()[-1], id))
    told = [problem for problem in problems_of(folder) if "id is taken: " in problem]
    assert len(told) == 1
    assert f" {id}: id is taken: " in told[0]
    # Either of the two rows may be the one told of; both places are named.
    places = re.findall(r"(example/\S+\.yaml):([0-9]+)", told[0])
    assert {name for name, _ in places} == {f"example/{file}", f"example/{other}"}
    for name, line in places:
        words = (folder.parent / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert words.endswith(f"id: {id}")


@pytest.mark.parametrize(
    ("file", "old", "new", "hint"),
    [
        (REPORT, "indicator_id: kilns", "indicator_id: kiln-count", "in indicators"),
        (NOTICE, "unit: enterprise", "unit: enterprises", "in units; did you mean 'enterprise'?"),
        (REPORT, "parent_id: harbour-glass-workshop", "parent_id: harbour-glas", "in tasks"),
        (
            REPORT,
            "attributed_to: harbour-statistics-office",
            "attributed_to: harbour-statistic-office",
            "in organizations; did you mean 'harbour-statistics-office'?",
        ),
        (REPORT, "organization_ids: [bright-lamp-works]", "organization_ids: [dim]", "in organ"),
        (REPORT, "reference_id: harbour-gazette", "reference_id: gazette", "in references"),
        (SETTINGS, "issuers: [harbour-council]", "issuers: [harbour-counsel]", "did you mean"),
        (SETTINGS, "region_id: harbour\n    issued", "region_id: haven\n    issued", "in regions"),
        (SETTINGS, "record_id: harbour-lantern-output-2035", "record_id: harbour-x", "in targets"),
        (LISTS, "parent_id: lantern-land", "parent_id: lantern-lend", "did you mean 'lantern-l"),
    ],
)
def test_a_dangling_id_is_told_with_file_line_and_hint(
    folder: Path, file: str, old: str, new: str, hint: str
) -> None:
    column, _, value = new.split("\n")[0].partition(": ")
    place = edit(folder, file, old, new)
    told = [problem for problem in problems_of(folder) if "[id-dangling]" in problem]
    assert len(told) == 1
    assert told[0].startswith(place)
    assert f"no row {value.strip('[]')!r}" in told[0]
    assert hint in told[0]
    assert f"({column} = {value.strip('[]')!r})" in told[0] or column.endswith("s")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("role: ordinal\n    record_id: harbour-quay", "role: ordinal\n    record_id: harbour-kay"),
        (
            "role: restatement\n    record_id: harbour-lantern-output-2035",
            "role: restatement\n    record_id: harbour-lantern-output-2036",
        ),
    ],
)
def test_a_dangling_id_of_a_mention_or_span_is_told_with_its_line(
    folder: Path, old: str, new: str
) -> None:
    """Mentions and spans have no id of their own in a file, but a file and a line."""
    place = edit(folder, REPORT, old, new, "record_id")
    told = [problem for problem in problems_of(folder) if "[id-dangling]" in problem]
    assert told
    assert all(problem.startswith(place) for problem in told)


def test_an_expression_claimed_twice_is_told_with_its_line(folder: Path) -> None:
    """A mention of what a target states already: every number is in one mention only."""
    again = "  - text: 3 to 5 kilns\n    role: other\n    paragraph: 3\n"
    path = folder / REPORT
    path.write_text(path.read_text(encoding="utf-8") + again, encoding="utf-8")
    located = folder / "located" / "harbour-report.csv"
    row = next(
        line for line in located.read_text(encoding="utf-8").splitlines() if "3 to 5 kilns" in line
    )
    cells = row.split(",")
    located.write_text(
        located.read_text(encoding="utf-8")
        + ",".join(["3", "3 to 5 kilns", "", "3 to 5 kilns", *cells[4:]])
        + "\n",
        encoding="utf-8",
    )
    told = problems_of(folder)
    assert any("[mention-overlap]" in problem or "[id-dup" in problem for problem in told)
    assert all(problem.startswith(f"example/{REPORT}:") for problem in told)


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "key"),
    [
        (REPORT, "    value: 3\n", "", "value-without-comparator", "comparator"),
        (REPORT, "value_upper: 5", "value_upper: 2", "upper-below-value", "value_upper"),
        (NOTICE, "    unit: enterprise\n", "", "value-without-unit", "value"),
        (NOTICE, "unit: enterprise", "unit: item", "unit-unlike-indicator", "unit"),
        (REPORT, "    price_basis: nominal\n", "", "money-without-price-basis", "value"),
        (REPORT, "value_printed: 4100000", "value_printed: 4100000000", "printed-without", "value"),
        (REPORT, "basis: attributed", "basis: claim", "attribution-missing", "attributed_to"),
        (REPORT, "    level: 2", "    level: 3", "task-not-under-parent", "level"),
        (NOTICE, "value: 98", "value: 980", "share-outside-domain", "value"),
        (SETTINGS, 'issued_on: "2031-02-03"', 'issued_on: "2036-02-03"', "deadline-before", ""),
        (REPORT, "strength: strive", f"strength: strive\n    {GAZETTE}", "target-without", ""),
        (NOTICE, "value: 98\n", "value: 97\n", "value-disagrees", "value"),
    ],
)
def test_a_broken_rule_is_told_by_name_with_file_and_line(
    folder: Path, file: str, old: str, new: str, code: str, key: str
) -> None:
    place = edit(folder, file, old, new)
    told = problems_of(folder)
    assert any(f"[{code}" in problem for problem in told), told
    for problem in told:
        name, line, _ = problem.split(":", 2)
        assert (folder.parent / name).is_file(), problem
        assert int(line) > 0, problem
    if new and code != "deadline-before":
        assert any(place.split(":")[0] in problem for problem in told)


def test_repeated_ordinals_are_told(folder: Path) -> None:
    edit(folder, REPORT, "    ordinal: 2", "    ordinal: 1")
    told = problems_of(folder)
    assert len(told) == 2
    assert all("[ordinal-repeated]" in problem for problem in told)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            REPORT,
            "- id: harbour-quay\n",
            "- id: Harbour Quay\n",
            "tasks Harbour Quay: id: 'Harbour Quay' is not of the form",
        ),
        (
            REPORT,
            "    title: Open the quay\n",
            "",
            "tasks harbour-quay: title: a value is needed here",
        ),
        (
            SETTINGS,
            'period: "2031/2035"',
            'period: "2031/x"',
            "policies harbour-lantern-plan: period: ",
        ),
        (
            LISTS,
            "iso_4217: CNY",
            "iso_4217: yuan",
            "units CNY: iso_4217: 'yuan' is not of the form",
        ),
        (SETTINGS, "url: https://", "url: ftp://", "references harbour-gazette: url: 'ftp:"),
        (
            LISTS,
            "    dimension: none\n",
            "",
            "indicators price-clarity: dimension: a value is needed",
        ),
    ],
)
def test_a_row_that_is_no_record_is_told_with_its_line(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    place = edit(folder, file, old, new)
    told = [problem for problem in problems_of(folder) if message in problem]
    assert told
    name, line, _ = place.split(":", 2)
    for problem in told:
        assert problem.startswith(f"{name}:")
        # A missing key is told at its row, which begins a few lines before it.
        distance = int(line) - int(problem.split(":")[1])
        assert distance == 0 or ("a value is needed here" in problem and 0 < distance <= 8)


def test_a_row_with_a_place_needs_a_document_section(folder: Path) -> None:
    (folder / "stray.yaml").write_text(
        "passages:\n  - role: goal\n    paragraph: 2\nmentions:\n"
        '  - text: "2035"\n    role: date\n    paragraph: 2\n',
        encoding="utf-8",
    )
    told = problems_of(folder)
    assert len(told) == 2
    for problem, line in zip(told, (2, 5), strict=True):
        assert problem.startswith(f"example/stray.yaml:{line}: ")
        assert problem.endswith("has no `document` section [document-missing]")


def test_an_id_for_a_file_name_cannot_leave_the_folder(folder: Path) -> None:
    """A document's id names a file of offsets: it is an id before it is a name."""
    edit(folder, NOTICE, "id: harbour-notice", "id: ../../outside")
    outside = folder.parent / "outside.csv"
    outside.write_bytes((folder / "located" / "harbour-notice.csv").read_bytes())
    assert any("outside" in problem and NOTICE in problem for problem in problems_of(folder))


def test_a_changed_expression_is_not_located(folder: Path) -> None:
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


def test_only_an_external_target_may_stand_outside_a_document(folder: Path) -> None:
    edit(folder, SETTINGS, "origin: external", "origin: document")
    (problem,) = problems_of(folder)
    assert problem.startswith(f"example/{SETTINGS}:")
    assert "harbour-pass-rate-2035: stands in a file that has no `document` section" in problem


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
def test_every_kind_of_place_goes_stale(folder: Path, old: str, new: str, row: str) -> None:
    if old.startswith("in:"):
        new = "in: the year"
    edit(folder, REPORT, old, new)
    told = problems_of(folder)
    assert any(f"{row}: not located" in problem for problem in told), told


def test_a_place_needs_its_words(folder: Path) -> None:
    edit(folder, REPORT, "    paragraph: 4\n    at: open the North Quay\n", "")
    assert any("tasks harbour-quay: needs `paragraph`" in told for told in problems_of(folder))


def test_a_period_that_is_none_is_told_with_its_line(folder: Path) -> None:
    place = edit(folder, NOTICE, "period: ../2035", "period: ../2035-13")
    told = problems_of(folder)
    assert told
    assert all(problem.startswith(place) for problem in told)


@pytest.mark.parametrize("located", [True, False])
def test_a_document_needs_an_id(folder: Path, located: bool) -> None:
    """Whether its offsets are there or not, the missing id is what is told."""
    edit(folder, NOTICE, "  id: harbour-notice\n", "")
    if not located:
        (folder / "located" / "harbour-notice.csv").unlink()
    told = problems_of(folder)
    assert any(problem.startswith(f"example/{NOTICE}:") and "id: " in problem for problem in told)


def test_offsets_without_the_whole_text_are_told(folder: Path) -> None:
    path = folder / "located" / "harbour-notice.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("0,")), encoding="utf-8")
    told = problems_of(folder)
    assert any("documents harbour-notice: not located" in problem for problem in told)


def test_files_that_would_be_passed_over_are_told(folder: Path) -> None:
    """Half a collection must not pass for a whole one."""
    (folder / "codes" / "more.yml").write_text("units: []\n", encoding="utf-8")
    shutil.copy(folder / "located" / "harbour-notice.csv", folder / "located" / "gone.csv")
    told = problems_of(folder)
    assert len(told) == 2
    assert "example/codes/more.yml:" in told[0]
    assert "gone.csv" in told[1]


def test_missing_offsets_are_told(folder: Path) -> None:
    shutil.rmtree(folder / "located")
    told = problems_of(folder)
    for name, problem in zip(("notice", "report"), told, strict=True):
        assert problem.startswith(f"example/located/harbour-{name}.csv:1: cannot be read")
        assert problem.endswith("run `chinaindpolicy locate` with the texts [not-located]")


def test_a_document_whose_own_place_is_missing_is_told(folder: Path) -> None:
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
def test_damaged_offsets_are_told(folder: Path, old: str, new: str, message: str) -> None:
    path = folder / "located" / "harbour-notice.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    (problem,) = problems_of(folder)
    assert message in problem


def test_records_are_complete(folder: Path) -> None:
    """What a curator does not write is there after assembly: places, links, counts, ids."""
    tables = assemble(read_collection(folder)).tables
    records = {record.id: record for rows in tables.values() for record in rows}
    figure = records["harbour-lanterns-2030"]
    assert isinstance(figure, Figure)
    assert figure.document_id == "harbour-report"
    assert figure.period_start == datetime.date(2030, 1, 1)
    assert figure.period_end == datetime.date(2030, 12, 31)
    # Of the two slips in its sentence, the one that changes the value.
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


def test_tables_are_in_reading_order(folder: Path) -> None:
    for rows in assemble(read_collection(folder)).tables.values():
        order = [
            (values.get("document_id") or "~", values.get("char_start") or 0)
            for values in (record.model_dump() for record in rows)
        ]
        assert order == sorted(order)


def test_many_faults_are_all_told(folder: Path) -> None:
    edit(folder, NOTICE, "unit: enterprise", "unit: lamp")
    edit(folder, REPORT, "parent_id: harbour-glass-workshop", "parent_id: harbour-glass")
    edit(folder, NOTICE, "value: 98", "value: 980")
    told = "\n".join(problems_of(folder))
    for word in ("'lamp'", "'harbour-glass'", "share-outside-domain"):
        assert word in told


def test_of_equal_slips_the_one_at_the_records_place_is_its_own(folder: Path) -> None:
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


def test_a_place_of_an_external_target_is_read_as_any(folder: Path) -> None:
    """Only without one it may stand outside a document."""
    edit(folder, NOTICE, "    strength: commit\n", "    strength: commit\n    origin: external\n")
    assert any("target-without-source" in told for told in problems_of(folder))


def test_every_value_that_is_stated_elsewhere_is_told(folder: Path) -> None:
    edit(folder, REPORT, "stated: exceed 12.5 billion yuan", "stated: exceed 12 billion yuan")
    edit(folder, REPORT, "stated: 3 to 5 kilns", "stated: 5 kilns")
    told = [problem for problem in problems_of(folder) if "not located" in problem]
    assert [problem.split(": ")[1] for problem in told] == [
        "targets harbour-lantern-output-2035",
        "targets harbour-kilns-2035",
    ]


def test_every_row_that_is_no_record_is_told(folder: Path) -> None:
    edit(folder, REPORT, "statement: Lantern output is above", 'statement: " Above')
    edit(folder, REPORT, "12.5 billion yuan in 2035.", '12.5 billion yuan in 2035."')
    edit(folder, REPORT, "Firms buy three to five kilns by 2035.", '" Firms buy kilns."')
    told = "\n".join(problems_of(folder))
    assert "harbour-lantern-output-2035: statement: " in told
    assert "harbour-kilns-2035: statement: " in told


def test_a_row_without_its_place_is_told_with_what_else_is_wrong(folder: Path) -> None:
    edit(folder, REPORT, "printed: Last year\n", "printed: Last years\n")
    edit(folder, REPORT, "The report is of 2031, and names the year.", '" Named."')
    told = problems_of(folder)
    assert any("not located" in problem for problem in told), told
    assert any("err-a-last-year: explanation: " in problem for problem in told)
    assert not any("value is needed here" in problem for problem in told)


def test_an_item_of_a_list_is_told_by_the_lists_name(folder: Path) -> None:
    place = edit(
        folder, SETTINGS, "issuers: [harbour-council]", "issuers: [harbour-council, The Mayor]"
    )
    (told,) = [problem for problem in problems_of(folder) if "The Mayor" in problem]
    assert told.startswith(place)
    assert "issuers: 'The Mayor' is not of the form" in told


def test_of_overlapping_rows_the_one_that_begins_first_is_first(folder: Path) -> None:
    edit(folder, REPORT, "at: prices will be", "at: In 2031 the")
    write_located(locate(read_collection(folder), TEXTS))
    targets = [one.id for one in assemble(read_collection(folder)).tables["targets"]]
    assert targets.index("harbour-price-clarity-2035") < targets.index(
        "harbour-lantern-output-2035"
    )


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_what_the_build_fills_and_no_curator_writes_is_derived(
    real_collection: Collection, real: Dataset, table: str
) -> None:
    frame = real[table].frame()
    filled = {name for name in frame.columns if frame[name].null_count() < frame.height}
    written = {key for row in real_collection.rows.get(table, ()) for key in row.values}
    derived = {spec.name for spec in columns(table) if spec.meaning.derived}
    assert derived == filled - written
