"""Collections: ids, references, rules and settings; every problem has its file and line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from chinaindpolicy.curation.collection import Settings, read_collection
from chinaindpolicy.errors import CollectionError
from chinaindpolicy.loading import load
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import EXAMPLE
from row_edits import GAZETTE, LISTS, NOTICE, REPORT, SETTINGS, edit, problems_of


def test_collection_rows_are_read_by_table(folder: Path) -> None:
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


def test_row_has_the_line_of_each_key(folder: Path) -> None:
    text = (folder / REPORT).read_text(encoding="utf-8").splitlines()
    rows = [
        row for row in read_collection(folder).rows["targets"] if row.file == f"example/{REPORT}"
    ]
    assert rows
    for row in rows:
        assert set(row.lines) == set(row.values)
        for key, line in row.lines.items():
            assert text[line - 1].lstrip(" -").startswith(f"{key}:")


def test_releases_folder_is_ignored(folder: Path) -> None:
    (folder / "releases" / "2031.1").mkdir(parents=True)
    (folder / "releases" / "2031.1" / "broken.yaml").write_text("[", encoding="utf-8")
    assert read_collection(folder).settings.release == "2031.1"


def test_collection_without_settings_takes_the_folder_name(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "units.yaml").write_text(
        "units:\n  - id: m\n    name: metre\n    dimension: length\n", encoding="utf-8"
    )
    assert read_collection(folder).settings == Settings(name="mine", title="mine")


def test_setting_of_wrong_type_is_one_problem(folder: Path) -> None:
    path = folder / "collection.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("(?m)^  title: .*$", "  title: [a, b]", text), encoding="utf-8")
    (problem,) = problems_of(folder)
    assert "title: expected" in problem


def test_second_collection_section_is_reported(folder: Path) -> None:
    (folder / "more.yaml").write_text("collection:\n  name: other\n", encoding="utf-8")
    (problem,) = problems_of(folder)
    assert "more than one `collection` section" in problem


@pytest.mark.parametrize("exists", [True, False])
def test_folder_without_yaml_files_is_rejected(tmp_path: Path, exists: bool) -> None:
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
def test_id_is_unique_across_tables(folder: Path, file: str, old: str, id: str, other: str) -> None:
    edit(folder, file, old, old.replace(old.split()[-1], id))
    reported = [problem for problem in problems_of(folder) if "id is taken: " in problem]
    assert len(reported) == 1
    assert f" {id}: id is taken: " in reported[0]
    # Either row can be reported first; both places are named.
    places = re.findall(r"(example/\S+\.yaml):([0-9]+)", reported[0])
    assert {name for name, _ in places} == {f"example/{file}", f"example/{other}"}
    for name, line in places:
        words = (folder.parent / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert words.endswith(f"id: {id}")


@pytest.mark.parametrize(
    ("file", "old", "new", "hint"),
    [
        (
            REPORT,
            "indicator_id: kilns",
            "indicator_id: kiln-count",
            "in indicators; see `cip.indicators`",
        ),
        (NOTICE, "unit: enterprise", "unit: enterprises", "in units; use 'enterprise'"),
        (
            REPORT,
            "parent_id: harbour-glass-workshop",
            "parent_id: harbour-glas",
            "in tasks; did you mean",
        ),
        (
            REPORT,
            "attributed_to: harbour-statistics-office",
            "attributed_to: harbour-statistic-office",
            "in organizations; did you mean 'harbour-statistics-office'?",
        ),
        (
            REPORT,
            "organization_ids: [bright-lamp-works]",
            "organization_ids: [dim]",
            "in organizations; see `cip.organizations`",
        ),
        (
            REPORT,
            "reference_id: harbour-gazette",
            "reference_id: gazette",
            "in references; did you mean 'harbour-gazette'?",
        ),
        (
            SETTINGS,
            "issuers: [harbour-council]",
            "issuers: [harbour-counsel]",
            "in organizations; did you mean 'harbour-council'?",
        ),
        (
            SETTINGS,
            "region_id: harbour\n    issued",
            "region_id: haven\n    issued",
            "in regions; see `cip.regions`",
        ),
        (
            SETTINGS,
            "record_id: harbour-lantern-output-2035",
            "record_id: harbour-x",
            "in targets, figures or projects; see `cip.targets`",
        ),
        (
            LISTS,
            "parent_id: lantern-land",
            "parent_id: lantern-lend",
            "in regions; did you mean 'lantern-land'?",
        ),
    ],
)
def test_dangling_id_is_reported_with_file_line_and_suggestion(
    folder: Path, file: str, old: str, new: str, hint: str
) -> None:
    column, _, value = new.split("\n")[0].partition(": ")
    place = edit(folder, file, old, new)
    reported = [problem for problem in problems_of(folder) if "[id-dangling]" in problem]
    assert len(reported) == 1
    assert reported[0].startswith(place)
    assert f"{column}: {value.strip('[]')!r} is not an id {hint}" in reported[0]
    assert f"({column} = {value.strip('[]')!r})" in reported[0] or column.endswith("s")


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
def test_dangling_id_of_mention_or_span_is_reported_with_its_line(
    folder: Path, old: str, new: str
) -> None:
    """Mentions and spans have no id in a file, but a file and a line."""
    place = edit(folder, REPORT, old, new, "record_id")
    reported = [problem for problem in problems_of(folder) if "[id-dangling]" in problem]
    assert reported
    assert all(problem.startswith(place) for problem in reported)


def test_overlapping_mention_is_reported_with_its_line(folder: Path) -> None:
    """A mention of a number that a target states already: every number has one mention."""
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
    reported = problems_of(folder)
    assert any("[mention-overlap]" in problem or "[id-dup" in problem for problem in reported)
    assert all(problem.startswith(f"example/{REPORT}:") for problem in reported)


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
def test_rule_violation_is_reported_with_code_file_and_line(
    folder: Path, file: str, old: str, new: str, code: str, key: str
) -> None:
    place = edit(folder, file, old, new)
    reported = problems_of(folder)
    assert any(f"[{code}" in problem for problem in reported), reported
    for problem in reported:
        name, line, _ = problem.split(":", 2)
        assert (folder.parent / name).is_file(), problem
        assert int(line) > 0, problem
    if new and code != "deadline-before":
        assert any(place.split(":")[0] in problem for problem in reported)


def test_repeated_ordinals_are_reported(folder: Path) -> None:
    edit(folder, REPORT, "    ordinal: 2", "    ordinal: 1")
    reported = problems_of(folder)
    assert len(reported) == 2
    assert all("[ordinal-repeated]" in problem for problem in reported)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            REPORT,
            "- id: harbour-quay\n",
            "- id: Harbour Quay\n",
            "tasks Harbour Quay: id: 'Harbour Quay' does not match the form",
        ),
        (
            REPORT,
            "    title: Open the quay\n",
            "",
            "tasks harbour-quay: title: is missing; add a value",
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
            "units CNY: iso_4217: 'yuan' does not match the form",
        ),
        (SETTINGS, "url: https://", "url: ftp://", "references harbour-gazette: url: 'ftp:"),
        (
            LISTS,
            "    dimension: none\n",
            "",
            "indicators price-clarity: dimension: is missing; add",
        ),
    ],
)
def test_invalid_row_is_reported_with_its_line(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    place = edit(folder, file, old, new)
    reported = [problem for problem in problems_of(folder) if message in problem]
    assert reported
    name, line, _ = place.split(":", 2)
    for problem in reported:
        assert problem.startswith(f"{name}:")
        # A missing key is reported at its row, which begins a few lines earlier.
        distance = int(line) - int(problem.split(":")[1])
        assert distance == 0 or ("is missing; add a value" in problem and 0 < distance <= 8)


def test_row_with_paragraph_requires_a_document_section(folder: Path) -> None:
    (folder / "stray.yaml").write_text(
        "passages:\n  - role: goal\n    paragraph: 2\nmentions:\n"
        '  - text: "2035"\n    role: date\n    paragraph: 2\n',
        encoding="utf-8",
    )
    reported = problems_of(folder)
    assert len(reported) == 2
    for problem, line in zip(reported, (2, 5), strict=True):
        assert problem.startswith(f"example/stray.yaml:{line}: ")
        assert problem.endswith("without a `document` section; add the section [document-missing]")


def test_invalid_period_is_reported_with_its_line(folder: Path) -> None:
    place = edit(folder, NOTICE, "period: ../2035", "period: ../2035-13")
    reported = problems_of(folder)
    assert reported
    assert all(problem.startswith(place) for problem in reported)


def test_ignored_files_are_reported(folder: Path) -> None:
    """An incomplete collection must not be accepted as complete."""
    (folder / "codes" / "more.yml").write_text("units: []\n", encoding="utf-8")
    shutil.copy(folder / "located" / "harbour-notice.csv", folder / "located" / "gone.csv")
    reported = problems_of(folder)
    assert len(reported) == 2
    assert "example/codes/more.yml:" in reported[0]
    assert "gone.csv" in reported[1]


def test_several_problems_are_all_reported(folder: Path) -> None:
    edit(folder, NOTICE, "unit: enterprise", "unit: lamp")
    edit(folder, REPORT, "parent_id: harbour-glass-workshop", "parent_id: harbour-glass")
    edit(folder, NOTICE, "value: 98", "value: 980")
    reported = "\n".join(problems_of(folder))
    for word in ("'lamp'", "'harbour-glass'", "share-outside-domain"):
        assert word in reported


def test_every_invalid_row_is_reported(folder: Path) -> None:
    edit(folder, REPORT, "statement: Lantern output is above", 'statement: " Above')
    edit(folder, REPORT, "12.5 billion yuan in 2035.", '12.5 billion yuan in 2035."')
    edit(folder, REPORT, "Firms buy three to five kilns by 2035.", '" Firms buy kilns."')
    reported = "\n".join(problems_of(folder))
    assert "harbour-lantern-output-2035: statement: " in reported
    assert "harbour-kilns-2035: statement: " in reported


def test_invalid_list_item_is_reported_with_column_name(folder: Path) -> None:
    place = edit(
        folder, SETTINGS, "issuers: [harbour-council]", "issuers: [harbour-council, The Mayor]"
    )
    (reported,) = [problem for problem in problems_of(folder) if "The Mayor" in problem]
    assert reported.startswith(place)
    assert "issuers: 'The Mayor' does not match the form" in reported


def test_value_out_of_range_is_reported_as_record_invalid(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "example")
    path = next(each for each in sorted(folder.rglob("*.yaml")) if "ordinal: 1" in each.read_text())
    wrong = path.read_text("utf-8").replace("ordinal: 1", "ordinal: -1", 1)
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(CollectionError, match=r"ordinal: .+ \[record-invalid\]"):
        load(folder)


def test_renamed_key_is_read_with_a_warning(folder: Path) -> None:
    path = folder / "codes" / "lists.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("desired_direction: up", "direction: up", 1), encoding="utf-8")
    with pytest.warns(FutureWarning, match=r"lists\.yaml:\d+: 'direction' .*'desired_direction'"):
        dataset = load(folder)
    indicator = dataset.indicators["lantern-output"]
    assert indicator.desired_direction == "up"
    with pytest.warns(DeprecationWarning, match="desired_direction"):
        assert indicator.direction == "up"


def test_old_and_new_name_of_a_key_together_are_a_problem(folder: Path) -> None:
    path = folder / "codes" / "lists.yaml"
    text = path.read_text(encoding="utf-8")
    both = "desired_direction: up\n    direction: up"
    path.write_text(text.replace("desired_direction: up", both, 1), encoding="utf-8")
    with pytest.warns(FutureWarning), pytest.raises(CollectionError, match="old name"):
        load(folder)
