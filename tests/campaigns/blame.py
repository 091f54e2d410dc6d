"""Name the newer package that breaks tests: put each one back to its locked version, and try."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
# How long the search for one package may take; the versions that differ are printed first.
MOST_SECONDS = 600


def locked() -> dict[str, str]:
    """Return the locked version of each package."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


def differing(versions: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the packages whose version is not the locked one, with that version.

    Example:
        >>> differing({"a": "2", "b": "1", "c": "1"}, {"a": "1", "b": "1"})
        {'a': '1'}
    """
    return {
        name: version
        for name, version in sorted(known.items())
        if versions.get(name, version) != version
    }


def failed_tests(output: str) -> list[str]:
    """Return the names of the tests that pytest's summary lists as failed.

    Example:
        >>> failed_tests("FAILED tests/a.py::b[c d] - assert 0\\nERROR tests/c.py\\n1 failed")
        ['tests/a.py::b[c d]', 'tests/c.py']
    """
    return re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", output, re.MULTILINE)


def culprits(
    versions: Mapping[str, str],
    known: Mapping[str, str],
    passes_with: Callable[[str, str], bool],
    seconds: float = MOST_SECONDS,
) -> Iterator[str]:
    """Yield what differs from the lock, then each package without which the tests pass.

    Args:
        versions: The versions that tests fail with.
        known: The versions that they pass with.
        passes_with: Whether the failed tests pass with another version of one package.
        seconds: How long it may take.

    Example:
        >>> list(culprits({"a": "2"}, {"a": "1"}, lambda name, version: True))
        ['newest: a 2 instead of 1', 'newest: a 2 breaks the tests: with 1 they pass']
    """
    end = time.monotonic() + seconds
    different = differing(versions, known)
    for name, version in different.items():
        yield f"newest: {name} {versions[name]} instead of {version}"
    found = False
    for name, version in different.items():
        if time.monotonic() > end:
            yield "newest: the time is over, other packages were not tried"
            return
        if passes_with(name, version):
            found = True
            yield f"newest: {name} {versions[name]} breaks the tests: with {version} they pass"
    if not found:
        yield "newest: no single package makes the tests pass with its locked version"
