"""A new collection: the folder, its lists, and a file for each text that is to be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from chinaindpolicy.curation.source_text import paragraphs, read_text
from chinaindpolicy.errors import ChinaIndPolicyError, CollectionError, Problem
from chinaindpolicy.extraction.stub_yaml import scalar
from chinaindpolicy.extraction.stubs import Stub, find_stubs
from chinaindpolicy.io.atomic_write import export_errors, write_atomically
from chinaindpolicy.model.vocabularies import Dimension
from chinaindpolicy.quantity.units import Unit, units

_DIMENSIONS = frozenset(get_args(Dimension))
_RATES = frozenset({"mass_rate", "wafer_rate", "data_rate", "frequency"})
_REGIONS = """\
# The regions of the policies, ISO 3166-2 in lower case where a code exists:
#   - id: cn-zj
#     name: Zhejiang
#     name_zh: 浙江省
#     level: province
#     parent_id: cn
regions: []
"""
_INDICATORS = """\
# Indicators; targets and figures are their values:
#   - id: lamp-output
#     name: Output of lamps
#     definition: Value of the lamps made in a year.
#     unit: CNY
#     dimension: currency
#     sector: lamps
#     desired_direction: up
indicators: []
"""
_ORGANIZATIONS = """\
# Named organizations: issuers of policies, companies, sources of figures.
organizations: []
"""

_OUTCOMES = """\
# Later values from sources outside the texts. Every outcome names its reference.
references: []
outcomes: []
"""

_POLICIES = """\
# The policies that the documents describe:
#   - id: lamp-plan-2031
#     title: Lamp plan
#     kind: action_plan
#     level: municipal
#     region_id: lamp-city
policies: []
"""
_UNITS = "# The units that the texts use, with the ids of the quantity reader.\n"
_DOCUMENT = """\
# Check the title and the kind (notice, news_report, commentary or digest); add the publisher
# and published_on if known.
document:
  id: {id}
  title: {title}
  kind: notice
  language: {language}
  source_file: {source_file}

# The role of each paragraph: goal, task, figure, background or boilerplate. `verify` requires a
# record or a background span for every sentence of the first three.
passages:
"""


def init_collection(
    folder: Path,
    texts: Sequence[Path] = (),
    known: Iterable[str] = (),
    including: str = "",
) -> Path:
    """Create a new collection.

    Args:
        folder: The new folder; must not exist or be empty.
        texts: The source texts; they are not moved.
        known: Units of another dataset, which the collection does not define.
        including: The packaged release that the collection refers to, if any.

    Returns:
        The folder.

    Raises:
        ChinaIndPolicyError: If the path is not a folder or not empty; nothing is written.
        SourceTextError: If a text cannot be read.
        CollectionError: If two texts have the same document id.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ChinaIndPolicyError(f"{folder} is not an empty folder; nothing was written")
    name = slug(folder.resolve().name) or "collection"
    read = [(path, read_text(path)[0]) for path in texts]
    _write(folder.resolve(), scaffold(name, read, known, including))
    return folder


def scaffold(
    name: str,
    texts: Sequence[tuple[Path, str]] = (),
    known: Iterable[str] = (),
    including: str = "",
) -> Mapping[str, str]:
    """Return the files of a new collection by their paths in it.

    Example:
        >>> files = scaffold("lamps", [(Path("plan.txt"), "Output will exceed 5 million yuan.")])
        >>> sorted(files)[:2]
        ['codes/indicators.yaml', 'codes/organizations.yaml']
        >>> print(files["documents/plan.yaml"].split("passages:")[1].strip())
        - role: goal
            paragraph: 1
    """
    title = scalar(name)
    refers = f'  including: "{including}"\n' if including else ""
    settings = f'collection:\n  name: {title}\n  title: {title}\n  release: "0.1"\n{refers}'
    files = {
        "collection.yaml": settings,
        "outcomes.yaml": _OUTCOMES,
        "codes/organizations.yaml": _ORGANIZATIONS,
        "policies.yaml": _POLICIES,
        "codes/regions.yaml": _REGIONS,
        "codes/indicators.yaml": _INDICATORS,
    }
    used: set[str] = set()
    origins: dict[str, Path] = {}
    for number, (path, text) in enumerate(texts, 1):
        id = slug(path.stem) or f"document-{number}"
        if id in origins:
            message = f"its document {id!r} would be that of {origins[id]}"
            raise CollectionError([Problem(str(path), 1, message, "document-twice")])
        if not text.strip():
            raise CollectionError([Problem(str(path), 1, "there is no text in it", "file-empty")])
        origins[id] = path
        stubs = tuple(find_stubs(text))
        files[f"documents/{id}.yaml"] = _document(id, path, text, stubs)
        used |= {stub.mention.quantity.unit or "" for stub in stubs if stub.mention.quantity}
    wanted = [unit for unit in units().values() if unit.code in used - set(known)]
    rows = "\n".join(map(_unit, wanted))
    files["codes/units.yaml"] = f"{_UNITS}units:\n{rows}\n" if rows else f"{_UNITS}units: []\n"
    return files


def slug(name: str) -> str:
    """Return a name as an id: lower-case words with hyphens; empty if it has no such word."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:80].rstrip("-")


def _document(id: str, path: Path, text: str, stubs: tuple[Stub, ...]) -> str:
    parts = paragraphs(text)
    title = " ".join(text[parts[0].start : parts[0].end].split())
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    head = _DOCUMENT.format(
        id=scalar(id),
        title=scalar(title if len(title) <= 200 else f"{title[:199]}…"),
        language="zh" if han > len(text) / 6 else "en",
        source_file=scalar(path.name),
    )
    tables: dict[int, set[str]] = {}
    for stub in stubs:
        tables.setdefault(stub.paragraph, set()).add(stub.table)
    lines: list[str] = []
    for part in parts:
        found = tables.get(part.number, set[str]())
        role = "goal" if "targets" in found else "figure" if "figures" in found else "task"
        lines += [f"  - role: {role}", f"    paragraph: {part.number}"]
    return head + "\n".join(lines) + "\n"


def _unit(unit: Unit) -> str:
    kind = unit.dimension.partition(":")[0]
    dimension = "ratio" if kind == "points" else "rate" if kind in _RATES else kind
    lines = [
        f"  - id: {scalar(unit.code)}",
        f"    name: {scalar(unit.english[0] if unit.english else unit.code)}",
        *([f"    name_zh: {scalar(unit.chinese[0])}"] if _is_chinese(unit.chinese) else []),
        f"    dimension: {dimension if dimension in _DIMENSIONS else 'none'}",
        *([f"    iso_4217: {unit.code}"] if kind == "currency" else []),
    ]
    return "\n".join(lines)


def _is_chinese(words: tuple[str, ...]) -> bool:
    return bool(words) and all("\u3400" <= char <= "\u9fff" for char in words[0])


def _write(folder: Path, files: Mapping[str, str]) -> None:
    def write(fresh: Path) -> None:
        for name, text in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())

    with export_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(write, folder, folder=True, overwrite=False)


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a new collection.

    Raises:
        ChinaIndPolicyError: If the folder is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ChinaIndPolicyError(f"{folder} is not an empty folder; nothing was written")
    _write(folder.resolve(), files)
