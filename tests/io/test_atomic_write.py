"""What is written is old and whole or new and whole; nothing that is there is lost unasked."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.errors import ExportError
from chinaindpolicy.io import atomic_write as placing
from chinaindpolicy.io.atomic_write import replace_folder, write_atomically

Files = dict[str, str]


def writes(files: Files) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")

    return write


def contents(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def _no(*_: object) -> bool:
    return False


def _library(_name: object) -> object:
    """A library of a system without what is asked of it."""
    return object()


names = st.sampled_from(["a", "b", "c", "d"])
files_of = st.dictionaries(names, st.sampled_from(["old", "new"]), max_size=4)


@given(there=files_of, comes=files_of, steps=st.booleans(), overwrite=st.booleans())
def test_writing_into_a_folder_keeps_its_other_files(
    tmp_path_factory: pytest.TempPathFactory,
    there: Files,
    comes: Files,
    steps: bool,
    overwrite: bool,
) -> None:
    """With or without a step by which folders change places, the outcome is one."""
    home = tmp_path_factory.mktemp("home")
    folder = home / "out"
    writes(there)(folder)
    lost = any(there.get(name, text) != text for name, text in comes.items())
    with pytest.MonkeyPatch.context() as patched:
        if not steps:
            patched.setattr(placing, "_exchanged", _no)
        if lost and not overwrite:
            with pytest.raises(ExportError, match="already exists with other content"):
                write_atomically(writes(comes), folder, folder=True, overwrite=False)
            assert contents(home) == {f"out/{name}": text for name, text in there.items()}
            return
        placed = write_atomically(writes(comes), folder, folder=True, overwrite=overwrite)
    assert placed == tuple(folder / name for name in sorted(comes))
    assert contents(home) == {f"out/{name}": text for name, text in {**there, **comes}.items()}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such step")
def test_a_folder_with_only_export_files_is_swapped_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    writes({"a": "old", "b": "old"})(folder)
    before = folder.stat().st_ino

    def never(*_: object) -> None:
        raise AssertionError("one by one")

    monkeypatch.setattr(placing, "_move", never)
    write_atomically(
        writes({"a": "new", "b": "old", "c": "new"}), folder, folder=True, overwrite=True
    )
    assert folder.stat().st_ino != before
    assert contents(tmp_path) == {"out/a": "new", "out/b": "old", "out/c": "new"}


@pytest.mark.parametrize("held", ["a folder in it", "another file in it", "somebody stands in it"])
def test_a_folder_with_other_files_is_updated_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    folder = tmp_path / "out"
    writes({"a": "old"})(folder)
    if held == "a folder in it":
        writes({"x": "mine"})(folder / "b")
    elif held == "another file in it":
        (folder / "b").write_text("mine", "utf-8")
    else:
        monkeypatch.chdir(folder)
    before, kept = folder.stat().st_ino, contents(folder)
    write_atomically(writes({"a": "new", "c": "new"}), folder, folder=True, overwrite=True)
    assert folder.stat().st_ino == before
    assert contents(folder) == {**kept, "a": "new", "c": "new"}


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    writes({"x": "mine"})(folder / "a")
    with pytest.raises(ExportError, match="a is a folder, but a file"):
        write_atomically(writes({"a": "new"}), folder, folder=True, overwrite=True)
    assert contents(folder) == {"a/x": "mine"}


def test_writing_follows_symbolic_links(tmp_path: Path) -> None:
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.write_text("old", "utf-8")
    writes({"a": "old"})(folder)
    for name, target in (("to-file", file), ("to-folder", folder), ("to-none", tmp_path / "none")):
        (tmp_path / name).symlink_to(target)
    write_atomically(
        lambda path: path.write_text("new"), tmp_path / "to-file", folder=False, overwrite=True
    )
    write_atomically(
        lambda path: path.write_text("new"), tmp_path / "to-none", folder=False, overwrite=True
    )
    write_atomically(writes({"a": "new"}), tmp_path / "to-folder", folder=True, overwrite=True)
    replace_folder(writes({"b": "new"}), tmp_path / "to-folder", replace=True)
    assert all((tmp_path / name).is_symlink() for name in ("to-file", "to-folder", "to-none"))
    assert contents(folder) == {"b": "new"}
    assert file.read_text("utf-8") == (tmp_path / "none").read_text("utf-8") == "new"


def test_permissions_are_kept(tmp_path: Path) -> None:
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.write_text("old", "utf-8")
    file.chmod(0o640)
    writes({"a": "old"})(folder)
    folder.chmod(0o750)
    write_atomically(lambda path: path.write_text("new"), file, folder=False, overwrite=True)
    write_atomically(writes({"a": "new"}), folder, folder=True, overwrite=True)
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o640, 0o750)


def test_replace_folder_rejects_a_folder_filled_meanwhile(tmp_path: Path) -> None:
    """Two at once: the second finds the place taken, and says so."""
    folder = tmp_path / "out"

    def write(fresh: Path) -> None:
        writes({"a": "second"})(fresh)
        writes({"a": "first"})(folder)

    with pytest.raises(ExportError, match="out: cannot be written: "):
        replace_folder(write, folder, replace=False)
    assert contents(tmp_path) == {"out/a": "first"}


def test_leftovers_of_killed_processes_are_removed(tmp_path: Path) -> None:
    """Not what holds the only copy of something, is held by a process, or is too young to tell."""
    program = """
        import os, signal, sys
        from pathlib import Path
        from chinaindpolicy.io.atomic_write import write_atomically

        def write(path):
            path.write_text("half")
            os.kill(os.getpid(), getattr(signal, sys.argv[2]))

        write_atomically(write, Path(sys.argv[1]), folder=False, overwrite=True)
    """
    file = tmp_path / "out"
    file.write_text("old", "utf-8")
    command = [sys.executable, "-c", textwrap.dedent(program), str(file)]
    assert subprocess.run([*command, "SIGKILL"]).returncode == -signal.SIGKILL
    alive = subprocess.Popen([*command, "SIGSTOP"])
    os.waitid(os.P_PID, alive.pid, os.WSTOPPED | os.WNOWAIT)
    try:
        left = {path for path in tmp_path.iterdir() if path != file}
        assert len(left) == 2
        only_copy = tmp_path / f"{next(iter(left)).name}-copy"
        writes({"a": "old"})(only_copy)
        (only_copy / "old").mkdir()
        for path in (*left, only_copy):
            os.utime(path, (0, 0))
        young = tmp_path / f"{only_copy.name}-young"
        young.mkdir()
        write_atomically(lambda path: path.write_text("new"), file, folder=False, overwrite=True)
        kept = {path for path in tmp_path.iterdir() if path != file}
        assert kept - left == {only_copy, young}
        assert len(kept & left) == 1
        assert file.read_text("utf-8") == "new"
    finally:
        alive.kill()
        alive.wait()


@pytest.mark.parametrize("step", ["mkdir", "rename"])
def test_system_errors_name_the_destination(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def refused(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    folder = tmp_path / "out"
    writes({"a": "old"})(tmp_path / "b")
    monkeypatch.setattr(Path, step, refused)
    with pytest.raises(ExportError, match=r"cannot be written: Permission denied$"):
        write_atomically(lambda fresh: os.mkdir(fresh), folder, folder=True, overwrite=True)  # noqa: PTH102
        replace_folder(lambda fresh: os.mkdir(fresh), folder, replace=True)  # noqa: PTH102
    monkeypatch.undo()
    assert contents(tmp_path) == {"b/a": "old"}


def test_a_full_disk_that_polars_reports_names_the_destination(tmp_path: Path) -> None:
    def full(_: Path) -> None:
        raise pl.exceptions.ComputeError("parquet: No space left on device (os error 28)")

    def cut_off(_: Path) -> None:
        text = "parquet: File out of specification: Invalid thrift: transport error"
        raise pl.exceptions.ComputeError(text)

    def damaged(_: Path) -> None:
        raise pl.exceptions.ComputeError("parquet: file out of specification")

    file = tmp_path / "out.parquet"
    with pytest.raises(ExportError, match=r"out\.parquet: cannot be written: No space left"):
        write_atomically(full, file, folder=False, overwrite=False)
    with pytest.raises(ExportError, match=r"out\.parquet: cannot be written: the disk may be full"):
        write_atomically(cut_off, file, folder=False, overwrite=False)
    with pytest.raises(pl.exceptions.ComputeError, match="out of specification"):
        write_atomically(damaged, file, folder=False, overwrite=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("last", ["c", "d"])
@pytest.mark.parametrize("together", [True, False])
def test_a_failed_move_restores_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: bool, last: str
) -> None:
    """File by file or as a whole folder: the last renaming into place fails."""
    folder = tmp_path / "out"
    files = {"a": "old", "c": "old"} if together else {"a": "old", "c": "old", "mine": "x"}
    writes(files)(folder)
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if target == (folder if together else folder / last) and "new" in self.parts[-2:]:
            raise PermissionError(13, "Permission denied", str(target))
        return rename(self, target)

    monkeypatch.setattr(placing, "_exchanged", _no)
    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(ExportError, match="cannot be written: Permission denied"):
        fresh = {"a": "new", "b": "new", "c": "new", last: "new"}
        write_atomically(writes(fresh), folder, folder=True, overwrite=True)
    assert contents(tmp_path) == {f"out/{name}": text for name, text in files.items()}


@pytest.mark.parametrize("lacking", ["system", "library"])
def test_a_system_without_renameat2_gives_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    folder = tmp_path / "out"
    writes({"a": "old"})(folder)
    if lacking == "system":
        monkeypatch.setattr(sys, "platform", "darwin")
    else:
        monkeypatch.setattr(ctypes, "CDLL", _library)
    write_atomically(writes({"a": "new"}), folder, folder=True, overwrite=True)
    assert contents(tmp_path) == {"out/a": "new"}
