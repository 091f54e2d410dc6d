"""Options and output that several commands share."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from chinaindpolicy.cli.streams import writing_output
from chinaindpolicy.io.text import escape_control, to_csv

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.dataset.table import Table

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
    "check_outputs",
    "chosen_records",
    "collection_option",
    "complete_tables",
    "csv_text",
    "forced",
    "format_option",
    "including_option",
    "load_dataset",
    "named_release",
    "note",
    "progress",
    "release_option",
    "report_option",
    "result",
    "styles",
    "where_option",
    "width",
    "write_output",
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
    help="Replace files that are there and differ.",
)


def result(text: str, *, nl: bool = True) -> None:
    """Print a command's result, or write it where `--output` says."""
    output: Path | None = _kept("output")
    if output is None:
        # In a file or pipe the result is what it is; a terminal must not be steered by it.
        with writing_output():
            click.echo(escape_control(text) if sys.stdout.isatty() else text, nl=nl)
        return
    data = (f"{text}\n" if nl else text).encode()
    write_output(output, lambda path: path.write_bytes(data))


def note(text: str) -> None:
    """Say something beside the result, on stderr; nothing with `--quiet`."""
    if not _kept("quiet"):
        with contextlib.suppress(OSError):
            click.echo(text, err=True)


class NearestChoice(click.Choice[str]):
    """One of some names; a name that is none of them is told the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name."""
        from chinaindpolicy._similar import nearest

        near = nearest(str(value), map(str, self.choices), most=1)
        if value not in self.choices and near:
            names = ", ".join(map(str, self.choices))
            self.fail(f"{value!r}: did you mean {near[0]!r}? There are: {names}.", param, ctx)
        return super().convert(value, param, ctx)


def complete_tables(context: click.Context, parameter: click.Parameter, start: str) -> list[str]:
    """Return the tables that a shell may complete a word to."""
    from chinaindpolicy.model.vocabularies import TABLE_NAMES

    return [name for name in TABLE_NAMES if name.startswith(start)]


def where_option(says: str) -> Callable[[F], F]:
    """Return `--where`."""
    return click.option(
        "--where", "conditions", multiple=True, metavar="COLUMN=VALUE",
        help=f"{says} May be repeated; nothing after = means missing.",
    )  # fmt: skip


def chosen_records(table: Table[Any], conditions: Iterable[str]) -> tuple[Any, ...]:
    """Return the records of a table that meet what `--where` says."""
    from chinaindpolicy.dataset.selection import matching, parse_condition

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
    from chinaindpolicy.loading import load

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


def format_option(command: Any) -> Any:
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


def check_outputs(
    outputs: Mapping[str, Path | None], read: Iterable[str], suffixes: Iterable[str]
) -> dict[str, Path]:
    """Refuse files that cannot be written, before any work is done for them; return the others.

    Args:
        outputs: The files that options name, by the option; None is no file.
        read: What the command reads, which it never writes over.
        suffixes: How the names may end.
    """
    asked = {option: path for option, path in outputs.items() if path is not None}
    sources = {Path(file).absolute() for file in read}
    taken: dict[Path, str] = {}
    for option, path in asked.items():
        if path.suffix.lower() not in suffixes:
            raise click.UsageError(f"{path}: expected a name that ends in {', '.join(suffixes)}")
        if path.is_dir():
            raise click.UsageError(f"{path} is a folder: name a file in it")
        if not path.absolute().parent.is_dir():
            raise click.UsageError(f"{path}: there is no folder {path.absolute().parent}")
        if path.absolute() in sources:
            raise click.UsageError(f"{path} is what is read: write somewhere else")
        if path.exists() and not forced():
            raise click.UsageError(f"{path} is there already: give --force to replace it")
        other = taken.setdefault(path.absolute(), option)
        if other != option:
            raise click.UsageError(f"{other} and {option} name the same file")
    return asked


def forced() -> bool:
    """Whether files that are there may be replaced."""
    return bool(_kept("force"))


def write_output(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written that an option names; it appears whole, or not at all."""
    from chinaindpolicy.io.atomic_write import write_atomically

    write_atomically(write, path, folder=False, overwrite=forced())


def progress(things: Sequence[T], doing: str) -> Iterable[T]:
    """Hand out things, with a progress bar on stderr if that is a terminal."""
    if not sys.stderr.isatty() or _kept("quiet"):
        yield from things
        return
    with click.progressbar(things, label=doing, file=sys.stderr) as bar:
        yield from bar


def csv_text(rows: list[list[str]]) -> str:
    """Return rows as CSV."""
    return to_csv(rows).rstrip("\n")


def width() -> int:
    """Width of the terminal; 0, which cuts nothing, on a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
