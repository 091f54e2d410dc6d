"""Safe reading of plain files."""

from __future__ import annotations

from pathlib import Path

import pytest

from chinaindpolicy.io.safe_read import read_plain


def test_read_plain_rejects_special_and_large_files(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_plain(path, 5) == b"12345"
    with pytest.raises(OSError, match="it has 5 bytes; the limit is 4"):
        read_plain(path, 4)
    for odd, expected in (("/dev/zero", "not a regular file"), (str(tmp_path), "is a folder")):
        with pytest.raises(OSError, match=expected):
            read_plain(Path(odd), 5)
    with pytest.raises(OSError, match="NUL"):
        read_plain(Path("a\0b"), 5)
