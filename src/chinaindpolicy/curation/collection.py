"""A collection: a folder of documents, records and code lists in the package's layout.

Every `.yaml` file below the folder, except in `releases/`, maps table names to lists of rows.
A `document` section in a file names the source text of its rows. File names have no meaning.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from chinaindpolicy.codes.rows import LISTED_TABLES, completing_rows, is_shared_code
from chinaindpolicy.curation.prose_list import PROSE_NUMBERS, Listed, read_listed
from chinaindpolicy.curation.yaml_reader import TooManyProblems, YamlFile
from chinaindpolicy.curation.yaml_values import Value, line_of
from chinaindpolicy.dataset.release_names import DESCRIPTOR
from chinaindpolicy.errors import CollectionError, Problem, ReleaseError
from chinaindpolicy.io.progress import Progress, no_progress
from chinaindpolicy.io.safe_read import leads_out
from chinaindpolicy.model.columns import RENAMED_COLUMNS, ColumnSpec, columns
from chinaindpolicy.model.fields import ID_PATTERN, Column
from chinaindpolicy.model.vocabularies import TABLE_NAMES

ANCHORS: Mapping[str, str] = {
    "targets": "stated",
    "figures": "stated",
    "tasks": "at",
    "products": "name_printed",
    "projects": "name_printed",
    "errata": "printed",
    "spans": "stated",
}
"""Tables whose rows have evidence, and the column that locates it where `at` is not given."""

# The release names a folder, so that it must be a name and never a way out of `releases/`.
_FORMS = {
    "name": (ID_PATTERN, "my-collection"),
    "release": (r"[0-9]+\.[0-9]+", "2026.1"),
    "including": (r"[0-9]+\.[0-9]+", "2026.1"),
    "released_on": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "2026-11-22"),
}
_TEXTS = (
    *("name", "title", "description", "release", "released_on", "licence", "contributor"),
    "including",
)
_SETTINGS = (*_TEXTS, "code_lists")
CODE_LISTS = "code lists of the package"
"""The file of rows that a collection takes from the code lists, in problems."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The `collection` section: the name of the collection and the release it builds.

    Attributes:
        code_lists: Whether the code lists of the package complete the tables regions and units.
    """

    name: str = "collection"
    title: str = "A collection"
    description: str = ""
    release: str = "2000.1"
    released_on: str = ""
    licence: str = ""
    contributor: str = ""
    including: str = ""
    names_release: bool = False
    code_lists: bool = False


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as a curator wrote it, with the file and the line of each key."""

    table: str
    values: Mapping[str, Value]
    file: str
    line: int
    lines: Mapping[str, int] = field(default_factory=dict[str, int])
    document_id: str | None = None

    def text(self, key: str) -> str | None:
        """Return a string value, or None."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    @property
    def paragraph(self) -> int | None:
        """The paragraph the row was read in."""
        value = self.values.get("paragraph")
        return value if isinstance(value, int) else None

    @property
    def section(self) -> str | None:
        """The heading that the paragraph is counted from, where it is not the whole text."""
        return self.text("section")

    @property
    def at(self) -> str | None:
        """The expression that locates the row's evidence."""
        anchor = ANCHORS.get(self.table)
        return self.text("at") or (self.text(anchor) if anchor else None)

    def problem(self, code: str, message: str, key: str | None = None) -> Problem:
        """Return a problem at this row, or at one key of it."""
        name = self.values.get("id") or self.document_id or ""
        line = self.lines.get(key or "", self.line)
        return Problem(self.file, line, f"{self.table} {name}: {message}", code)


@dataclass(frozen=True, slots=True)
class Collection:
    """All rows of a collection, as read."""

    root: Path
    settings: Settings
    rows: Mapping[str, tuple[SourceRow, ...]]
    listed: tuple[Listed, ...] = ()

    @property
    def documents(self) -> tuple[SourceRow, ...]:
        """The rows of the documents table."""
        return self.rows["documents"]

    def located_path(self, document_id: str) -> Path:
        """Return where the offsets found for a document are kept."""
        return self.root / "located" / f"{document_id}.csv"


def read_collection(root: Path, progress: Progress = no_progress) -> Collection:
    """Read every file of a collection.

    Args:
        root: The folder.
        progress: Receives the files as they are read.

    Raises:
        CollectionError: If anything is malformed, unknown or a duplicate: all of it, at once.
        ReleaseError: If it has the tables of a release, but not its descriptor.
    """
    files = sorted(
        path for path in root.rglob("*.yaml") if path.relative_to(root).parts[0] != "releases"
    )
    if not files:
        _refuse_release(root)
        raise CollectionError(
            [Problem(str(root), 1, "no collection here: no .yaml files", "collection-missing")]
        )
    problems: list[Problem] = []
    rows: dict[str, list[SourceRow]] = {table: [] for table in TABLE_NAMES}
    settings: list[Settings] = []
    listed: list[Listed] = []
    for path in progress(files, "reading"):
        file = YamlFile(path, path.relative_to(root.parent).as_posix(), within=root)
        try:
            for row in _rows(file, settings, listed):
                rows[row.table].append(row)
        except TooManyProblems:
            pass  # the last problem of the file reports this
        problems += file.problems
    if any(each.code_lists for each in settings):
        if any(each.including for each in settings):
            message = (
                "code_lists: the included release has these rows; remove `code_lists` or "
                "`including`"
            )
            problems.append(Problem(root.name, 1, message, "id-taken"))
        for table in LISTED_TABLES:
            rows[table] += _listed(table, rows[table])
    problems += _duplicates(rows)
    problems += _strays(root, {row.text("id") for row in rows["documents"]})
    if len(settings) > 1:
        problems.append(
            Problem(root.name, 1, "more than one `collection` section", "settings-twice")
        )
    if problems:
        raise CollectionError(problems)
    return Collection(
        root,
        settings[0] if settings else Settings(name=_plain_name(root), title=root.resolve().name),
        {table: tuple(found) for table, found in rows.items()},
        tuple(listed),
    )


def _refuse_release(root: Path) -> None:
    """Raise ReleaseError if the folder has tables of a release without their descriptor."""
    tables = [f"{name}.csv" for name in TABLE_NAMES if (root / f"{name}.csv").is_file()]
    if tables:
        raise ReleaseError(
            f"{root}: no whole release: {DESCRIPTOR} is missing, which names and proves the "
            f"tables that are there, such as {tables[0]}"
        )


def _plain_name(root: Path) -> str:
    """Return a folder's name as a name of a collection."""
    return re.sub(r"[^a-z0-9]+", "-", root.resolve().name.lower()).strip("-") or "collection"


def _strays(root: Path, documents: set[str | None]) -> Iterator[Problem]:
    """Files that would be passed over: half a collection must not pass for a whole one."""
    odd = (path for path in root.rglob("*.[yY]*[mM][lL]") if path.suffix != ".yaml")
    for path in sorted(odd):
        name = path.relative_to(root.parent).as_posix()
        yield Problem(name, 1, "would not be read: name it .yaml", "file-misnamed")
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts[0] != "releases"
        if inside and path.is_symlink() and path.is_dir() and leads_out(path, root):
            name = path.relative_to(root.parent).as_posix()
            message = (
                "is a link to a folder elsewhere, which is not read: put the folder itself here"
            )
            yield Problem(name, 1, message, "file-unreadable")
    for path in sorted((root / "located").glob("*.csv")):
        if path.stem not in documents:
            name = path.relative_to(root.parent).as_posix()
            message = f"no file of the collection has the document {path.stem!r}"
            yield Problem(name, 1, message, "document-missing")


def _rows(file: YamlFile, settings: list[Settings], listed: list[Listed]) -> Iterator[SourceRow]:
    if file.root is None:
        if not file.problems:
            file.problem("file-empty", 1, "the file is empty")
        return
    known = ("collection", "document", PROSE_NUMBERS, *TABLE_NAMES)
    sections = file.entries(file.root, known, "the file")
    if entry := sections.pop(PROSE_NUMBERS, None):
        listed += read_listed(file, entry[0])
    if entry := sections.pop("collection", None):
        settings.append(_settings(file, entry[0]))
    document_id: str | None = None
    if entry := sections.pop("document", None):
        row = _row(file, entry[0], "documents", None)
        document_id = row.text("id")
        # It names a file, so that it matters before the record is made.
        if document_id is None:
            file.problem("value-missing", row.line, "id: the document has none")
        elif not re.fullmatch(ID_PATTERN, document_id):
            message = f"id: {document_id!r} does not match the form {ID_PATTERN}"
            file.problem("pattern-mismatch", row.lines["id"], message)
        yield row
    for table, (node, _) in sections.items():
        if not isinstance(node, yaml.SequenceNode):
            file.problem("layout-wrong", node, f"expected a list of rows for {table!r}")
            continue
        for item in node.value:
            yield _row(file, item, table, document_id)


def _settings(file: YamlFile, node: yaml.Node) -> Settings:
    found: dict[str, str] = {}
    code_lists = False
    for key, (value_node, _) in file.entries(node, _SETTINGS, "collection").items():
        value = file.value(value_node, _COMPLETED if key == "code_lists" else _string_spec(key))
        if isinstance(value, str):
            found[key] = value
        elif key == "code_lists":
            code_lists = value is True
    for key, (pattern, example) in _FORMS.items():
        if key in found and not re.fullmatch(pattern, found[key]):
            message = f"{key}: {found[key]!r} does not match the form of {example!r}"
            file.problem("pattern-mismatch", node, message)
    return Settings(**found, names_release="release" in found, code_lists=code_lists)


def _row(file: YamlFile, node: yaml.Node, table: str, document_id: str | None) -> SourceRow:
    specs = {spec.name: spec for spec in _source_columns(table)}
    renamed = RENAMED_COLUMNS.get(table, {})
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for written, (value_node, line) in file.entries(node, (*specs, *renamed), table).items():
        key = renamed.get(written, written)
        if key != written:
            _warn_renamed(file.name, line, table, written, key)
        if key in values:
            message = f"duplicate key {key!r} in {table}: {written!r} is its old name; keep one"
            file.problem("key-duplicate", line, message)
        lines[key] = line
        value = file.value(value_node, specs[key])
        if value is not None:
            values[key] = value
    return SourceRow(table, values, file.name, line_of(node), lines, document_id)


def _warn_renamed(file: str, line: int, table: str, old: str, new: str) -> None:
    warnings.warn(
        f"{file}:{line}: {old!r} of {table} is now {new!r}; rename the key",
        FutureWarning,
        stacklevel=2,
    )


def _source_columns(table: str) -> tuple[ColumnSpec, ...]:
    """The keys a curator may write: the columns that are not derived, and the locators."""
    written = tuple(spec for spec in columns(table) if not spec.meaning.derived)
    extra: tuple[str, ...] = ()
    if table in ANCHORS:
        extra = ("section", "at", "to", "stated")
    elif table == "mentions":
        extra = ("section", "in")
    elif table == "passages":
        extra = ("section",)
    known = {spec.name for spec in written}
    return written + tuple(_string_spec(name) for name in extra if name not in known)


def _string_spec(name: str) -> ColumnSpec:
    return ColumnSpec(name, "string", True, Column(name, name))


_COMPLETED = ColumnSpec("code_lists", "boolean", True, Column("Complete tables.", "true"))


def _listed(table: str, rows: Iterable[SourceRow]) -> Iterator[SourceRow]:
    """Yield the rows of the code lists whose ids no row of the collection has."""
    own = {row.text("id") for row in rows}
    for values in completing_rows(table):
        if values["id"] not in own:
            yield SourceRow(table, values, CODE_LISTS, 1)


def _duplicates(rows: Mapping[str, list[SourceRow]]) -> Iterator[Problem]:
    # An id is unique in the whole collection, so that a mention can name any record by id alone.
    first: dict[Value, SourceRow] = {}
    for row in (row for found in rows.values() for row in found if "id" in row.values):
        name = row.values["id"]
        if name in first:
            other = first[name]
            if is_shared_code(str(name), row.table, other.table):
                continue
            message = f"id is taken: {other.table} in {other.file}:{other.line}"
            yield row.problem("id-taken", message, "id")
        else:
            first[name] = row
