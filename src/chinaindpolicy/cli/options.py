"""Options and output that several commands share."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from chinaindpolicy.cli.streams import writing_output
from chinaindpolicy.io.text import escape_control, to_csv
from chinaindpolicy.lang.texts import LANGUAGES

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
    "lang_option",
    "load_dataset",
    "named_constant",
    "named_release",
    "note",
    "output_file",
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
    """Store an option that every command has, for `result` and `note`."""
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
    help="Replace existing files that differ.",
)


def result(text: str, *, nl: bool = True) -> None:
    """Print the result of a command, or write it to the file of `--output`."""
    output: Path | None = _kept("output")
    if output is None:
        # A file or pipe gets the result unchanged; control characters could steer a terminal.
        with writing_output():
            click.echo(escape_control(text) if sys.stdout.isatty() else text, nl=nl)
        return
    data = (f"{text}\n" if nl else text).encode()
    write_output(output, lambda path: path.write_bytes(data))


def note(text: str, *, nl: bool = True) -> None:
    """Print a message to stderr; nothing with `--quiet`."""
    if not _kept("quiet"):
        with contextlib.suppress(OSError):
            click.echo(text, err=True, nl=nl)


class NearestChoice(click.Choice[str]):
    """A choice of names; an unknown name suggests the most similar one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name."""
        from chinaindpolicy._similar import nearest

        if value not in self.choices:
            names = ", ".join(map(str, self.choices))
            near = nearest(str(value), map(str, self.choices), most=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            self.fail(f"{value!r} is not allowed; {hint}allowed: {names}", param, ctx)
        return super().convert(value, param, ctx)


def complete_tables(context: click.Context, parameter: click.Parameter, start: str) -> list[str]:
    """Return the tables that a shell may complete a word to."""
    from chinaindpolicy.model.vocabularies import TABLE_NAMES

    return [name for name in TABLE_NAMES if name.startswith(start)]


def where_option(says: str) -> Callable[[F], F]:
    """Return `--where`."""
    return click.option(
        "--where", "conditions", multiple=True, metavar="COLUMN=VALUE",
        help=f"{says} May be repeated; an empty VALUE means missing.",
    )  # fmt: skip


def chosen_records(table: Table[Any], conditions: Iterable[str]) -> tuple[Any, ...]:
    """Return the records of a table that meet the conditions of `--where`."""
    from chinaindpolicy.dataset.selection import matching, parse_condition

    return matching(table, [parse_condition(text, table) for text in conditions])


def release_option(command: Any) -> Any:
    """Add `--release`."""
    return click.option(
        "--release",
        metavar="NAME|FOLDER",
        help="A packaged release, or the folder of a release or collection; default: the latest.",
    )(command)


def including_option(command: Any) -> Any:
    """Add `--including`."""
    return click.option(
        "--including",
        metavar="NAME|FOLDER",
        help="The release that the collection refers to; both are joined.",
    )(command)


def lang_option(command: Any) -> Any:
    """Add `--lang`."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default="en",
        show_default=True,
        help="The language of texts: en (English) or zh (Chinese); codes stay as they are.",
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
    """Load the dataset of `--release`, joined with that of `--including`."""
    from chinaindpolicy.loading import load

    chosen = named_release(release)
    if including is None:
        return load(chosen)
    if not isinstance(chosen, Path):
        raise click.UsageError(
            f"--including requires --release with the folder of a collection, but --release is "
            f"{release!r}; use e.g. --release datasets --including {including}"
        )
    return load(chosen, including=named_release(including))


def named_release(release: str | None) -> str | Path | None:
    """Return the name of a release, or the path of a folder."""
    is_folder = release and (os.sep in release or Path(release).is_dir())
    return Path(release) if release and is_folder else release


def format_option(command: Any) -> Any:
    """Add `--format`."""
    return styles()(command)


def styles(
    *more: str, says: str = "Output format; csv and json contain every column."
) -> Callable[[F], F]:
    """Return `--format` with additional styles."""
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
        type=NearestChoice(["text", "json", "jsonl", "csv", "sarif", "junit", "github", "html"]),
        default="text",
        show_default=True,
        help="Output format of the report.",
    )(command)


def check_outputs(
    outputs: Mapping[str, Path | None], read: Iterable[str], suffixes: Iterable[str]
) -> dict[str, Path]:
    """Raise UsageError for a file that cannot be written; return the files.

    Args:
        outputs: The file of each option; None if the option is not set.
        read: The files that the command reads and must not overwrite.
        suffixes: The allowed extensions.
    """
    requested = {option: path for option, path in outputs.items() if path is not None}
    sources = {Path(file).absolute() for file in read}
    taken: dict[Path, str] = {}
    for option, path in requested.items():
        if path.suffix.lower() not in suffixes:
            raise click.UsageError(
                f"{option} {path}: the extension {path.suffix!r} is not allowed; "
                f"allowed: {', '.join(suffixes)}"
            )
        if path.is_dir():
            raise click.UsageError(f"{option} {path} is a folder; add a file name")
        if not path.absolute().parent.is_dir():
            raise click.UsageError(
                f"{option} {path}: folder {path.absolute().parent} does not exist; create it first"
            )
        if path.absolute() in sources:
            raise click.UsageError(f"{option} {path} is an input file; use another name")
        if path.exists() and not forced():
            raise click.UsageError(f"{option} {path} already exists; add --force to replace it")
        other = taken.setdefault(path.absolute(), option)
        if other != option:
            raise click.UsageError(f"{other} and {option} both name {path}; use two files")
    return requested


def output_file() -> Path | None:
    """Return the file of `--output`, if it is set."""
    return cast("Path | None", _kept("output"))


def forced() -> bool:
    """Return True if existing files may be replaced."""
    return bool(_kept("force"))


def write_output(path: Path, write: Callable[[Path], object]) -> None:
    """Write the file of an option atomically."""
    from chinaindpolicy.io.atomic_write import write_atomically

    write_atomically(write, path, folder=False, overwrite=forced())


def named_constant(text: str) -> tuple[str, str]:
    """Return the column and the text of a `--constant`.

    Raises:
        BadParameter: If it is not COLUMN=TEXT.
    """
    column, equals, value = text.partition("=")
    if not equals or not column or not value:
        raise click.BadParameter(f"{text!r} is not COLUMN=TEXT", param_hint="--constant")
    return column.strip(), value.strip()


def progress(things: Sequence[T], doing: str) -> Iterable[T]:
    """Yield items, with a progress bar on stderr if that is a terminal."""
    if not sys.stderr.isatty() or _kept("quiet"):
        yield from things
        return
    with click.progressbar(things, label=doing, file=sys.stderr) as bar:
        yield from bar


def csv_text(rows: list[list[str]]) -> str:
    """Return rows as CSV."""
    return to_csv(rows).rstrip("\n")


def width() -> int:
    """Return the width of the terminal, or COLUMNS; 0 (unlimited) for a pipe without it."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal():
        return shutil.get_terminal_size().columns
    return 0
