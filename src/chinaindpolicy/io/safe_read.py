"""Read regular files only: no device, no pipe, no link out of a folder."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

# Opening a pipe that nobody writes to would wait for ever.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_plain(path: Path, most: int, *, within: Path | None = None) -> bytes:
    r"""Return the bytes of a plain file.

    Args:
        path: The file.
        most: How many bytes it may have.
        within: The folder that must contain it, with links resolved.

    Raises:
        OSError: If it cannot be read, is no plain file, is too large or lies elsewhere; its
            `strerror` says which.

    Example:
        >>> read_plain(Path("/dev/zero"), 1000)
        Traceback (most recent call last):
            ...
        OSError: [Errno 22] is no plain file: '/dev/zero'
    """
    if "\0" in str(path):
        raise OSError(errno.EINVAL, "a name cannot hold a NUL character", str(path))
    if within is not None and leads_out(path, within):
        raise OSError(
            errno.EINVAL,
            f"is a link that leads out of {within}: put the file itself there",
            str(path),
        )
    handle = os.open(path, _FLAGS)
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        what = "is a folder" if stat.S_ISDIR(found.st_mode) else "is no plain file"
        raise OSError(errno.EINVAL, what, str(path))
    with os.fdopen(handle, "rb") as file:
        # It may grow while it is read.
        data = b"" if found.st_size > most else file.read(most + 1)
        if found.st_size > most or len(data) > most:
            size = max(found.st_size, len(data))
            raise OSError(
                errno.EFBIG, f"has {size} bytes, more than the {most} that are read", str(path)
            )
    return data


def leads_out(path: Path, folder: Path) -> bool:
    """Return whether a path, with links resolved, is outside a folder."""
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links in a circle lead nowhere
        return True
