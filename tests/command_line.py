"""Check and parse the results of commands."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from example import EXAMPLE

Run = Callable[..., tuple[int, str, str]]
ON_EXAMPLE = ("--release", str(EXAMPLE))


def fine(result: tuple[int, str, str]) -> str:
    """Return the output of a command that succeeded without messages."""
    code, out, err = result
    assert (code, err) == (0, "")
    return out


def refused(result: tuple[int, str, str], code: int = 2) -> str:
    """Return the one-line message of a command that failed and printed no output."""
    found, out, err = result
    assert (found, out) == (code, "")
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1
    return err


def table_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))
