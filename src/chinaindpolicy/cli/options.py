"""Options and output that several commands share."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from chinaindpolicy.dataset import Dataset

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

__all__ = [
    "FINDINGS",
    "OUR_FAULT",
    "UNREADABLE",
    "collection_option",
    "csv_text",
    "including_option",
    "load_dataset",
    "progress",
    "release_option",
    "report_option",
    "style_option",
    "styles",
    "width",
    "written_whole",
]

FINDINGS, UNREADABLE, OUR_FAULT = 1, 2, 3


def release_option(command: Any) -> Any:
    """Add `--release`."""
    return click.option(
        "--release",
        metavar="NAME|FOLDER",
        help="A packaged release, or the folder of a release or collection; default: the newest.",
    )(command)


def including_option(command: Any) -> Any:
    """Add `--including`."""
    return click.option(
        "--including",
        metavar="NAME|FOLDER",
        help="The release that the collection refers to, to be joined with it.",
    )(command)


def collection_option(command: Any) -> Any:
    """Add `--collection`."""
    return click.option(
        "--collection",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        default="datasets",
        show_default=True,
        help="The folder of the collection.",
    )(command)


def load_dataset(release: str | None, including: str | None = None) -> Dataset:
    """Load what `--release` names, joined with what `--including` names."""
    from chinaindpolicy.dataset import load

    chosen = _named(release)
    if including is None:
        return load(chosen)
    if not isinstance(chosen, Path):
        raise click.UsageError("--including joins a collection: give its folder as --release")
    return load(chosen, including=_named(including))


def _named(release: str | None) -> str | Path | None:
    is_folder = release and (os.sep in release or Path(release).is_dir())
    return Path(release) if release and is_folder else release


def style_option(command: Any) -> Any:
    """Add `--format`."""
    return styles()(command)


def styles(
    *more: str, says: str = "How to print; csv and json hold every column."
) -> Callable[[F], F]:
    """Return a `--format` that also takes some more styles."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(["table", "csv", "json", "md", *more]),
        default="table",
        show_default=True,
        help=says,
    )


def report_option(command: Any) -> Any:
    """Add `--format`, for a report."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(["text", "json", "jsonl", "csv", "sarif", "junit", "github", "html"]),
        default="text",
        show_default=True,
        help="How to print the report.",
    )(command)


def written_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written beside its place, then move it there: whole, or not at all."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        fresh = Path(folder) / path.name
        write(fresh)
        fresh.replace(path)


def progress(things: Sequence[T], doing: str) -> Iterable[T]:
    """Hand out things, with a progress bar on stderr if that is a terminal."""
    if not sys.stderr.isatty():
        yield from things
        return
    with click.progressbar(things, label=doing, file=sys.stderr) as bar:
        yield from bar


def csv_text(rows: list[list[str]]) -> str:
    """Return rows as CSV."""
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().rstrip("\n")


def width() -> int:
    """Width of the terminal; 0, which cuts nothing, on a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
