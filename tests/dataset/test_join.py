"""Collections joined with a release: rows of both, checks across both, own rows on output."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.curation.build import build_release, write_release
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.offsets import locate, write_located
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.release_names import release_path
from chinaindpolicy.errors import CollectionError, ReleaseError, UnknownNameError
from chinaindpolicy.loading import load
from chinaindpolicy.model.columns import current_name
from example import EXAMPLE

TEXT = "Zhejiang will open more than 40 labs by 2030.\n"
OWN = """\
collection:
  name: labs
  title: Labs
  release: "2031.1"

document:
  id: labs-notice
  title: Notice on labs
  kind: notice
  language: en
  source_file: labs.txt

policies:
  - id: labs-plan
    title: Labs plan
    kind: action_plan
    level: provincial
    region_id: cn-zj
    issuers: [miit]

indicators:
  - id: new-labs
    name: New labs
    definition: Labs opened.
    unit: item
    dimension: count
    sector: research
    desired_direction: up

targets:
  - id: labs-2030
    policy_id: labs-plan
    indicator_id: new-labs
    region_id: cn-zj
    statement: Zhejiang opens more than 40 labs by 2030.
    comparator: gt
    value: 40
    unit: item
    measure: count
    period: ../2030
    strength: commit
    stated: more than 40 labs
    paragraph: 1

mentions:
  - text: "2030"
    role: date
    paragraph: 1

passages:
  - role: goal
    paragraph: 1
"""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "labs.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A collection joined with a release, for read-only tests."""
    folder = tmp_path_factory.mktemp("joined")
    (folder / "texts").mkdir()
    (folder / "texts" / "labs.txt").write_text(TEXT, encoding="utf-8")
    (folder / "labs").mkdir()
    (folder / "labs" / "labs.yaml").write_text(OWN, encoding="utf-8")
    write_located(locate(read_collection(folder / "labs"), folder / "texts"))
    return cip.load(folder / "labs", including="2026.1")


@pytest.fixture
def own(tmp_path: Path, texts: Path) -> Path:
    """A collection that references regions, units and organizations of a release."""
    folder = tmp_path / "labs"
    folder.mkdir()
    (folder / "labs.yaml").write_text(OWN, encoding="utf-8")
    write_located(locate(read_collection(folder), texts))
    return folder


def edit(folder: Path, old: str, new: str) -> int:
    """Replace the only occurrence of a text; return its line number."""
    path = folder / "labs.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_collection_is_joined_with_a_release(own: Path) -> None:
    release, both = cip.load("2026.1"), cip.load(own, including="2026.1")
    assert both.including is release
    assert (both.name, both.release) == ("labs", "2031.1")
    for name, table in both.tables.items():
        assert table.ids[: len(release[name])] == release[name].ids
        assert len(table) == len(table.ids) == table.frame().height
        older = [current_name(name, column) for column in release[name].columns]
        assert set(older) <= set(table.columns) == set(both.own[name].columns)
    assert both.targets["labs-2030"].region_id in both.regions
    assert both.targets.ids[len(release.targets) :] == ("labs-2030",)


def test_references_to_a_release_dangle_without_including(own: Path) -> None:
    with pytest.raises(CollectionError, match="'cn-zj' is not an id in regions"):
        cip.load(own)


def test_id_unknown_in_both_is_reported_with_its_line(own: Path) -> None:
    line = edit(own, "    issuers: [miit]", "    issuers: [miti]")
    with pytest.raises(CollectionError) as caught:
        cip.load(own, including="2026.1")
    (reported,) = tuple(map(str, caught.value.problems))
    assert reported.startswith(
        f"labs/labs.yaml:{line}: policies labs-plan: issuers: 'miti' is not an id"
    )
    assert reported.endswith("[id-dangling]")
    assert "did you mean 'miit'" in reported


def test_rules_look_up_rows_of_the_included_release(own: Path) -> None:
    edit(own, "    unit: item\n    dimension: count", "    unit: CNY\n    dimension: count")
    with pytest.raises(CollectionError, match="dimension-unlike-unit") as caught:
        cip.load(own, including="2026.1")
    assert all("labs.yaml" in reported for reported in map(str, caught.value.problems))


def test_build_writes_only_own_rows(own: Path, texts: Path) -> None:
    files = build_release(read_collection(own), cip.load("2026.1"))
    package = json.loads(files["datapackage.json"])
    assert package["sources"] == [
        {"title": "chinaindpolicy", "version": "2026.1"},
        {"title": "Notice on labs"},
    ]
    rows = {part["name"]: part["rows"] for part in package["resources"]}
    assert (rows["targets"], rows["policies"], rows["regions"], rows["units"]) == (1, 1, 0, 0)
    release = own / "releases" / "2031.1"
    assert write_release(files, release)
    joined = cip.load(release, including="2026.1")
    assert joined.targets.frame().equals(cip.load(own, including="2026.1").targets.frame())
    report = cip.verify(texts, joined)
    assert report.ok, str(report)
    assert report.checked["documents"] == 1
    assert report.not_checked == (
        "the texts of chinaindpolicy 2026.1: verify that release separately",
    )  # fmt: skip
    # A release names the release that it refers to; its own rows alone do not verify.
    again = load(release)
    assert again.targets.frame().equals(joined.targets.frame())
    assert again.own.targets.ids == ("labs-2030",)
    assert not cip.verify(texts, again.own).ok
    other = cip.verify(texts, cip.load(release, including="2026.2"))
    assert any("references to chinaindpolicy 2026.1: the" in each for each in other.not_checked)
    assert cip.quote("labs-2030", texts, joined) == TEXT.strip()


def test_duplicate_id_in_collection_is_reported_with_file_and_line(own: Path) -> None:
    line = edit(own, "  - id: new-labs", "  - id: cn-zj")
    with pytest.raises(CollectionError) as caught:
        cip.load(own, including="2026.1")
    (reported,) = tuple(map(str, caught.value.problems))
    assert reported == (
        f"labs/labs.yaml:{line}: indicators cn-zj: "
        "id is taken: regions in chinaindpolicy 2026.1 [id-taken]"
    )  # fmt: skip


def test_conflict_is_reported_for_the_collection_row(own: Path, texts: Path) -> None:
    task = """\
tasks:
  - id: labs-goal
    policy_id: components-action-plan-2021
    region_id: cn-zj
    level: 1
    ordinal: 1
    kind: goal
    title: Open labs
    summary: More than 40 labs are to be opened.
    at: open more
    paragraph: 1

mentions:
"""
    line = edit(own, "mentions:\n", task) + 1
    write_located(locate(read_collection(own), texts))
    with pytest.raises(CollectionError) as caught:
        cip.load(own, including="2026.1")
    (reported,) = caught.value.problems
    assert (reported.file, reported.line, reported.code) == (
        "labs/labs.yaml",
        line + 4,
        "ordinal-repeated",
    )
    assert str(reported).startswith(f"labs/labs.yaml:{line + 4}: tasks labs-goal: ")


def test_settings_can_name_the_included_release(own: Path) -> None:
    edit(own, 'release: "2031.1"\n', 'release: "2031.1"\n  including: "2026.1"\n')
    named = build_release(read_collection(own))
    assert named == build_release(read_collection(own), cip.load("2026.1"))


def test_duplicate_id_in_release_is_reported_with_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "harbour"
    write_release(build_release(read_collection(EXAMPLE)), folder)
    with pytest.raises(CollectionError) as caught:
        cip.load(folder, including="2026.1")
    reported = tuple(map(str, caught.value.problems))
    taken = "id is taken: units in chinaindpolicy 2026.1 [id-taken]"
    assert f"{folder}/units.csv:2: units CNY: {taken}" in reported
    assert len(reported) == 4


def test_missing_column_of_an_older_release_is_null(own: Path, tmp_path: Path) -> None:
    """Rows of a release with fewer columns are completed; order and quoting stay."""
    older = shutil.copytree(Path(str(release_path("2026.1"))), tmp_path / "older")
    package = json.loads((older / "datapackage.json").read_text("utf-8"))
    (part,) = [each for each in package["resources"] if each["name"] == "regions"]
    rows = list(csv.reader(io.StringIO((older / "regions.csv").read_text("utf-8"), newline="")))
    drop = rows[0].index("gb_t_2260")
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([*r[:drop], *r[drop + 1 :]] for r in rows)
    data = out.getvalue().encode()
    (older / "regions.csv").write_bytes(data)
    part["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
    part["schema"]["fields"].pop(drop)
    (older / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    both = cip.load(own, including=older)
    assert both.regions["cn-zj"].name_zh == "浙江省"
    assert both.regions["cn-zj"].gb_t_2260 is None
    assert "gb_t_2260" in both.regions.frame().columns


def test_including_without_own_folder_or_known_release_is_rejected(
    own: Path, tmp_path: Path
) -> None:
    with pytest.raises(UnknownNameError, match=r"no release '2026\.0'"):
        cip.load(own, including="2026.0")
    for release in (None, "2026.1"):
        with pytest.raises(ReleaseError, match=r"pass release=Path"):
            cip.load(release, including="2026.1")
    with pytest.raises(ReleaseError, match="does not exist"):
        cip.load(tmp_path / "missing", including="2026.1")


# The release of a row of a joined dataset


def release_keys(citation: str) -> list[str]:
    """Return the keys of the releases that a citation names, in order."""
    keys = [line.rpartition("[")[2].removesuffix("]") for line in citation.splitlines()]
    return [key for key in keys if re.search(r"-20\d\d\.\d$", key)]


def test_citation_names_the_release_of_each_row(joined: Dataset) -> None:
    included_id = joined.targets.ids[0]
    citation = cip.cite("labs-2030", dataset=joined)
    assert [line.rpartition(" ")[2] for line in citation.splitlines()] == [
        "[labs-notice]",
        "[labs-2031.1]",
    ]
    assert cip.cite(included_id, dataset=joined) == cip.cite(included_id, dataset=joined.including)
    assert release_keys(cip.cite(included_id, dataset=joined)) == ["chinaindpolicy-2026.1"]
    named = ["chinaindpolicy-2026.1", "labs-2031.1"]
    assert release_keys(cip.cite(["labs-2030", included_id], dataset=joined)) == named
    assert release_keys(cip.cite(joined.targets)) == named
    # A frame names documents of both releases.
    documents = joined.targets.frame().select("document_id")
    assert release_keys(cip.cite(documents, dataset=joined)) == named
    assert release_keys(cip.cite(documents.tail(1), dataset=joined)) == ["labs-2031.1"]


def test_edition_of_returns_the_release_of_a_row(joined: Dataset) -> None:
    for id in ("labs-2030", "labs-notice", "new-labs"):
        assert joined.edition_of(id) is joined.own
    for id in ("cn-zj", "miit", joined.targets.ids[0]):
        assert joined.edition_of(id) is joined.including
    alone = cip.load("2026.1")
    assert alone.edition_of("cn-zj") is alone.own is alone


def test_explanation_names_the_release_without_outcome(joined: Dataset) -> None:
    followed = {
        reported.id: dict(reported.sentences)["outcome"]
        for reported in cip.explain(["labs-2030", joined.targets.ids[0]], joined)
    }
    assert followed == {
        "labs-2030": "No outcome is known in release 2031.1.",
        joined.targets.ids[0]: "No outcome is known in release 2026.1.",
    }


def test_diff_of_joined_datasets_covers_own_rows(own: Path, texts: Path) -> None:
    before = cip.load(own, including="2026.1")
    assert before.own.targets.ids == ("labs-2030",)  # read before its file changes
    edit(own, "    strength: commit", "    strength: strive")
    edit(own, '  release: "2031.1"', '  release: "2031.2"')
    after = cip.load(own, including="2026.1")
    found = cip.diff(before, after)
    assert (found.before, found.after) == ("labs 2031.1", "labs 2031.2")
    assert found.counts == {"targets": {"changed": 1}}
    assert found.records[0].cells == {"strength": ("commit", "strive")}
    for start in (before, before.own):
        replayed = found.apply(start)
        assert (replayed.name, replayed.release) == ("labs", "2031.2")
        assert {name: table.csv() for name, table in replayed.tables.items()} == {
            name: table.csv() for name, table in after.own.tables.items()
        }
    with pytest.raises(ReleaseError, match=r"pass labs 2031\.1"):
        found.apply(cip.load("2026.1"))
