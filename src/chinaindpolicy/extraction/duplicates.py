"""Groups of near-duplicate texts: reprints, excerpts with a changed frame."""

from __future__ import annotations

import heapq
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    import polars as pl

_LENGTH = 8
_SKETCH = 256
_INDEXED = 64
_KEYS = 12
_MOST_COMPARED = 40


@public
@checked
def near_duplicates(
    texts: pl.DataFrame, *, text: str = "text", id: str = "id", similarity: float = 0.8
) -> pl.DataFrame:
    """Group texts that share most of their characters in order.

    Two texts are near-duplicates if the Jaccard similarity of their runs of eight characters is
    at least `similarity`. It is estimated from 256 hashes, with a standard error of at most 0.03.

    Args:
        texts: A frame of texts; a missing text is a group of its own.
        text: The column of texts.
        id: The column of ids; each id once.
        similarity: The least similarity, above 0 and at most 1.

    Returns:
        The id, and `group`: the id of the first text of its group, in the order of the frame.

    Raises:
        DataError: If an id occurs twice, or `similarity` is out of its range.
        UnknownNameError: If a column does not exist.

    Example:
        >>> import chinaindpolicy as cip, polars as pl
        >>> plan = "到2027年，软件业务收入力争突破5000亿元，建成30个创新平台。"
        >>> texts = pl.DataFrame({"id": [1, 2, 3], "text": [plan, plan + "（完）", "别的内容"]})
        >>> cip.near_duplicates(texts)["group"].to_list()
        [1, 1, 3]
    """
    import polars as pl

    for name in (text, id):
        if name not in texts.columns:
            raise UnknownNameError("column", name, texts.columns, place="texts")
    if not 0 < similarity <= 1:
        raise DataError(f"similarity is {similarity}; it must be above 0 and at most 1, e.g. 0.8")
    if texts[id].is_duplicated().any():
        twice = texts[id].filter(texts[id].is_duplicated())[0]
        raise DataError(f"id {twice!r} occurs more than once in column {id!r}; ids must differ")
    leaders = _leaders(texts[text].to_list(), similarity)
    groups = texts[id].gather(pl.Series(leaders, dtype=pl.UInt32)).alias("group")
    return pl.DataFrame([texts[id], groups])


def _leaders(texts: Iterable[str | None], similarity: float) -> list[int]:
    """Return for each text the place of the first text of its group."""
    leaders: list[int] = []
    sketches: dict[int, tuple[int, ...]] = {}
    by_hash: dict[int, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        sketch = _sketch(text or "")
        # Rare hashes are the most informative; hashes of a shared form are omitted.
        lists = sorted((by_hash[each] for each in sketch[:_INDEXED] if each in by_hash), key=len)
        near = Counter(other for each in lists[:_KEYS] for other in each)
        leader = next(
            (
                other
                for other, _ in near.most_common(_MOST_COMPARED)
                if _similarity(sketch, sketches[other]) >= similarity
            ),
            place,
        )
        leaders.append(leader)
        if leader == place and sketch:
            # Only the first text of a group is compared: the time grows with the groups near it.
            sketches[place] = sketch
            for each in sketch[:_INDEXED]:
                by_hash[each].append(place)
    return leaders


def _sketch(text: str) -> tuple[int, ...]:
    """Return the smallest hashes of the runs of characters of a text."""
    plain = "".join(unicodedata.normalize("NFKC", text).lower().split())
    if not plain:
        return ()
    last = max(1, len(plain) - _LENGTH + 1)
    runs = {plain[start : start + _LENGTH] for start in range(last)}
    hashes = {_hash(run.encode("utf-8", "surrogatepass")) for run in runs}
    return tuple(heapq.nsmallest(_SKETCH, hashes))


def _hash(data: bytes) -> int:
    return zlib.crc32(data) << 32 | zlib.crc32(data, 0x9E3779B9)


def _similarity(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the Jaccard similarity that two sketches of smallest hashes estimate."""
    both = heapq.nsmallest(_SKETCH, {*one, *other})
    shared = set(one) & set(other)
    return sum(each in shared for each in both) / len(both)
