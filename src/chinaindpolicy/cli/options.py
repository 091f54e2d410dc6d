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

from chinaindpolicy.terminal import visible

if TYPE_CHECKING:
    from chinaindpolicy.dataset import Dataset
    from chinaindpolicy.tables import Table

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

__all__ = [
    "FINDINGS",
    "FORCE",
    "OUR_FAULT",
    "OUTPUT",
    "QUIET",
    "UNREADABLE",
    "NearestChoice",
    "chosen_records",
    "collection_option",
    "complete_tables",
    "csv_text",
    "including_option",
    "load_dataset",
    "named_release",
    "note",
    "progress",
    "release_option",
    "report_option",
    "result",
    "style_option",
    "styles",
    "where_option",
    "width",
    "written_whole",
]

FINDINGS, UNREADABLE, OUR_FAULT = 1, 2, 3


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """Keep an option that every command has where `result` and `note` find it."""
    context.meta[f"chinaindpolicy.{parameter.name}"] = value


def _kept(name: str) -> Any:
    context = click.get_current_context(silent=True)
    return context.meta.get(f"chinaindpolicy.{name}") if context else None


QUIET = click.Option(
    ["--quiet", "-q"],
    is_flag=True,
    expose_value=False,
    callback=_keep,
    help="Print the result alone: no counts, no progress.",
)
OUTPUT = click.Option(
    ["--output", "-o"],
    type=click.Path(path_type=Path),
    expose_value=False,
    callback=_keep,
    help="Write the result to this file.",
)
FORCE = click.Option(
    ["--force"],
    is_flag=True,
    expose_value=False,
    callback=_keep,
    help="Replace a file that is there and differs.",
)


def result(text: str, *, nl: bool = True) -> None:
    """Print a command's result, or write it where `--output` says."""
    output: Path | None = _kept("output")
    if output is None:
        # In a file or pipe the result is what it is; a terminal must not be steered by it.
        click.echo(visible(text) if sys.stdout.isatty() else text, nl=nl)
        return
    from chinaindpolicy.exports.destination import place

    data = (f"{text}\n" if nl else text).encode()
    place(lambda path: _write(path, data), output, folder=False, overwrite=_kept("force"))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def note(text: str) -> None:
    """Say something beside the result, on stderr; nothing with `--quiet`."""
    if not _kept("quiet"):
        click.echo(text, err=True)


class NearestChoice(click.Choice[str]):
    """One of some names; a name that is none of them is told the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name."""
        from chinaindpolicy.errors import nearest

        near = nearest(str(value), map(str, self.choices), most=1)
        if value not in self.choices and near:
            names = ", ".join(map(str, self.choices))
            self.fail(f"{value!r}: did you mean {near[0]!r}? There are: {names}.", param, ctx)
        return super().convert(value, param, ctx)


def complete_tables(context: click.Context, parameter: click.Parameter, start: str) -> list[str]:
    """Return the tables that a shell may complete a word to."""
    from chinaindpolicy.codes import TABLE_NAMES

    return [name for name in TABLE_NAMES if name.startswith(start)]


def where_option(says: str) -> Callable[[F], F]:
    """Return `--where`."""
    return click.option(
        "--where", "conditions", multiple=True, metavar="COLUMN=VALUE",
        help=f"{says} May be repeated; nothing after = means missing.",
    )  # fmt: skip


def chosen_records(table: Table[Any], conditions: Iterable[str]) -> tuple[Any, ...]:
    """Return the records of a table that meet what `--where` says."""
    from chinaindpolicy.selection import matching, parse_condition

    return matching(table, [parse_condition(text, table) for text in conditions])


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

    chosen = named_release(release)
    if including is None:
        return load(chosen)
    if not isinstance(chosen, Path):
        raise click.UsageError("--including joins a collection: give its folder as --release")
    return load(chosen, including=named_release(including))


def named_release(release: str | None) -> str | Path | None:
    """Return what names a release: a name, or a folder as a path."""
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
        type=NearestChoice(["table", "csv", "json", "md", *more]),
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
    if not sys.stderr.isatty() or _kept("quiet"):
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
