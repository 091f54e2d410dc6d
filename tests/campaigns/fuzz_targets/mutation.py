"""Inputs changed at random, from a seed: the same seed gives the same inputs."""

from __future__ import annotations

import random
from collections.abc import Sequence

__all__ = ["HOSTILE_TEXTS", "MOST_BYTES", "NUMBERS", "mutated"]

MOST_BYTES = 64 * 1024
"""The longest input: what takes long at this length takes too long at any."""

HOSTILE_TEXTS = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{data}}",
    "&lt;&#x3c;\\u003c",
    "\u2028\u2029\u0085",
    "\u202eabc\u202c",
    "\ufeff\ufffe\uffff",
    "\x1b]0;title\x07",
    '=HYPERLINK("http://x","y")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "\t=1",
    "＝1",
    "!!python/object/apply:os.system ['true']",
    "&a [*a]",
    "../../../../etc/passwd",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "NaN",
    "-Infinity",
    "1e999",
    "9" * 400,
    '"',
    '""',
    "\r\n",
    "\r",
    "\n\n",
    "\0",
    ",,,,",
    "|",
    "%00",
    "超过",
    "2.1万亿元",
    "百分之",
    "一" * 40,
    "more than " * 10,
    "2024-02-30",
    "../2025",
    "１２，０００",
    "\U0001d7d9",
)
_FRAGMENTS = (
    *(text.encode() for text in HOSTILE_TEXTS),
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x81\x30\x81\x30",
    b"\xd6\xd0",
    b"\xed\xa0\x80",
    b"\xff" * 8,
    b"\x80" * 8,
    b"PK\x03\x04",
    b"PAR1",
    b"[" * 64,
    b'{"a":' * 64,
    b"- " * 40,
)
NUMBERS = (b"0", b"-1", b"2147483648", b"9223372036854775808", b"1e400", b"4294967295")


def mutated(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Return some bytes changed in one to eight places.

    Args:
        rng: Where chance comes from.
        data: The bytes.
        others: What pieces may be taken from.
    """
    out = bytearray(data)
    for _ in range(1 << rng.randrange(4)):
        _change(rng, out, others)
    return bytes(out[:MOST_BYTES])


def _change(rng: random.Random, out: bytearray, others: Sequence[bytes]) -> None:
    place = rng.randrange(len(out) + 1)
    end = min(len(out), place + 1 + int(rng.expovariate(0.1)))
    match rng.randrange(10):
        case 0 if out:
            out[place % len(out)] ^= 1 << rng.randrange(8)
        case 1 if out:
            out[place % len(out)] = rng.randrange(256)
        case 2:
            del out[place:end]
        case 3:
            del out[place:]
        case 4 | 5:
            out[place:place] = rng.choice(_FRAGMENTS)
        case 6:
            other = rng.choice(others) if others else bytes(out)
            start = rng.randrange(len(other) + 1)
            out[place:end] = other[start : start + 1 + int(rng.expovariate(0.02))]
        case 7:
            out[place:place] = bytes(out[place:end]) * rng.randrange(1, 40)
        case 8:
            _exchange_number(rng, out, place)
        case _:
            start = rng.randrange(len(out) + 1)
            out[place:end], out[start:start] = b"", bytes(out[place:end])


def _exchange_number(rng: random.Random, out: bytearray, place: int) -> None:
    """Put another number in the place of the next one."""
    start = next((at for at in range(place, len(out)) if out[at] in b"0123456789"), None)
    if start is None:
        return
    end = start
    while end < len(out) and out[end] in b"0123456789":
        end += 1
    out[start:end] = rng.choice(NUMBERS)
