"""Look up the ids of names and codes in code lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from chinaindpolicy._similar import nearest
from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc, strip_inner_spaces
from chinaindpolicy.model.names import fold, names_of

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset

# What a region's name may end in, besides how it is listed.
_CHINESE_ENDS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
_ENGLISH_ENDS = re.compile(
    r" (?:province|municipality|city|sar|special administrative region"
    r"|(?:zhuang |hui |uygur |uyghur )?autonomous region)$"
)
_WHOLE_COUNTRY = ("全国", "全国合计", "全国总计", "national", "national total", "mainland china")
# The statistical bureau writes codes of divisions with six noughts more.
_LONG_CODE = re.compile(r"([0-9]{6})0{6}")


class NameLookup:
    """Lookup of rows of one table by name or code.

    Attributes:
        table: The table.
        ids: The ids of its rows.
    """

    def __init__(self, dataset: Dataset, table: str) -> None:
        self.table = table
        self._forms: dict[str, set[str]] = {}
        self._parents: dict[str, str | None] = {}
        records = list(dataset[table])
        self.ids = frozenset(str(record.id) for record in records)
        for record in records:
            for name in _forms(record, table):
                self._forms.setdefault(strip_inner_spaces(name), set()).add(record.id)
            self._parents[record.id] = getattr(record, "parent_id", None)

    def find(self, cell: Any) -> str:
        """Return the id of a name or code.

        Raises:
            CellError: If there is none, or more than one; names near matches.
        """
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        given = str(cell)
        if given in self.ids:
            return given
        found = self._ids(_looked_up(given))
        if len(found) == 1:
            return next(iter(found))
        if found:
            several = ", ".join(sorted(found))
            raise CellError(
                "name-ambiguous", f"{given!r} may be any of {several} in {self.table}", several
            )
        near = nearest(fold(nfkc(given[:80])), self._forms)
        ids = list(dict.fromkeys(id for name in near for id in sorted(self._forms[name])))
        hint = f"; did you mean {' or '.join(map(repr, ids[:3]))}?" if ids else ""
        raise CellError(
            "name-unknown",
            f"nothing in {self.table} is called {given!r}{hint}",
            " or ".join(ids[:3]),
        )

    def has(self, name: str) -> bool:
        """Return whether a row has this name."""
        return bool(self._ids(_looked_up(name)))

    def _ids(self, name: str) -> set[str]:
        if found := self._forms.get(name):
            return found
        if self.table != "regions":
            return set()
        code = _LONG_CODE.fullmatch(name)
        if code:
            return self._forms.get(code[1], set())
        shorter = _ENGLISH_ENDS.sub("", name)
        if shorter != name and (found := self._forms.get(shorter)):
            return found
        return self._within(name)

    def _within(self, name: str) -> set[str]:
        """Return the region of a name that tells the region around it: 广东省深圳市."""
        for first, second in _splits(name):
            for outer, inner in ((first, second), (second, first)):
                found = {
                    id
                    for id in self._forms.get(inner, ())
                    if self._parents[id] in self._forms.get(outer, ())
                }
                if found:
                    return found
        return set()


def _looked_up(name: str) -> str:
    return strip_inner_spaces(" ".join(fold(nfkc(name)).split()))


def _splits(name: str) -> Iterator[tuple[str, str]]:
    before, comma, after = name.partition(",")
    if comma:
        yield before.strip(), _ENGLISH_ENDS.sub("", after.strip())
    elif not name.isascii():
        for at in range(2, len(name) - 1):
            yield name[:at], name[at:].strip()


def _forms(record: Any, table: str) -> Iterator[str]:
    names = names_of(record)
    yield from names
    if table != "regions":
        return
    if record.iso_3166_2 == "CN":
        yield from _WHOLE_COUNTRY
    for name in names:
        for end in _CHINESE_ENDS:
            if name.endswith(end) and len(name) - len(end) >= 2:
                yield name.removesuffix(end)
                break
