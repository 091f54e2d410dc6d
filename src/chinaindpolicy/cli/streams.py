"""Standard streams: closed ones, and those that cannot be written."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator

import click

from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.io.text import escape_control


def open_closed_streams() -> None:
    """Open the standard streams that the caller closed.

    Otherwise the next opened file gets the number of such a stream, and the output of a library
    would be written into it. Messages without a stream are dropped, but a result without a stream
    is an error.
    """
    _reserve(0, os.O_WRONLY)
    _reserve(1, os.O_RDONLY)
    _reserve(2, os.O_WRONLY)
    # Python has no object for a stream that was closed at its start, contrary to its types.
    if _is_missing(sys.stdout):
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if _is_missing(sys.stderr):
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _is_missing(stream: object) -> bool:
    return stream is None


def _reserve(number: int, flags: int) -> None:
    """Open a closed stream by its number, in a mode in which its normal use fails."""
    try:
        os.fstat(number)
    except OSError:
        opened = os.open(os.devnull, flags)
        if opened != number:
            os.dup2(opened, number)
            os.close(opened)


@contextlib.contextmanager
def writing_output() -> Generator[None]:
    """Convert failures to write to standard output into errors that name it.

    Raises:
        ChinaIndPolicyError: If standard output is closed or its disk is full.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if sys.stdout is sys.__stdout__ or sys.__stdout__ is None:
            # The buffer would be written again when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ChinaIndPolicyError(
            f"{error}: standard output cannot be written; redirect it to a file, or use --output"
        ) from error


def say(text: str) -> None:
    """Print a message on stderr, if it can be written."""
    with contextlib.suppress(OSError):
        click.echo(escape_control(text), err=True)
