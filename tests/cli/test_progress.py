"""Progress on a terminal."""

from __future__ import annotations

import io
import sys

import pytest

from chinaindpolicy.cli.options import progress


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    assert list(progress([1, 2, 3], "counting")) == [1, 2, 3]
    assert ("counting" in stream.getvalue()) is terminal
