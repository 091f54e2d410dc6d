"""Inputs changed within their form, so that what is read is hostile and still is read.

Bytes changed blindly are mostly refused at the door: a document that no longer parses shows nothing
of what lies behind. Here most changes keep the form, and exchange what it holds.
"""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Sequence

import polars as pl

from .mutation import HOSTILE_TEXTS, MOST_BYTES, NUMBERS, mutated

__all__ = ["mutated_archive", "mutated_cells", "mutated_json", "mutated_parquet", "mutated_yaml"]

Mutate = Callable[[random.Random, bytes, Sequence[bytes]], bytes]

_CELLS = (
    *(
        b"",
        b"-1",
        b"0",
        b"A1",
        b"a0",
        b"XFD1048576",
        b"A1:ZZZ99999999",
        b"inlineStr",
        b"true",
        b" ",
    ),
    *(b"s", b"b", b"e", b"str", b"d", b"1E400", b"nan", b"2024-02-30T25:61", b"&#65;&lt;"),
)
_QUOTED = tuple(json.dumps(text).encode() for text in HOSTILE_TEXTS)
_OTHERS = (b"null", b"true", b"[]", b"{}", b'[["x"]]', b'{"a":{"b":1}}', b'""', b"1.0", b"-0")
_BARE = tuple(text.encode() for text in HOSTILE_TEXTS if not set(text) & set(',"\n\r\0'))

_IN_MARKUP = re.compile(rb'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)')
_ELEMENT = re.compile(rb"<(\w+)\b[^>]*(?:/>|>[^<]*(?:<v>[^<]*</v>)?</\1>)")
_IN_JSON = re.compile(rb'(?<=[:\[])\s?(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)')
_CELL = re.compile(rb"[^,;\t\r\n\"]+")
_IN_YAML = re.compile(rb"(?<=: )[^\n]+")
_TYPES = (
    *(pl.String, pl.Int64, pl.Float32, pl.Date, pl.Datetime("us", "Asia/Shanghai"), pl.Boolean),
    *(pl.Binary, pl.Categorical, pl.Decimal(20, 3), pl.Null, pl.Time, pl.List(pl.String)),
)


def _exchanged(
    rng: random.Random, data: bytes, values: re.Pattern[bytes], fresh: Sequence[bytes]
) -> bytes:
    """Return text in which one to eight values are others."""
    out = data
    for _ in range(1 << rng.randrange(4)):
        found = list(values.finditer(out))
        if not found:
            break
        place = rng.choice(found)
        value = rng.choice(fresh) if rng.random() < 0.8 else rng.choice(found).group()
        out = out[: place.start()] + value + out[place.end() :]
    return out[:MOST_BYTES]


def _mostly(within: Callable[[random.Random, bytes], bytes]) -> Mutate:
    """Return a way to change inputs that at times changes bytes blindly."""

    def change(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
        return mutated(rng, data, others) if rng.random() < 0.25 else within(rng, data)

    return change


def _json(rng: random.Random, data: bytes) -> bytes:
    return _exchanged(rng, data, _IN_JSON, (*_QUOTED, *NUMBERS, *_OTHERS))


def _cells(rng: random.Random, data: bytes) -> bytes:
    return _exchanged(rng, data, _CELL, (*_BARE, *NUMBERS))


def _yaml(rng: random.Random, data: bytes) -> bytes:
    return _exchanged(rng, data, _IN_YAML, (*_QUOTED, *_BARE, *NUMBERS, *_OTHERS))


def _parquet(rng: random.Random, data: bytes) -> bytes:
    """Return a file whose columns hold and are called something else; at times its footer lies."""
    try:
        frame = pl.read_parquet(data)
    except BaseException:  # what was damaged before may end in a panic
        return data
    for _ in range(rng.choice((1, 1, 2, 3))):
        if not frame.width:
            break
        name = rng.choice(frame.columns)
        match rng.randrange(4):
            case 0:
                frame = frame.drop(name)
            case 1:
                fresh = rng.choice((*HOSTILE_TEXTS, "id", "value", "figures"))
                frame = frame if fresh in frame.columns else frame.rename({name: fresh})
            case 2:
                kind = rng.choice(_TYPES)
                frame = frame.with_columns(pl.lit(None).cast(kind).alias(name))
            case _:
                texts = [rng.choice((*HOSTILE_TEXTS, None)) for _ in range(frame.height)]
                frame = frame.with_columns(pl.Series(name, texts, pl.String))
    out = io.BytesIO()
    frame.write_parquet(out, compression=rng.choice(("uncompressed", "zstd")))
    made = bytearray(out.getvalue())
    if rng.random() < 0.4:
        footer = len(made) - 8 - int.from_bytes(made[-8:-4], "little")
        # Small numbers, such as counts of rows, are written as twice themselves.
        made[rng.randrange(footer, len(made) - 8)] = 2 * rng.randrange(9)
    return bytes(made)


def _markup(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Return XML with some values exchanged, and elements doubled, moved or gone: still XML."""
    if rng.random() < 0.7:
        return _exchanged(rng, data, _IN_MARKUP, (*NUMBERS, *_CELLS))
    found = list(_ELEMENT.finditer(data))
    if not found:
        return mutated(rng, data, others)
    place, other = rng.choice(found), rng.choice(found).group()
    fresh = rng.choice((b"", place.group() * 2, place.group() + other, other))
    return data[: place.start()] + fresh + data[place.end() :]


mutated_cells = _mostly(_cells)
mutated_json = _mostly(_json)
mutated_parquet = _mostly(_parquet)
mutated_yaml = _mostly(_yaml)


def mutated_archive(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Return a zip archive with one of its members changed; at times its bytes as they are."""
    if rng.random() < 0.15:
        return mutated(rng, data, others)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:  # whatever an archive that was damaged before raises
        return mutated(rng, data, others)
    if not members:
        return mutated(rng, data, others)
    # What holds the rows is changed more often than what names the theme.
    weights = [4 if "sheet" in name or "Strings" in name else 1 for name, _ in members]
    (chosen,) = rng.choices(range(len(members)), weights)
    name, content = members[chosen]
    if rng.random() < 0.05:
        members[chosen] = (rng.choice(("../../x", "/x", "xl/x", members[0][0])), content)
    else:
        change = mutated if rng.random() < 0.2 else _markup
        members[chosen] = (name, change(rng, content, [part for _, part in members]))
    if rng.random() < 0.03:
        del members[rng.randrange(len(members))]
    out = io.BytesIO()
    written: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            if name not in written:
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, content)
                written.add(name)
    return out.getvalue()
