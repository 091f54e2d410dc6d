"""Writing to a place: whole or not at all, and nothing that is there is lost unasked.

Everything is written beside its place first. What goes there then goes in one step of the file
system, so that a process killed at any moment leaves the old or the new, never a part of either.
"""

from __future__ import annotations

import contextlib
import ctypes
import filecmp
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path

from chinaindpolicy.errors import ExportError

__all__ = ["export_errors", "replace_folder", "write_atomically"]

Write = Callable[[Path], object]

_PREFIX = ".chinaindpolicy-writing-"
_SURELY_OVER = 60.0
"""Seconds after which a folder that no process holds was left by one that was killed."""


def write_atomically(
    write: Write, destination: Path, *, folder: bool, overwrite: bool
) -> tuple[Path, ...]:
    """Let something be written beside its place, then move it there.

    Args:
        write: Writes to a path that does not exist yet: a file, or a new folder of files.
        destination: Where it goes. A folder that exists keeps what else is in it.
        folder: Whether a folder is written.
        overwrite: Whether files that are there and differ may be replaced.

    Returns:
        The files, in the order of their names.

    Raises:
        ExportError: If the place cannot be written to, or holds something else. Nothing has
            changed then.
    """
    with export_errors(destination), _staging(_beside(destination, folder)) as staging:
        # A link is written through: it stays one.
        target = destination.resolve()
        fresh = staging / "new"
        write(fresh)
        if not folder:
            _refuse_what_is_there([(fresh, destination)], overwrite)
            _like(fresh, target)
            fresh.replace(target)
            return (destination,)
        names = sorted(path.name for path in fresh.iterdir())
        if not target.exists():
            fresh.rename(target)
        else:
            _refuse_what_is_there([(fresh / name, destination / name) for name in names], overwrite)
            if _holds_only(target, names):
                _swap(fresh, target, staging / "old")
            else:
                _move(fresh, target, staging / "old")
        return tuple(destination / name for name in names)


def replace_folder(write: Write, folder: Path, *, replace: bool) -> None:
    """Let a folder be written beside its place, then put it there instead of what there is.

    Args:
        write: Writes a new folder of files.
        folder: Where it goes; a folder that is there goes as a whole.
        replace: Whether there may be one with anything in it.

    Raises:
        ExportError: If the place cannot be written to, or holds something and may not be
            replaced. Nothing has changed then.
    """
    target = folder.resolve()
    with export_errors(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        with _staging(target.parent) as staging:
            fresh = staging / "new"
            write(fresh)
            if replace and target.exists():
                _swap(fresh, target, staging / "old")
            else:  # the system itself refuses a folder that somebody has filled by now
                fresh.rename(target)


@contextlib.contextmanager
def export_errors(destination: Path) -> Generator[None, None, None]:
    """Tell what the system refuses by the place that could not be written to."""
    try:
        yield
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else str(destination)
        shown = destination if _PREFIX in place else place
        raise ExportError(f"{shown}: cannot be written: {error.strerror or error}") from error


def _beside(destination: Path, folder: bool) -> Path:
    """Return the folder to write in: one from which a move is a renaming, in one step."""
    if folder and destination.exists() and not destination.is_dir():
        raise ExportError(f"{destination}: is a file; this format needs a folder")
    if not folder and destination.is_dir():
        raise ExportError(f"{destination}: is a folder; this format writes one file: name it")
    target = destination.resolve()
    parent = target.parent
    if not parent.is_dir():
        raise ExportError(f"{destination.absolute().parent}: no such folder: make it first")
    if not folder or not target.exists():
        return parent
    beside = os.access(parent, os.W_OK) and target.stat().st_dev == parent.stat().st_dev
    return parent if beside else target


@contextlib.contextmanager
def _staging(parent: Path) -> Generator[Path, None, None]:
    _sweep(parent)
    with (
        tempfile.TemporaryDirectory(dir=parent, prefix=_PREFIX, ignore_cleanup_errors=True) as name,
        _held(Path(name)),
    ):
        yield Path(name)


@contextlib.contextmanager
def _held(folder: Path) -> Generator[bool, None, None]:
    """Hold a folder for as long as this process lives; False if another does."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows has none: what is left there is left
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        ours = True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            ours = False
        yield ours
    finally:
        os.close(handle)


def _sweep(parent: Path) -> None:
    """Remove what processes that were killed left here, unless it holds what was there before."""
    for left in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            over = time.time() - left.stat().st_mtime > _SURELY_OVER
            if over and not (left / "old").exists():
                with _held(left) as ours:
                    if ours:
                        shutil.rmtree(left)


def _move(fresh: Path, target: Path, old: Path) -> None:
    """Put what is in a folder into another, one by one; what goes there before is put back."""
    old.mkdir()
    done: list[tuple[Path, Path]] = []
    try:
        for new in sorted(fresh.iterdir()):
            path, kept = target / new.name, old / new.name
            if _same(new, path):
                continue
            done.append((path, kept))
            if path.exists():
                _like(new, path)
                path.rename(kept)
            new.rename(path)
    except BaseException:
        for path, kept in done:
            if kept.exists():
                kept.replace(path)
            elif not (fresh / path.name).exists():
                path.rename(fresh / path.name)
        raise


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Put a folder where another is, in one step where the system has it."""
    _like(fresh, target)
    if _exchanged(fresh, target):
        return
    target.rename(old)
    try:
        fresh.rename(target)
    except BaseException:
        old.rename(target)
        raise


def _exchanged(first: Path, second: Path) -> bool:
    """Let two paths change places in one step; False if this system, or place, has no such step."""
    if sys.platform != "linux":
        return False
    here, exchange = -100, 2  # AT_FDCWD and RENAME_EXCHANGE
    try:
        rename = ctypes.CDLL(None).renameat2
    except AttributeError:
        return False
    return not rename(here, os.fsencode(first), here, os.fsencode(second), exchange)


def _like(new: Path, path: Path) -> None:
    """Give what comes the permissions of what goes."""
    if path.exists():
        shutil.copymode(path, new)


def _holds_only(folder: Path, names: Iterable[str]) -> bool:
    """Whether a folder holds nothing but files of these names, and nobody stands in it."""
    held = list(folder.iterdir())
    ours = {path.name for path in held} <= set(names) and all(path.is_file() for path in held)
    return ours and not Path.cwd().is_relative_to(folder)


def _same(new: Path, path: Path) -> bool:
    return path.is_file() and filecmp.cmp(new, path, shallow=False)


def _refuse_what_is_there(pairs: Iterable[tuple[Path, Path]], overwrite: bool) -> None:
    there = [path for new, path in pairs if path.exists() and not _same(new, path)]
    if there and not overwrite:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise ExportError(
            f"{there[0]}{more}: there already, and different; overwrite to replace (--force)"
        )
    for path in there:
        if path.is_dir():
            raise ExportError(f"{path}: is a folder; a file goes there")
