"""SHA-256 digests of texts and files."""

from __future__ import annotations

import hashlib


def sha256_of(text: str | bytes) -> str:
    """Return the SHA-256 of bytes, or of a text in UTF-8, in hexadecimal."""
    data = text.encode() if isinstance(text, str) else text
    return hashlib.sha256(data).hexdigest()
