"""Writing to a place: whole or not at all, and nothing that is there is lost unasked."""

from __future__ import annotations

import filecmp
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from chinaindpolicy.errors import ExportError

__all__ = ["place"]

Write = Callable[[Path], None]


def place(write: Write, destination: Path, *, folder: bool, overwrite: bool) -> tuple[Path, ...]:
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
    if folder and destination.exists() and not destination.is_dir():
        raise ExportError(f"{destination}: is a file; this format needs a folder")
    if not folder and destination.is_dir():
        raise ExportError(f"{destination}: is a folder; this format writes one file: name it")
    # Beside the place: a move from there is a renaming, which cannot stop half-way.
    beside = destination if destination.is_dir() else destination.absolute().parent
    if not beside.is_dir():
        raise ExportError(f"{beside}: no such folder: make it first")
    try:
        with tempfile.TemporaryDirectory(dir=beside, prefix=".exporting-") as temporary:
            fresh = Path(temporary) / "new"
            write(fresh)
            return _move(fresh, destination, Path(temporary) / "old", folder, overwrite)
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else str(destination)
        shown = destination if ".exporting-" in place else place
        raise ExportError(f"{shown}: cannot be written: {error.strerror or error}") from error


def _move(
    fresh: Path, destination: Path, old: Path, folder: bool, overwrite: bool
) -> tuple[Path, ...]:
    if not folder:
        pairs = [(fresh, destination)]
    elif destination.exists():
        pairs = [(path, destination / path.name) for path in sorted(fresh.iterdir())]
    else:
        names = sorted(path.name for path in fresh.iterdir())
        fresh.rename(destination)
        return tuple(destination / name for name in names)
    changed = [(new, path) for new, path in pairs if not _same(new, path)]
    _refuse_what_is_there((path for _, path in changed), overwrite)
    old.mkdir()
    kept = [path for _, path in changed if path.exists()]
    done: list[Path] = []
    try:
        for new, path in changed:
            done.append(path)
            if path in kept:
                path.rename(old / path.name)
            new.rename(path)
    except BaseException:
        for path in done:
            if (old / path.name).exists():
                (old / path.name).replace(path)
            elif path not in kept:
                path.unlink(missing_ok=True)
        raise
    return tuple(path for _, path in pairs)


def _same(new: Path, path: Path) -> bool:
    return path.is_file() and filecmp.cmp(new, path, shallow=False)


def _refuse_what_is_there(paths: Iterable[Path], overwrite: bool) -> None:
    there = [path for path in paths if path.exists()]
    if there and not overwrite:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise ExportError(
            f"{there[0]}{more}: there already, and different; overwrite to replace (--force)"
        )
    for path in there:
        if path.is_dir():
            raise ExportError(f"{path}: is a folder; a file goes there")
