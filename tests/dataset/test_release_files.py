"""Release files: names, descriptors, and tables checked against their descriptor."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.curation.build import build_release, write_release
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.dataset.packaged import load_release
from chinaindpolicy.dataset.release_names import newest
from chinaindpolicy.errors import ReleaseError, UnknownNameError
from chinaindpolicy.loading import load
from example import EXAMPLE
from release_edits import update_descriptor


@given(st.lists(st.tuples(st.integers(1000, 3000), st.integers(0, 200)), min_size=1))
def test_newest_is_the_greatest_year_and_number(names: list[tuple[int, int]]) -> None:
    spelt = [f"{year}.{number}" for year, number in names]
    year, number = max(names)
    assert newest(spelt) == f"{year}.{number}"


@pytest.mark.parametrize("name", ["2026", "2026.1.1", "v2026.1", "2026.x", "", "2026.1\n"])
def test_malformed_release_name_is_rejected(name: str) -> None:
    with pytest.raises(ReleaseError, match="is not a valid release name; expected YEAR"):
        newest([name])


def test_older_release_keeps_its_published_types(tmp_path: Path) -> None:
    """The frame of an older release keeps the types of its descriptor."""
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    (units,) = [part for part in package["resources"] if part["name"] == "units"]
    units["schema"]["fields"][-2]["type"] = "integer"
    data = files["units.csv"].decode().replace(",,\n", ",7,\n").encode()
    files["units.csv"] = data
    units["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
    files["datapackage.json"] = json.dumps(package).encode()
    write_release(files, tmp_path / "2031.1")
    assert load(tmp_path / "2031.1").units.frame()["sdmx"].to_list() == [7] * 4


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"resources": [{}]}', '{"resources": 3}', "\xff", "null"]
)
def test_malformed_descriptor_error_names_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "datapackage.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ReleaseError, match=re.escape(f"{path} is not the descriptor of a release")):
        load(tmp_path)


def test_descriptor_without_version_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "datapackage.json"
    path.write_text('{"name": "x", "resources": []}', encoding="utf-8")
    with pytest.raises(ReleaseError, match=re.escape(str(path))):
        load(tmp_path)


def test_table_missing_in_older_release_is_empty(tmp_path: Path) -> None:
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    package["resources"] = [part for part in package["resources"] if part["name"] != "tasks"]
    files["datapackage.json"] = json.dumps(package).encode()
    del files["tasks.csv"]
    write_release(files, tmp_path / "2031.1")
    table = load(tmp_path / "2031.1").tasks
    assert (len(table), list(table), table.columns) == (0, [], ())
    assert table.frame().height == 0
    assert table.lazy().collect().height == 0
    assert table._repr_html_()  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(UnknownNameError):
        table["harbour-quay"]


def test_row_count_mismatch_with_descriptor_is_rejected(tmp_path: Path) -> None:
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    (units,) = [part for part in package["resources"] if part["name"] == "units"]
    units["rows"] = 3
    files["datapackage.json"] = json.dumps(package).encode()
    write_release(files, tmp_path / "2031.1")
    with pytest.raises(ReleaseError, match="units has 4 records, but datapackage"):
        list(load(tmp_path / "2031.1").units)


def test_header_mismatch_with_descriptor_is_rejected(tmp_path: Path) -> None:
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    (units,) = [part for part in package["resources"] if part["name"] == "units"]
    files["units.csv"] = files["units.csv"].replace(b"id,name,", b"id,nome,", 1)
    units["hash"] = f"sha256:{hashlib.sha256(files['units.csv']).hexdigest()}"
    files["datapackage.json"] = json.dumps(package).encode()
    write_release(files, tmp_path / "2031.1")
    with pytest.raises(ReleaseError, match="units: the header is"):
        list(load(tmp_path / "2031.1").units)


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("documents", b",60,3,", b",60 ,3,"),
        ("documents", b",60,3,", b",6_0,3,"),
        ("documents", b",notice,", b",notes,"),
        ("targets", b",ge,3,", b",ge,3_0,"),
        ("policies", b",2031-02-03,", b",2031-02-33,"),
        ("units", b",yuan,", b",yuan,,"),
    ],
)
def test_cell_with_invalid_column_value_is_rejected(
    tmp_path: Path, table: str, old: bytes, new: bytes
) -> None:
    """Python's number parsing accepts spaces and underscores; the reader must not."""
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    (part,) = [each for each in package["resources"] if each["name"] == table]
    assert old in files[f"{table}.csv"]
    files[f"{table}.csv"] = files[f"{table}.csv"].replace(old, new, 1)
    part["hash"] = f"sha256:{hashlib.sha256(files[f'{table}.csv']).hexdigest()}"
    files["datapackage.json"] = json.dumps(package).encode()
    write_release(files, tmp_path / "2031.1")
    dataset = load(tmp_path / "2031.1")
    with pytest.raises(ReleaseError, match=table):
        list(dataset[table])
    with pytest.raises(ReleaseError, match=table):
        dataset[table].frame()


def test_reference_to_an_unpackaged_release_is_rejected(release_copy: Path) -> None:
    update_descriptor(release_copy, sources=[{"title": "chinaindpolicy", "version": "1999.1"}])
    with pytest.raises(ReleaseError, match=r"refers to chinaindpolicy 1999\.1, which is not pack"):
        load(release_copy)


def test_descriptor_requires_hash_and_plain_file_name(release_copy: Path) -> None:
    package = json.loads((release_copy / "datapackage.json").read_text("utf-8"))
    first, *others = package["resources"]
    update_descriptor(
        release_copy, resources=[{k: v for k, v in first.items() if k != "hash"}, *others]
    )
    with pytest.raises(ReleaseError, match="table 'documents' lacks hash"):
        load(release_copy)
    update_descriptor(release_copy, resources=[first | {"path": "../documents.csv"}, *others])
    with pytest.raises(ReleaseError, match=r"'\.\./documents\.csv' is not a plain file name"):
        load(release_copy)


def test_unreadable_descriptor_is_named(release_copy: Path) -> None:
    (release_copy / "datapackage.json").unlink()
    with pytest.raises(ReleaseError, match=r"datapackage\.json: cannot be read: No such file"):
        load_release(release_copy)


def test_table_with_wrong_header_or_id_is_rejected(release_copy: Path) -> None:
    def published(name: str, data: bytes) -> None:
        (release_copy / f"{name}.csv").write_bytes(data)
        package = json.loads((release_copy / "datapackage.json").read_text("utf-8"))
        for part in package["resources"]:
            if part["name"] == name:
                part["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
        update_descriptor(release_copy, **package)

    units = (release_copy / "units.csv").read_bytes()
    published("units", units.replace(b"id,", b"code,", 1))
    with pytest.raises(ReleaseError, match="units: the header is 'code,"):
        load(release_copy).units.frame()
    lines = (release_copy / "regions.csv").read_bytes().splitlines(keepends=True)
    published("regions", b"".join([lines[0], lines[1].replace(b",", b",\t", 1), *lines[2:]]))
    with pytest.raises(ReleaseError, match=r"regions/.* is not a valid record"):
        load(release_copy).regions.ids  # noqa: B018
