"""Ids and names that a dataset does not contain: unknown, ambiguous or withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from chinaindpolicy._similar import nearest
from chinaindpolicy.codes.units import Unit, find_unit
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.model.names import fold, is_listed, names_of
from chinaindpolicy.model.vocabularies import PROVINCIAL_LEVELS

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.records import Withdrawal
    from chinaindpolicy.model.vocabularies import RegionLevel


_MOST_NEAR = 3
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALED = re.compile(
    rf"(?:(?P<count>[1-9][0-9,]*)\s*)?(?:(?P<scale>{'|'.join(_SCALES)})\s+)?(?P<unit>[^0-9^*].*)"
)


def unknown_id(
    kind: str,
    id: str,
    known: Iterable[str],
    withdrawals: Iterable[Withdrawal],
    place: str = "",
    near: tuple[str, ...] = (),
) -> UnknownNameError:
    """Return the error of an unknown id; for a withdrawn id, with the reason and the successor.

    Args:
        kind: The kind of name, such as `id`.
        id: The unknown id.
        known: The known ids.
        withdrawals: The withdrawals of the dataset.
        place: The table or dataset that was searched.
        near: The ids of records with that name; by default those with similar ids.
    """
    withdrawn = {row.id: row for row in withdrawals}
    if id not in withdrawn:
        return UnknownNameError(kind, id, known, place=place, near=near or None)
    steps: list[str] = []
    successor: str | None = id
    # A successor may be withdrawn as well. The build rejects a cycle; here it only ends the loop.
    while successor in withdrawn and len(steps) < len(withdrawn):
        row = withdrawn[successor]
        successor = row.successor_id
        follows = f"its successor is {successor!r}" if successor else "it has no successor"
        steps.append(f"withdrawn in {row.withdrawn_in} ({row.reason}); {follows}")
    fate = ", which was ".join(steps)
    return UnknownNameError(kind, id, (), fate=fate, near=successor, place=place)


def ids_named(dataset: Dataset, table: str, name: str) -> tuple[str, ...]:
    """Return the ids of a table's rows that have an id, name, alias or code.

    Raises:
        UnknownNameError: If no row has it; suggests the ids of rows with similar names.

    Example:
        >>> import chinaindpolicy as cip
        >>> ids_named(cip.load("2026.1"), "regions", "浙江")
        ('cn-zj',)
    """
    folded = " ".join(fold(name).split())
    known = {record.id: names_of(record) for record in dataset[table]}
    ids = tuple(id for id, names in known.items() if folded in names)
    # yuan: the first word of "yuan renminbi"
    own = (row.id for row in dataset[table] if table == "units" and not is_listed(row))
    first = {id: {name.split()[0] for name in known[id]} for id in own}
    if not ids:
        ids = tuple(id for id, names in first.items() if folded in names)
    if ids:
        # SC: the code of a country, or of the province Sichuan without its country.
        province = f"cn-{folded}" if table == "regions" and folded in ids else ""
        return (province, *ids) if province in known else _preferred(dataset, table, ids)
    if any(row.id == name for row in dataset.withdrawals):
        raise unknown_id("id", name, known, dataset.withdrawals, table)
    owners = {each: id for id, names in reversed(known.items()) for each in names}
    owners |= {each: id for id, words in first.items() for each in words if each not in owners}
    if table == "units":
        _check_scale(name, owners)
    similar = nearest(folded, owners) or [each for each in owners if _has_words(each, folded)]
    near = tuple(dict.fromkeys(owners[each] for each in similar))[:_MOST_NEAR]
    raise UnknownNameError(
        "id or name", name, known, place=table, near=near, see=f"cip.{table}.frame()"
    )


def _check_scale(name: str, units: Mapping[str, str]) -> None:
    """Raise UnknownNameError with the factor if a name is a unit with a scale, such as 亿元.

    Args:
        name: The name.
        units: The id of each name of a unit.
    """
    count, factor, unit = "", Decimal(1), find_unit(name)
    if not unit and (match := _SCALED.fullmatch(name.strip())):
        count, unit = match["count"] or "", find_unit(match["unit"])
        factor *= int(count.replace(",", "") or 1) * _SCALES.get(match["scale"], 1)
        code = units.get(fold(match["unit"])) or units.get(fold(match["unit"].removesuffix("s")))
    else:
        code = None
    if isinstance(unit, Unit):
        factor, code = factor * unit.factor, unit.code
    if code is None or code not in units.values() or factor == 1:
        return
    number = f"{factor.normalize():,f}"
    use = f"values are in {code}, so use {code!r}"
    if count or name[:1].isdigit():
        fate = f"it is a quantity of {number} {code}; {use}"
    else:
        space = " " if name.isascii() else ""
        fate = f"1 {name} is {number} {code}; {use} and multiply your values by {number}"
        fate += "" if "/" in name else f", or read texts with cip.find_quantities('5{space}{name}')"
    raise UnknownNameError("id or name", name, (), place="units", near=code, fate=fate)


def _has_words(name: str, words: str) -> bool:
    """Return True if a name contains the words; in Chinese, two characters or more."""
    if words.isascii():
        return re.search(rf"\b{re.escape(words)}\b", name) is not None
    return len(words) > 1 and words in name


def _preferred(dataset: Dataset, table: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return the rows that a name means: those of a collection, then the larger places.

    Jilin is the province, which has a prefecture of this name.
    """
    own = dataset.own[table]
    ids = tuple(id for id in ids if id in own) or ids
    if table != "regions" or len(ids) == 1:
        return ids
    ranks = {id: _rank(dataset[table][id].level) for id in ids}
    return tuple(id for id in ids if ranks[id] == min(ranks.values()))


def _rank(level: RegionLevel) -> int:
    if level in ("world", "country"):
        return 0
    if level == "area":
        return 3
    return 1 if level in PROVINCIAL_LEVELS else 2


def resolve_name(dataset: Dataset, table: str, name: str) -> str:
    """Return the id of a row that has an id, name, alias or code.

    Raises:
        UnknownNameError: If no row has it, or several rows have it.

    Example:
        >>> import chinaindpolicy as cip
        >>> resolve_name(cip.load("2026.1"), "units", "CNY")
        'CNY'
    """
    if name in dataset[table]:
        return name
    if name in dataset.withdrawals:  # an id is never another row's name
        raise unknown_id("id", name, dataset[table].ids, dataset.withdrawals, table)
    ids = ids_named(dataset, table, name)
    if len(ids) > 1:
        choices = f"{len(ids)} rows have this name; use one of the ids {', '.join(ids)}"
        raise UnknownNameError("unique id", name, ids, fate=choices, place=table)
    return next(iter(ids))
