"""The command line. Results go to stdout, everything else to stderr.

Exit codes: 0 fine, 1 findings, 2 usage or unreadable input, 3 our fault.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys

import click

import chinaindpolicy
from chinaindpolicy.cli import assess, browse, compare, curate, export, normalize, validate
from chinaindpolicy.cli.options import FORCE, OUR_FAULT, OUTPUT, QUIET, UNREADABLE
from chinaindpolicy.cli.streams import open_closed_streams, say, writing_output
from chinaindpolicy.errors import ChinaIndPolicyError, CollectionError

__all__ = ["cli", "main"]

_NAME = "chinaindpolicy"


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: chinaindpolicy show targets --where region_id=cn-ah",
)
@click.version_option(chinaindpolicy.__version__, prog_name="chinaindpolicy")
def cli() -> None:
    """Targets, figures and tasks of Chinese industrial policy, traced to their sources."""


# Commands whose result is text; those that write files of their own come after.
_PRINTING = (
    browse.tables,
    browse.show,
    browse.quote,
    browse.scan,
    assess.assess,
    assess.explain,
    browse.search,
    compare.cite,
    compare.diff,
    validate.validate,
    curate.verify,
)
_WRITING = (export.export, normalize.normalize, curate.init, curate.locate, curate.build)

for command in (*_PRINTING, *_WRITING):
    command.params += [OUTPUT, FORCE] if command in _PRINTING else []
    command.params += [FORCE] if command in (export.export, normalize.normalize) else []
    command.params.append(QUIET)
    cli.add_command(command)


def main() -> None:
    """Run the command line; every error is one message and an exit code."""
    open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or pipe that cannot show 元 shows an escape, and the command goes on.
            stream.reconfigure(errors="backslashreplace")
    if "_CHINAINDPOLICY_COMPLETE" in os.environ:  # a shell asks for completions
        cli.main(prog_name=_NAME)
    try:
        # Not click's own `main`: it takes the closed pipe of `... | head` for a failure.
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
            error.show()
        sys.exit(UNREADABLE)
    except BrokenPipeError:
        # What is still in the buffer has no reader either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except CollectionError as error:
        say(str(error))
        sys.exit(UNREADABLE)
    except ChinaIndPolicyError as error:
        say(f"error: {error}")
        sys.exit(UNREADABLE)
    except OSError as error:
        # Click prints help itself: what is wrong may be standard output.
        if _flushed(0) == 0:
            say(f"error: {error}")
        sys.exit(UNREADABLE)
    except BaseException as error:
        # A panic of compiled code is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        say(f"internal error: {type(error).__name__}: {error}")
        say("this is a fault of chinaindpolicy: please report it")
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
