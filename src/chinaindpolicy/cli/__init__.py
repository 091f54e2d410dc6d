"""The command line. Results go to stdout, everything else to stderr.

Exit codes: 0 success, 1 findings, 2 usage or unreadable input, 3 internal error.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys

import click

import chinaindpolicy
from chinaindpolicy.cli import (
    agent,
    assess,
    audit,
    browse,
    compare,
    curate,
    export,
    ground,
    inspection,
    normalize,
    scan,
    validate,
)
from chinaindpolicy.cli.localized_errors import (
    error_text,
    texts_of_arguments,
    usage_error,
    usage_lines,
)
from chinaindpolicy.cli.options import FORCE, OUR_FAULT, OUTPUT, QUIET, UNREADABLE
from chinaindpolicy.cli.streams import open_closed_streams, say, writing_output
from chinaindpolicy.errors import ChinaIndPolicyError, CollectionError

__all__ = ["cli", "main"]

_NAME = "chinaindpolicy"
_LONGEST_HELP = 200


class _Commands(click.Group):
    """The commands; an unknown command suggests the right one."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first sentence of each command's help; click would cut it to one line."""
        rows = [
            (name, command.get_short_help_str(_LONGEST_HELP))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of the arguments."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from chinaindpolicy._similar import nearest
            from chinaindpolicy.model.vocabularies import TABLE_NAMES

            if name in _HABITS:
                hint = f"use: {_NAME} {_HABITS[name]}"
            elif name in TABLE_NAMES:
                hint = f"to print the table, use: {_NAME} show {name}"
            elif near := nearest(name, self.commands, most=1):
                hint = f"did you mean {near[0]!r}?"
            else:
                hint = f"available: {', '.join(sorted(self.commands))}"
            ctx.fail(f"no command {name!r}; {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: chinaindpolicy show targets --where region_id=cn-ah",
)
@click.version_option(chinaindpolicy.__version__, prog_name="chinaindpolicy")
def cli() -> None:
    """Targets, figures and tasks of Chinese industrial policy, traced to their sources."""


# Commands that print text; the commands that write files follow.
_PRINTING = (
    browse.tables,
    browse.show,
    browse.tree,
    browse.quote,
    scan.scan,
    assess.assess,
    assess.explain,
    audit.audit,
    ground.ground,
    browse.search,
    compare.cite,
    compare.diff,
    validate.validate,
    inspection.inspect,
    curate.verify,
)
_WRITING = (export.export, normalize.normalize, curate.init, curate.locate, curate.build)

for command in (*_PRINTING, *_WRITING, agent.mcp):
    command.params += [OUTPUT, FORCE] if command in _PRINTING else []
    command.params += [FORCE] if command in (export.export, normalize.normalize) else []
    command.params.append(QUIET)
    cli.add_command(command)


def _show(error: click.ClickException) -> None:
    """Print the usage and the message of a usage error, with the values of a missing option."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        error = click.UsageError(_required(error.param), error.ctx)
    if isinstance(error, click.NoSuchOption) and error.option_name in _OPTIONS:
        # Releases of click differ in the point at the end.
        text = f"{error.message.removesuffix('.')}; {_OPTIONS[error.option_name]}"
        error = click.UsageError(text, error.ctx)
    local = texts_of_arguments(sys.argv[1:])
    if local.lang == "en":
        error.show()
    else:
        click.echo(usage_lines(usage_error(error, local), local), err=True)


def _required(parameter: click.Parameter) -> str:
    """Return the message of a missing argument or option, with an example."""
    name = max(parameter.opts, key=len) if isinstance(parameter, click.Option) else ""
    if not name:
        label = (parameter.metavar or parameter.name or "").strip("[]").upper()
        return f"argument {label} is missing; {_EXAMPLES.get(label, f'add {label}')}"
    return f"option {name} is missing; {_EXAMPLES.get(name, f'add {name} VALUE')}"


# Options and commands of similar programs, and what to use instead.
_OPTIONS = {
    "--json": "use --format json",
    "--csv": "use --format csv",
    "-f": "use --format csv",
    "--limit": "use | head, or --format csv",
    "-n": "use | head, or --format csv",
    "--columns": "use --format csv, which has every column",
    "--language": "use --lang zh",
    "--year": "use --where year=2024",
}
_HABITS = {
    **dict.fromkeys(("list", "ls"), "tables"),
    **dict.fromkeys(("get", "print", "cat"), "show components-plan-sales-2023"),
    **dict.fromkeys(("check", "lint"), "validate FILE --table figures"),
    **dict.fromkeys(("convert", "clean"), "normalize FILE --table figures"),
    **{"version": "--version", "help": "--help", "find": "search WORDS"},
}
_EXAMPLES = {
    "--table": "add e.g. --table figures or --table targets (see: chinaindpolicy tables)",
    "--sources": "add the folder of the source texts, e.g. --sources texts/",
    "--as-of": "add a date (YYYY-MM-DD), e.g. --as-of 2026-11-22",
    "TABLE": "add the name of a table, e.g. targets (see: chinaindpolicy tables)",
    "TABLE|ID": "add the name of a table, e.g. targets (see: chinaindpolicy tables)",
    "ID": "add the id of a record, e.g. components-plan-sales-2023",
    "FILE": "add the path of a file",
    "FILE|FOLDER|GLOB": "add the path of a text, a folder, or a glob such as 'texts/*.txt'",
    "FOLDER": "add the path of a folder",
    "A": "add two releases, e.g. 2026.1 2026.2",
    "B": "add a second release, e.g. 2026.2",
}


def main() -> None:
    """Run the command line; an error is one message and an exit code."""
    open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A stream that cannot encode 元 gets an escape sequence instead of an error.
            stream.reconfigure(errors="backslashreplace")
    if "_CHINAINDPOLICY_COMPLETE" in os.environ:  # a shell requests completions
        cli.main(prog_name=_NAME)
    try:
        # Not `main` of click, which treats the closed pipe of `... | head` as a failure.
        with cli.make_context(_NAME, sys.argv[1:]) as context:
            cli.invoke(context)
        with writing_output():
            sys.stdout.flush()
    except click.exceptions.Exit as stop:
        sys.exit(_flushed(stop.exit_code))
    except (click.Abort, KeyboardInterrupt):
        say("stopped")
        sys.exit(130)
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            _show(error)
        sys.exit(UNREADABLE)
    except BrokenPipeError:
        # The rest of the buffer has no reader either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except CollectionError as error:
        say(error_text(error, texts_of_arguments(sys.argv[1:])))
        sys.exit(UNREADABLE)
    except ChinaIndPolicyError as error:
        local = texts_of_arguments(sys.argv[1:])
        say(local("error: {message}", message=error_text(error, local)))
        sys.exit(UNREADABLE)
    except OSError as error:
        # Click prints the help itself, so standard output may be the reason.
        if _flushed(0) == 0:
            place = f"{error.filename}: " if error.filename else ""
            say(f"error: {place}{error.strerror or error}")
        sys.exit(UNREADABLE)
    except BaseException as error:
        # A panic of compiled code is not an Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        say(f"internal error: {type(error).__name__}: {error}")
        say("this is a bug in chinaindpolicy; please report it")
        sys.exit(OUR_FAULT)


def _flushed(code: int) -> int:
    """Return an exit code once everything is printed; that of a failure if it cannot be."""
    try:
        with writing_output():
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ChinaIndPolicyError as error:
        say(f"error: {error}")
        return UNREADABLE
    return code
