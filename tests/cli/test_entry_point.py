"""Entry point: module execution, shell completion and failing output streams."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from chinaindpolicy import cli


def test_module_runs_as_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["chinaindpolicy", "show", "units", "CNY"])
    runpy.run_module("chinaindpolicy", run_name="__main__")
    assert "CNY" in capsys.readouterr().out
    assert runpy.run_module("chinaindpolicy.__main__", run_name="imported")["main"] is cli.main
    assert capsys.readouterr().out == ""


def test_shell_completion_lists_tables(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_CHINAINDPOLICY_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "chinaindpolicy export --table ta")
    monkeypatch.setenv("COMP_CWORD", "3")
    monkeypatch.setattr(sys, "argv", ["chinaindpolicy"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 0
    assert capsys.readouterr().out.split() == ["plain,targets", "plain,tasks"]


class Closed:
    """A stream with a closed reader, as in `... | head`, that is not a `TextIOWrapper`."""

    def __init__(self, error: BaseException, number: int) -> None:
        self.error, self.number = error, number

    def write(self, _: str) -> int:
        raise self.error

    def flush(self) -> None:
        raise self.error

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self.number


def test_closed_pipe_is_not_an_error(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with (tmp_path / "pipe").open("wb") as file:
        monkeypatch.setattr(sys, "stdout", Closed(BrokenPipeError(), file.fileno()))
        monkeypatch.setattr(sys, "argv", ["chinaindpolicy", "tables"])
        cli.main()
        os.write(file.fileno(), b"goes nowhere")
    assert (tmp_path / "pipe").read_bytes() == b""
    assert capfd.readouterr().err == ""


def test_full_disk_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Closed(OSError(28, "No space left on device"), 1))
    monkeypatch.setattr(sys, "argv", ["chinaindpolicy", "tables"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert "error: [Errno 28] No space left on device" in capsys.readouterr().err


@pytest.mark.sampled(4)
@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full and closed streams")
@pytest.mark.parametrize("command", ["show targets", "tables", "--help", "--version"])
def test_output_that_cannot_be_written_is_an_error(command: str) -> None:
    def run(redirection: str) -> subprocess.CompletedProcess[str]:
        line = f"{sys.executable} -m chinaindpolicy {command} {redirection}"
        return subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)

    for redirection, reason in ((">&-", "Bad file descriptor"), (">/dev/full", "No space left")):
        found = run(redirection)
        assert found.returncode == 2, redirection
        assert len(found.stderr.splitlines()) == 1
        assert reason in found.stderr
        if not command.startswith("--"):  # which Click prints itself
            assert "standard output cannot be written; redirect it to" in found.stderr
        # Where messages cannot be written either, the exit code is all there is.
        for more in ("2>&-", "2>/dev/full"):
            assert run(f"{redirection} {more}").returncode == 2
    fine = run("")
    assert fine.returncode == 0 and fine.stdout
    for more in ("2>&-", "2>/dev/full", "<&-"):
        quiet = run(more)
        assert (quiet.returncode, quiet.stdout) == (0, fine.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="closes standard streams")
def test_no_file_takes_the_place_of_a_closed_stream(tmp_path: Path) -> None:
    """The number of a closed stream is that of the next file: prints would be written into it."""
    path = tmp_path / "targets.csv"
    line = f"{sys.executable} -m chinaindpolicy show targets --format csv --output {path}"
    for closed in ("", " >&-", " >&- 2>&-", " <&- >&- 2>&-"):
        subprocess.run(["sh", "-c", f"{line} --force{closed}"], check=True, capture_output=True)
        assert path.read_text(encoding="utf-8").startswith("id,")
