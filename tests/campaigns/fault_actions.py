"""What the campaign of faults disturbs: commands that write, and what is there before them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests" / "collections" / "example"
TEXTS = ROOT / "tests" / "collections" / "example-texts"
STAGING = ".chinaindpolicy-writing-"
PARTS = ".parts"
"""The end of the name of a folder in which a run that can be continued keeps what it has read."""

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Action:
    """A command that writes under `out`, and what lies there before it.

    `each` says that it writes files one after the other, each of them whole. `resumes` says that
    a killed run is continued by the next, whose result must be that of an undisturbed one.
    """

    name: str
    words: tuple[str, ...]
    before: Callable[[Path], None]
    each: bool = False
    resumes: bool = False


def files_in(folder: Path) -> Files:
    """Return what a folder holds, without what a killed process left beside it."""
    return {
        path.relative_to(folder).as_posix(): content(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(map(is_unfinished, path.relative_to(folder).parts))
    }


def is_unfinished(name: str) -> bool:
    """Return True for the name of a folder with files that are being written."""
    return name.startswith(STAGING) or name.endswith(PARTS)


def content(path: Path) -> bytes:
    """Return the bytes of a file; of a DuckDB file its rows, as its bytes differ in every run."""
    data = path.read_bytes()
    if path.suffix != ".duckdb" or data[8:12] != b"DUCK":
        return data
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            names = [name for (name,) in connection.execute("show tables").fetchall()]
            tables = {name: connection.table(name).fetchall() for name in names}
    except duckdb.Error as error:
        return f"damaged: {error}".encode()
    return repr(tables).encode()


def nothing(_: Path) -> None:
    """Leave the place as it is."""


def copied_collection(out: Path) -> None:
    """Lay the example collection with a release of its name that differs."""
    shutil.copytree(EXAMPLE, out / "example")
    release = out / "example" / "releases" / "2031.1"
    release.mkdir(parents=True)
    (release / "datapackage.json").write_text("{}\n", encoding="utf-8")
    (release / "units.csv").write_text("id\n", encoding="utf-8")


def unlocated_collection(out: Path) -> None:
    """Lay the example collection with offsets that are not those of its texts."""
    copied_collection(out)
    for path in (out / "example" / "located").glob("*.csv"):
        path.write_text("paragraph,at,to,expression,char_start,char_end,sha256\n", "utf-8")


def old_file(name: str) -> Callable[[Path], None]:
    """Return what lays a file of a name."""

    def lay(out: Path) -> None:
        (out / name).write_text("before\n", encoding="utf-8")

    return lay


def old_folder(out: Path) -> None:
    """Lay a folder of files that an export replaces."""
    folder = out / "export"
    folder.mkdir()
    for name in ("targets.csv", "units.csv", "datapackage.json"):
        (folder / name).write_text("before\n", encoding="utf-8")


def old_parquet(out: Path) -> None:
    """Lay a folder of Parquet files that an export replaces, next to a file of the user."""
    folder = out / "parquet"
    folder.mkdir()
    for name in ("targets.parquet", "units.parquet", "own.txt"):
        (folder / name).write_text("before\n", encoding="utf-8")


def corpus(folder: Path, copies: int) -> Path:
    """Write a corpus of a few Parquet files, each of them some parts of a run."""
    import polars as pl

    texts = [path.read_text(encoding="utf-8") for path in sorted(TEXTS.glob("*.txt"))]
    made = folder / "corpus"
    made.mkdir()
    for number in range(6):
        ids = [f"{number}-{at}" for at in range(copies)]
        frame = pl.DataFrame({"id": ids, "text": [texts[at % len(texts)] for at in range(copies)]})
        frame.write_parquet(made / f"texts-{number}.parquet")
    return made


def actions(data: Path) -> tuple[Action, ...]:
    """Return what is disturbed; `data` is a long table of figures."""
    texts = corpus(data.parent, 12)
    build = ("build", "--collection", "out/example", "--replace")
    export = ("export", "--release", str(EXAMPLE), "--force")
    validate = ("validate", str(data), "--table", "figures", "--format", "json", "--force")
    return (
        Action("build, replacing", build, copied_collection),
        Action(
            "locate",
            ("locate", "--collection", "out/example", "--sources", str(TEXTS)),
            unlocated_collection,
            each=True,
        ),
        Action("init", ("init", "out/own", "--text", str(TEXTS / "harbour-notice.txt")), nothing),
        Action(
            "export of a folder", (*export, "--format", "csv", "--output", "out/export"), old_folder
        ),
        Action(
            "export of the page",
            (*export, "--format", "html", "--output", "out/page.html"),
            old_file("page.html"),
        ),
        Action(
            "export of a workbook",
            (*export, "--format", "xlsx", "--output", "out/book.xlsx"),
            old_file("book.xlsx"),
        ),
        Action(
            "export of a DuckDB file",
            (*export, "--format", "duckdb", "--output", "out/data.duckdb"),
            old_file("data.duckdb"),
        ),
        Action(
            "export of a SQLite file",
            (*export, "--format", "sqlite", "--output", "out/data.sqlite"),
            old_file("data.sqlite"),
        ),
        Action(
            "export of Parquet next to other files",
            (*export, "--format", "parquet", "--output", "out/parquet"),
            old_parquet,
            each=True,
        ),
        Action(
            "scan of a corpus",
            ("scan", str(texts), "--output", "out/mentions.parquet", "--force"),
            old_file("mentions.parquet"),
            resumes=True,
        ),
        Action(
            "scan of a corpus in one process",
            ("scan", str(texts), "--output", "out/mentions.parquet", "--force", "--processes", "1"),
            old_file("mentions.parquet"),
            resumes=True,
        ),
        Action(
            "validation of 300,000 rows",
            (*validate, "--valid", "out/valid.csv", "--output", "out/report.json"),
            old_file("valid.csv"),
            each=True,
        ),
    )


def started(action: Action, home: Path) -> subprocess.Popen[bytes]:
    """Start an action in a folder, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "chinaindpolicy", *action.words],
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
