"""Builds: reproducible bytes, descriptors and atomic writing of releases."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.curation.assemble import assemble
from chinaindpolicy.curation.build import build_release, differences, release_files, write_release
from chinaindpolicy.curation.collection import Collection, Settings, read_collection
from chinaindpolicy.dataset.dataset import from_files
from chinaindpolicy.dataset.release_names import DESCRIPTOR, packaged_releases, release_path
from chinaindpolicy.errors import CollectionError, ExportError, ReleaseError
from chinaindpolicy.io import atomic_write
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import DATASETS, EXAMPLE

Files = Mapping[str, bytes]


def _no(*_: object) -> bool:
    return False


@pytest.fixture(scope="module")
def files() -> Files:
    """Return the files of the example release."""
    return build_release(read_collection(EXAMPLE))


@pytest.fixture(scope="module")
def real_files(real_collection: Collection) -> Files:
    """Return the files that the real collection builds."""
    return build_release(real_collection)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of every file of a folder, including hidden files."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_committed_release_equals_the_collection_build(
    real_collection: Collection, real_files: Files
) -> None:
    committed = contents(DATASETS / "releases" / real_collection.settings.release)
    stale = [name for name in sorted(real_files) if committed.get(name) != real_files[name]]
    assert not stale, "run `chinaindpolicy build --replace`"
    assert committed.keys() == real_files.keys()


def test_packaged_releases_equal_the_committed_bytes() -> None:
    committed = DATASETS / "releases"
    assert set(packaged_releases()) == {path.name for path in committed.iterdir()}
    for name in packaged_releases():
        assert contents(Path(str(release_path(name)))) == contents(committed / name)


def test_build_is_repeatable(files: Files) -> None:
    assert build_release(read_collection(EXAMPLE)) == files


def shuffled(root: Path, target: Path, rng: random.Random) -> Path:
    """Copy a collection with its files renamed and its sections, rows and keys in another order."""
    numbers = rng.sample(range(1000), 100)
    for path in sorted(root.rglob("*.yaml")):
        if "releases" in path.relative_to(root).parts:
            continue
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        assert isinstance(node, yaml.MappingNode)
        rng.shuffle(node.value)
        for _, section in node.value:
            if isinstance(section, yaml.SequenceNode):
                rng.shuffle(section.value)
                for row in section.value:
                    rng.shuffle(row.value)
        folder = target / rng.choice(["a", "b/c", "."])
        folder.mkdir(parents=True, exist_ok=True)
        text = yaml.serialize(node, Dumper=yaml.SafeDumper, allow_unicode=True)
        (folder / f"{numbers.pop()}.yaml").write_text(text, encoding="utf-8")
    (target / "located").mkdir()
    for path in (root / "located").iterdir():
        header, *rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        rng.shuffle(rows)
        with (target / "located" / path.name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *rows])
    return target


@pytest.mark.full
@given(st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_build_is_independent_of_input_order(
    tmp_path_factory: pytest.TempPathFactory, files: Files, rng: random.Random
) -> None:
    target = shuffled(EXAMPLE, tmp_path_factory.mktemp("order") / "mixed", rng)
    assert build_release(read_collection(target)) == files


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.full
def test_real_build_is_independent_of_input_order(
    tmp_path: Path, real_files: Files, seed: int
) -> None:
    target = shuffled(DATASETS, tmp_path / "mixed", random.Random(seed))
    found = build_release(read_collection(target))
    assert [name for name in found if found[name] != real_files[name]] == []


def test_files_have_unix_line_ends(files: Files) -> None:
    assert set(files) == {DESCRIPTOR, *(f"{table}.csv" for table in TABLE_NAMES)}
    for name, data in files.items():
        assert b"\r" not in data, name
        assert data.decode().endswith("\n"), name


def test_descriptor_names_contributor_and_documents() -> None:
    real = cip.load()
    package = real.descriptor
    assert package["contributors"] == [
        {"title": "The chinaindpolicy maintainers", "roles": ["author", "curator"]}
    ]
    assert package["sources"] == [
        {"title": each.title} | ({"path": each.url} if each.url else {}) for each in real.documents
    ]


def test_descriptor_matches_the_files(files: Files) -> None:
    package = json.loads(files[DESCRIPTOR])
    assert package["name"] == "harbour-example"
    assert package["version"] == "2031.1"
    assert package["created"] == "2031-03-01"
    assert package["licenses"] == [{"name": "CC0-1.0"}]
    assert [resource["name"] for resource in package["resources"]] == list(TABLE_NAMES)
    for resource in package["resources"]:
        data = files[resource["path"]]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        header, *rows = list(csv.reader(data.decode().splitlines()))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        assert header == [spec.name for spec in columns(resource["name"])]
        assert resource["rows"] == len(rows)
        known = {other["name"] for other in package["resources"]}
        for key in resource["schema"]["foreignKeys"]:
            assert key["reference"]["resource"] in known


def test_empty_settings_are_omitted_from_the_descriptor() -> None:
    collection = read_collection(EXAMPLE)
    bare = release_files(type(collection.settings)(), assemble(collection).tables)
    package = json.loads(bare[DESCRIPTOR])
    assert not {"description", "created", "licenses"} & package.keys()


def test_csv_cells_contain_the_values(files: Files) -> None:
    rows = {row["id"]: row for row in csv.DictReader(files["figures.csv"].decode().splitlines())}
    row = rows["harbour-lanterns-2030"]
    assert (row["value"], row["value_printed"]) == ("4100000000", "4100000")
    assert (row["period_start"], row["policy_id"]) == ("2030-01-01", "")
    rows = {
        row["id"]: row for row in csv.DictReader(files["organizations.csv"].decode().splitlines())
    }
    assert rows["bright-lamp-works"]["aliases"] == "Bright Lamp|明灯"


def test_list_item_with_delimiter_is_rejected_or_kept() -> None:
    """The alias `a|b` must not be read back as two: it is rejected or kept."""
    collection = read_collection(EXAMPLE)
    tables = dict(assemble(collection).tables)
    first = tables["organizations"][0]
    try:
        forged = type(first).model_validate({**dict(first), "aliases": ("a|b",)})
        tables["organizations"] = (forged, *tables["organizations"][1:])
        files = release_files(collection.settings, tables)
    except ValueError as error:
        assert "|" in str(error)
    else:
        assert from_files(files).organizations[first.id].aliases == ("a|b",)


def test_release_is_written_once(tmp_path: Path, files: Files) -> None:
    folder = tmp_path / "releases" / "2031.1"
    assert write_release(files, folder) is True
    assert contents(folder) == dict(files)
    stamps = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert write_release(files, folder) is False
    assert stamps == {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert [path.name for path in folder.parent.iterdir()] == ["2031.1"]


def change_a_byte(folder: Path) -> str:
    path = folder / "units.csv"
    path.write_bytes(path.read_bytes().replace(b"yuan", b"Yuan"))
    return "units.csv"


def add_a_file(folder: Path) -> str:
    (folder / "more.csv").write_bytes(b"id\n")
    return "more.csv"


def remove_a_file(folder: Path) -> str:
    (folder / "outcomes.csv").unlink()
    return "outcomes.csv"


CHANGES = [change_a_byte, add_a_file, remove_a_file]


@pytest.mark.parametrize("change", CHANGES)
def test_different_release_of_the_same_name_is_rejected(
    tmp_path: Path, files: Files, change: Callable[[Path], str]
) -> None:
    folder = tmp_path / "2031.1"
    write_release(files, folder)
    name = change(folder)
    before = contents(tmp_path)
    assert differences(files, folder) == (name,)
    with pytest.raises(ReleaseError, match=f"different in {name}; "):
        write_release(files, folder)
    assert contents(tmp_path) == before
    assert write_release(files, folder, replace=True) is True
    assert contents(tmp_path) == {f"2031.1/{name}": data for name, data in files.items()}


def test_extra_folder_in_release_is_a_difference(tmp_path: Path, files: Files) -> None:
    folder = tmp_path / "2031.1"
    write_release(files, folder)
    (folder / "drafts").mkdir()
    with pytest.raises(ReleaseError, match="different in drafts"):
        write_release(files, folder)


@pytest.mark.parametrize("name", ["documents.csv", "tasks.csv", DESCRIPTOR])
@pytest.mark.parametrize("old", [False, True])
def test_failed_file_write_leaves_the_target_unchanged(
    tmp_path: Path, files: Files, monkeypatch: pytest.MonkeyPatch, name: str, old: bool
) -> None:
    folder = tmp_path / "2031.1"
    if old:
        write_release({**files, "units.csv": b"id\n"}, folder)
    before = contents(tmp_path)
    write = Path.write_bytes

    def fail(self: Path, data: bytes) -> int:
        if self.name == name:
            write(self, data[:10])
            raise OSError("no space left on device")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(ExportError, match=r"2031\.1: cannot be written: no space"):
        write_release(files, folder, replace=True)
    assert contents(tmp_path) == before
    assert {path.name for path in tmp_path.iterdir()} == ({"2031.1"} if old else set())


@pytest.mark.parametrize("failing", [1, 2])
def test_failed_move_keeps_the_old_release(
    tmp_path: Path, files: Files, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Without an atomic exchange of folders, two moves replace a release; either can fail."""
    monkeypatch.setattr(atomic_write, "_exchanged", _no)
    folder = tmp_path / "2031.1"
    write_release({**files, "units.csv": b"id\n"}, folder)
    before = contents(tmp_path)
    moves: dict[str, Callable[[Path, Path], Path]] = {
        "rename": Path.rename,
        "replace": Path.replace,
    }
    calls: list[str] = []

    def failing_move(method: str) -> Callable[[Path, Path], Path]:
        def move(self: Path, target: Path) -> Path:
            calls.append(method)
            if len(calls) == failing:
                raise OSError("device is busy")
            return moves[method](self, target)

        return move

    for method in moves:
        monkeypatch.setattr(Path, method, failing_move(method))
    with pytest.raises(ExportError, match="busy"):
        write_release(files, folder, replace=True)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("period: ../2035\n    strength: strive", "period: 2035\n    strength: strive"),
        ("value_upper: 5", "value_upper: 1"),
        ("indicator_id: kilns", "indicator_id: kiln"),
        ("errata:", "errata: ["),
        ("at: glass workshop", "at: glass house"),
    ],
)
def test_invalid_collection_builds_nothing(tmp_path: Path, old: str, new: str) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "example")
    path = folder / "documents" / "harbour-report.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(CollectionError, match=r"documents/harbour-report\.yaml:[0-9]+: "):
        build_release(read_collection(folder))
    assert contents(tmp_path) == before


def test_release_round_trips_to_the_built_records(files: Files) -> None:
    tables = assemble(read_collection(EXAMPLE)).tables
    dataset = from_files(files)
    for table in TABLE_NAMES:
        assert tuple(dataset[table]) == tables[table]


def problems_with(tmp_path: Path, old: str, new: str) -> list[str]:
    """Return the problems of a build after a text replacement in the example report."""
    folder = shutil.copytree(EXAMPLE, tmp_path / "example")
    path = folder / "documents" / "harbour-report.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CollectionError) as caught:
        build_release(read_collection(folder))
    return [str(problem) for problem in caught.value.problems]


def test_invalid_period_is_reported_with_its_reason(tmp_path: Path) -> None:
    reported = problems_with(tmp_path, 'period: "2035"', "period: 2035-13")
    assert any(
        "month 13 does not exist" in problem
        for problem in reported
        if problem.endswith("[period-unparsable]")
    )
    # The message gives the expected form instead of the library's message.
    assert any("'2035-13' does not match the form ^" in problem for problem in reported)


def test_rule_violation_is_reported_with_the_value(tmp_path: Path) -> None:
    reported = problems_with(tmp_path, "value_upper: 5", "value_upper: 1")
    assert any(
        problem.endswith("(value_upper = '1.0') [upper-below-value]") for problem in reported
    )


def test_descriptor_contains_unescaped_unicode() -> None:
    settings = Settings(name="lanterns", title="港城灯笼", release="2031.1")
    text = release_files(settings, {})[DESCRIPTOR].decode()
    assert '\n "title": "港城灯笼",\n' in text
    package = json.loads(text)
    # Missing settings are omitted.
    assert package.keys() == {"$schema", "name", "title", "version"}


def test_rows_are_in_reading_order() -> None:
    for table, records in assemble(read_collection(EXAMPLE)).tables.items():
        places = [
            (
                getattr(record, "document_id", None) or "~",
                getattr(record, "char_start", None) or 0,
                getattr(record, "char_end", None) or 0,
                record.id,
            )
            for record in records
        ]
        assert places == sorted(places), table


def test_failed_rename_leaves_no_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from chinaindpolicy.curation.build import build_release, write_release
    from chinaindpolicy.curation.collection import read_collection

    files = build_release(read_collection(EXAMPLE))

    def failing(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(cip.ExportError, match="No space left"):
        write_release(files, tmp_path / "2031.1")
    assert list(tmp_path.iterdir()) == []
