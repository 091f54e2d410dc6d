"""Read regular files only: no device, no pipe, no link out of a folder."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

# Opening a pipe without a writer would never end.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_plain(path: Path, most: int, *, within: Path | None = None) -> bytes:
    r"""Return the bytes of a regular file.

    Args:
        path: The file.
        most: The greatest size in bytes.
        within: The folder that must contain it, with links resolved.

    Raises:
        OSError: If it cannot be read, is not a regular file, is too large or is outside the
            folder; `strerror` gives the reason.

    Example:
        >>> read_plain(Path("/dev/zero"), 1000)
        Traceback (most recent call last):
            ...
        OSError: [Errno 22] it is not a regular file: '/dev/zero'
    """
    if "\0" in str(path):
        raise OSError(
            errno.EINVAL, "the name contains a NUL character; use another name", str(path)
        )
    if within is not None and leads_out(path, within):
        raise OSError(
            errno.EINVAL,
            f"it is a link to a file outside {within}; copy the file into the folder",
            str(path),
        )
    handle = os.open(path, _FLAGS)
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        is_folder = stat.S_ISDIR(found.st_mode)
        what = "it is a folder, not a file" if is_folder else "it is not a regular file"
        raise OSError(errno.EINVAL, what, str(path))
    with os.fdopen(handle, "rb") as file:
        # It may grow while it is read.
        data = b"" if found.st_size > most else file.read(most + 1)
        if found.st_size > most or len(data) > most:
            size = max(found.st_size, len(data))
            raise OSError(errno.EFBIG, f"it has {size} bytes; the limit is {most}", str(path))
    return data


def leads_out(path: Path, folder: Path) -> bool:
    """Return True if a path, with links resolved, is outside a folder."""
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links that form a cycle
        return True
