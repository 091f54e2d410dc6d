"""Atomic writes, which overwrite only on request.

Output is first written to a staging folder next to the destination, then moved there in one step
of the file system: a process killed at any moment leaves the old files or the new ones.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import filecmp
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path

from chinaindpolicy.errors import ExportError

Write = Callable[[Path], object]

_PREFIX = ".chinaindpolicy-writing-"
_SYSTEM_ERRORS = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM)
_SURELY_OVER = 60.0
"""Age in seconds after which an unlocked staging folder belongs to a killed process."""


def write_atomically(
    write: Write, destination: Path, *, folder: bool, overwrite: bool
) -> tuple[Path, ...]:
    """Write to a staging folder, then move the result to its destination.

    Args:
        write: Writes to a path that does not exist yet: a file, or a new folder of files.
        destination: The file or folder to write. An existing folder keeps its other files.
        folder: True if a folder is written.
        overwrite: True if existing files that differ may be replaced.

    Returns:
        The files, in the order of their names.

    Raises:
        ExportError: If the destination cannot be written, or has other content; nothing has
            changed then.
    """
    with export_errors(destination), _staging(_staging_parent(destination, folder)) as staging:
        # A link is written through: it stays one.
        target = destination.resolve()
        fresh = staging / "new"
        write(fresh)
        if not folder:
            _reject_existing([(fresh, destination)], overwrite)
            _like(fresh, target)
            fresh.replace(target)
            return (destination,)
        names = sorted(path.name for path in fresh.iterdir())
        if not target.exists():
            fresh.rename(target)
        else:
            _reject_existing([(fresh / name, destination / name) for name in names], overwrite)
            if _contains_only(target, names):
                _swap(fresh, target, staging / "old")
            else:
                _move(fresh, target, staging / "old")
        return tuple(destination / name for name in names)


def replace_folder(write: Write, folder: Path, *, replace: bool) -> None:
    """Write a folder to a staging folder, then replace the destination with it.

    Args:
        write: Writes a new folder of files.
        folder: The destination; an existing folder is replaced as a whole.
        replace: True if the destination may be a folder that is not empty.

    Raises:
        ExportError: If the destination cannot be written, or is not empty and may not be
            replaced; nothing has changed then.
    """
    target = folder.resolve()
    with export_errors(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        with _staging(target.parent) as staging:
            fresh = staging / "new"
            write(fresh)
            if replace and target.exists():
                _swap(fresh, target, staging / "old")
            else:  # the system rejects a folder that another process has filled
                fresh.rename(target)


@contextlib.contextmanager
def export_errors(destination: Path) -> Generator[None, None, None]:
    """Convert OSError to ExportError naming the destination."""
    try:
        yield
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else str(destination)
        shown = destination if _PREFIX in place else place
        message = f"{shown}: cannot be written: {error.strerror or _reason(error) or error}"
        raise ExportError(message) from error
    except Exception as error:
        reason = _reason(error)
        if reason is None or not type(error).__module__.startswith("polars"):
            raise
        raise ExportError(f"{destination}: cannot be written: {reason}") from error


def _reason(error: Exception) -> str | None:
    """Return what the system reported to Polars or DuckDB, such as a full disk, or None.

    Example:
        >>> _reason(OSError('Failed to commit: file "a.wal": No space left on device'))
        'No space left on device'
        >>> _reason(ValueError("parquet: ... (os error 28)")), _reason(ValueError("damaged"))
        ('No space left on device', None)
        >>> _reason(ValueError("parquet: ... Invalid thrift: transport error"))
        'the disk may be full'
    """
    stated = re.search(r"\(os error ([0-9]+)\)", str(error))
    if stated:
        return os.strerror(int(stated[1]))
    if "Invalid thrift: transport error" in str(error):  # Polars lost the end of a Parquet file
        return "the disk may be full"
    known = map(os.strerror, _SYSTEM_ERRORS)
    return next((reason for reason in known if reason in str(error)), None)


def _staging_parent(destination: Path, folder: bool) -> Path:
    """Return the parent of the staging folder, on the same file system as the destination."""
    if folder and destination.exists() and not destination.is_dir():
        raise ExportError(
            f"{destination} is a file; this format writes a folder, so use another name"
        )
    if not folder and destination.is_dir():
        raise ExportError(
            f"{destination} is a folder; this format writes one file, e.g. {destination / 'out'}"
        )
    target = destination.resolve()
    parent = target.parent
    if not parent.is_dir():
        raise ExportError(f"folder {destination.absolute().parent} does not exist; create it first")
    if not folder or not target.exists():
        return parent
    same_system = os.access(parent, os.W_OK) and target.stat().st_dev == parent.stat().st_dev
    return parent if same_system else target


@contextlib.contextmanager
def _staging(parent: Path) -> Generator[Path, None, None]:
    _sweep(parent)
    with (
        tempfile.TemporaryDirectory(dir=parent, prefix=_PREFIX, ignore_cleanup_errors=True) as name,
        locked_folder(Path(name)),
    ):
        yield Path(name)


@contextlib.contextmanager
def locked_folder(folder: Path) -> Generator[bool | None, None, None]:
    """Lock a folder for the life of this process.

    Yields:
        False if another process has the lock; None if the system has no such locks.
    """
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows; old staging folders remain there
        yield None
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        is_ours = True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            is_ours = False
        yield is_ours
    finally:
        os.close(handle)


def _sweep(parent: Path) -> None:
    """Remove staging folders of killed processes, except those with a backup of old files."""
    for left in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            over = time.time() - left.stat().st_mtime > _SURELY_OVER
            if over and not (left / "old").exists():
                with locked_folder(left) as is_ours:
                    if is_ours:
                        shutil.rmtree(left)


def _move(fresh: Path, target: Path, old: Path) -> None:
    """Move the files of a folder into another one by one; restore the old files on failure."""
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
    """Replace a folder by another, in one step where the system supports it."""
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
    """Exchange two paths atomically; return False if the system does not support it."""
    if sys.platform != "linux":
        return False
    here, exchange = -100, 2  # AT_FDCWD and RENAME_EXCHANGE
    try:
        rename = ctypes.CDLL(None).renameat2
    except AttributeError:
        return False
    return not rename(here, os.fsencode(first), here, os.fsencode(second), exchange)


def _like(new: Path, path: Path) -> None:
    """Copy the permissions of the old file to the new one."""
    if path.exists():
        shutil.copymode(path, new)


def _contains_only(folder: Path, names: Iterable[str]) -> bool:
    """Return True if a folder has only files of these names and is not the working directory."""
    present = list(folder.iterdir())
    only_these = {path.name for path in present} <= set(names) and all(
        path.is_file() for path in present
    )
    return only_these and not Path.cwd().is_relative_to(folder)


def _same(new: Path, path: Path) -> bool:
    return path.is_file() and filecmp.cmp(new, path, shallow=False)


def _reject_existing(pairs: Iterable[tuple[Path, Path]], overwrite: bool) -> None:
    existing = [path for new, path in pairs if path.exists() and not _same(new, path)]
    if existing and not overwrite:
        more = f" and {len(existing) - 1} more" if len(existing) > 1 else ""
        raise ExportError(
            f"{existing[0]}{more} already exists with other content; "
            "to replace it, pass overwrite=True (--force)"
        )
    for path in existing:
        if path.is_dir():
            raise ExportError(
                f"{path} is a folder, but a file must be written there; remove the folder"
            )
