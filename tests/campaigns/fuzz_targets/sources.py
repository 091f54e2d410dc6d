"""Folders and files that curators write: collections, releases, mapping files."""

from __future__ import annotations

import functools
import hashlib
import json
import random
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chinaindpolicy as cip
from chinaindpolicy.errors import (
    ChinaIndPolicyError,
    CollectionError,
    MappingFileError,
    ReleaseError,
    UnknownNameError,
)
from chinaindpolicy.ingest.normalize.mapping_file import read_mapping
from chinaindpolicy.ingest.normalize.normalize import normalize_with

from .structured import mutated_cells, mutated_json, mutated_yaml
from .target import Target, broken

__all__ = ["TARGETS"]

_ROOT = Path(__file__).parents[3]
_SMALL = _ROOT / "tests" / "collections" / "example"
_PLACE = re.compile(r".+:[0-9]+: .+ \[[a-z-]+\]", re.DOTALL)


def _named_files(folder: Path) -> Sequence[bytes]:
    """Each file of a folder, its name on a line before it."""
    return [
        path.relative_to(folder).as_posix().encode() + b"\n" + path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "releases" not in path.parts
    ]


def _put(folder: Path, original: Path, data: bytes) -> tuple[Path, bytes]:
    """Write a named file over the one of a copy of a folder; a name that is none is its first."""
    if not folder.exists():
        shutil.copytree(original, folder)
    said, _, content = data.partition(b"\n")
    names = [path.relative_to(original).as_posix() for path in sorted(original.rglob("*.*"))]
    name = said.decode("ascii", "replace")
    path = folder / (name if name in names else names[0])
    path.write_bytes(content)
    return path, content


def _read_collection(data: bytes, folder: Path) -> bool:
    copy = folder / "collection"
    path, _ = _put(copy, _SMALL, data)
    try:
        dataset = cip.load(copy)
        cip.verify(dataset=dataset)
    except CollectionError as error:
        for problem in error.problems:
            if not _PLACE.fullmatch(str(problem)) or problem.line < 1:
                raise broken("a problem names its file and line", problem) from error
        return False
    except UnknownNameError as error:
        if error.kind != "release":  # `including` names one that there is not
            raise
        return False
    finally:
        shutil.copyfile(_SMALL / path.relative_to(copy), path)
    return True


def _load_release(data: bytes, folder: Path) -> bool:
    copy, original = folder / "release", folder / "original"
    if not original.exists():
        shutil.copytree(_ROOT / "datasets" / "releases" / "2026.1", original)
        _cut(original)
    path, content = _put(copy, original, data)
    described = copy / "datapackage.json"
    if path != described:
        # With a digest that is right, so that what is in the file is read.
        _describe(described, path.name, content)
    try:
        dataset = cip.load(copy)
        for table in dataset.tables.values():
            _read_table(table)
    except ReleaseError:
        return False
    finally:
        for changed in (path, described):
            shutil.copyfile(original / changed.name, changed)
    return True


def _cut(release: Path) -> None:
    """Keep the first rows of each table, so that inputs are short."""
    for path in release.glob("*.csv"):
        kept = b"".join(path.read_bytes().splitlines(keepends=True)[:6])
        path.write_bytes(kept)
        _describe(release / "datapackage.json", path.name, kept)


def _describe(described: Path, name: str, content: bytes) -> None:
    descriptor = json.loads(described.read_bytes())
    for resource in descriptor["resources"]:
        if resource["path"] == name:
            resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
            resource["rows"] = max(content.count(b"\n") - 1, 0)
    described.write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")


def _read_table(table: Any) -> None:
    frame = table.frame()
    if len(table) and frame.height != len(table):
        raise broken("a frame has as many rows as its table", table, frame.height)
    if len(table) != len(list(table)):
        raise broken("there is a record for each row", table)


@functools.cache
def _release_seeds() -> Sequence[bytes]:
    # Small tables, and a descriptor of two of them, so that most bytes bear on what is read.
    release = _ROOT / "datasets" / "releases" / "2026.1"
    descriptor = json.loads((release / "datapackage.json").read_bytes())
    names = ("units.csv", "figures.csv")
    kept = [part for part in descriptor["resources"] if part["path"] in names]
    small = json.dumps({**descriptor, "resources": kept}, ensure_ascii=False).encode()
    tables = [
        name.encode() + b"\n" + b"".join((release / name).read_bytes().splitlines(True)[:6])
        for name in (*names, "documents.csv", "targets.csv", "errata.csv")
    ]
    return [b"datapackage.json\n" + small, *tables]


_PARTED = b"\n---\n"
_THEIRS = (_ROOT / "docs" / "example" / "tables" / "figures-gb18030.csv").read_bytes()
_INSTRUCTIONS = (
    """\
header: 2
columns:
  指标: indicator_id
  数值: value
  地区: region_id
  单位: aside
units: 亿元
values:
  region_id:
    全国: cn
missing: ["—", "x"]
""",
    "header: 2\nwide: true\nunits:\n  none: 亿元\n  万: 万元\n",
    "header: 2\n",
)


def _normalize(data: bytes, folder: Path) -> bool:
    said, _, cells = data.partition(_PARTED)
    instructions, theirs = folder / "mapping.yaml", folder / "theirs.csv"
    instructions.write_bytes(said)
    theirs.write_bytes(cells)
    try:
        told = read_mapping(instructions, "figures")
    except MappingFileError as error:
        for problem in error.problems:
            if not _PLACE.fullmatch(str(problem)):
                raise broken("a problem names its file and line", problem) from error
        return False
    try:
        found = normalize_with(theirs, "figures", told)
    except ChinaIndPolicyError:
        return False
    rows = found.frame.height
    for change in found.changes.iter_rows(named=True) if rows else ():
        if not 0 <= change["row"] < rows:
            raise broken("a change is of a row", change, rows)
    return True


def _normalize_seeds() -> Sequence[bytes]:
    table = "指标,地区,2022年,2023年\n算力规模,北京,1.2亿元,超过3\n芯片良率,华北,—,90%\n"
    return [
        *(text.encode() + _PARTED + _THEIRS for text in _INSTRUCTIONS),
        b"wide: true" + _PARTED + table.encode(),
    ]


def _mutate_release(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    name, _, content = data.partition(b"\n")
    if name.startswith(b"datapackage"):
        return name + b"\n" + mutated_json(rng, content, others)
    header, _, rows = content.partition(b"\n")
    if rng.random() < 0.1:
        header = mutated_cells(rng, header, others)
    return b"\n".join((name, header, mutated_cells(rng, rows, others)))


def _mutate_theirs(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    said, parted, cells = data.partition(_PARTED)
    if rng.random() < 0.5:
        return mutated_yaml(rng, said, others) + parted + cells
    return said + parted + mutated_cells(rng, cells, others)


TARGETS = (
    Target("collection", _read_collection, lambda: _named_files(_SMALL), 250, mutated_yaml),
    Target("release", _load_release, _release_seeds, 250, _mutate_release),
    Target("normalize", _normalize, _normalize_seeds, 120, _mutate_theirs),
)
