"""Look up the ids of names and codes in code lists."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from chinaindpolicy._similar import is_misspelt, nearest
from chinaindpolicy.ingest.normalize.bilingual import two_languages
from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc, strip_inner_spaces
from chinaindpolicy.model.names import fold, is_listed, names_of

# Suffixes that a region's name may have in addition to its listed form.
_CHINESE_ENDS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
_ENGLISH_ENDS = re.compile(
    r" (?:province|municipality|city|sar|special administrative region"
    r"|(?:zhuang |hui |uygur |uyghur )?autonomous region)$"
)
_WHOLE_COUNTRY = ("全国", "全国合计", "全国总计", "national", "national total", "mainland china")
_COUNTRY_ID = 2
# Short Latin texts such as NO and ID are not codes of countries.
_SHORTEST_PLACE, _LONGEST_PLACE = 4, 80
# Tables for which `inspect` proposes entries of the caller.
_OWN = ("indicators", "regions")
_SHORT = 6
_ABOVE_CITIES = ("world", "country", "province", "autonomous_region")
_PROVINCES = (*_ABOVE_CITIES, "municipality", "special_administrative_region")
# No province has changed since; three names of provinces are names of cities, too.
_PROVINCES_SINCE, _MOST_AMBIGUOUS = 1997, 3
_CITIES = ("prefecture_city", "sub_provincial_city")
# Words of rank before an indicator: 其中：, 1., #, （一）.
_RANK = re.compile(
    r"^(?:其中\s*[:：]?|[#＃]|[0-9]{1,2}(?:\.[0-9]{1,2})*[.、．)）]|[一二三四五六七八九十]{1,3}[、.．]"
    r"|[(（][一二三四五六七八九十0-9]{1,2}[)）])\s*"
)
_WORDS_OF_FIELD = re.compile(r"(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])|(?<=[a-z])(?=[A-Z][a-z])")
# The statistical bureau writes codes of divisions with six more zeros.
_LONG_CODE = re.compile(r"([0-9]{6})0{6}")


class NameLookup:
    """Lookup of rows of one table by name or code.

    Attributes:
        table: The table.
        ids: The ids of its rows, without those of the code lists.
        notes: The notes of the code lists on names, such as the successor of a former division.
    """

    def __init__(
        self, records: Iterable[Any], table: str, own: frozenset[str] = frozenset()
    ) -> None:
        self.table = table
        self._own = own
        self._forms: dict[str, set[str]] = {}
        self._parents: dict[str, str | None] = {}
        self._levels: dict[str, str] = {}
        self.notes: dict[str, None] = {}
        self._halves: dict[str, str] = {}
        records = list(records)
        self._listed_ids = frozenset(str(each.id) for each in records if is_listed(each)) - own
        # The rules of the code lists decide what the names of their rows mean.
        records = [each for each in records if str(each.id) not in self._listed_ids]
        shortened: dict[str, set[str]] = {}
        self.ids = frozenset(str(record.id) for record in records)
        for record in records:
            names = list(_forms(record, table))
            # "France (French Guiana)" is not France, if another row is.
            short = {name[: name.index(" (")] for name in names if " (" in name.strip("( ")}
            for name in names:
                forms = shortened if name in short else self._forms
                forms.setdefault(strip_inner_spaces(name), set()).add(record.id)
            self._parents[record.id] = getattr(record, "parent_id", None)
            self._levels[record.id] = str(getattr(record, "level", ""))
        for name, ids in shortened.items():
            self._forms.setdefault(name, ids)
        if own:
            # Entries of the caller win over rows of the release with the same name.
            for name, ids in self._forms.items():
                self._forms[name] = (ids & own) or ids

    @functools.cached_property
    def homonyms(self) -> frozenset[str]:
        """The names that several entries of the caller have."""
        return frozenset(
            name for name, ids in self._forms.items() if len(ids) > 1 and ids <= self._own
        )

    def named(self, text: str) -> frozenset[str]:
        """Return the ids of several entries of the caller that have a name; empty for others."""
        name = _looked_up(text)
        return frozenset(self._forms[name]) if name in self.homonyms else frozenset()

    def find(self, cell: Any) -> str:
        """Return the id of a name or code.

        Raises:
            CellError: If there is none, or more than one; names near matches.
        """
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        given = self.one_language(str(cell))
        if given in self.ids:
            return given
        found = self._candidates(given)
        if len(found) == 1:
            (id,) = found
            self._check_homonyms(given, id)
            return id
        if found:
            several = ", ".join(sorted(found))
            apart = ", or state the unit by which they differ" if self.named(given) else ""
            raise CellError(
                "name-ambiguous",
                f"{given!r} may be any of {several} in {self.table}; use the id{apart}",
                several,
            )
        if self.table == "regions":
            return self._listed(given, "", "")
        if self.table == "indicators" and (bare := without_rank(given)) not in ("", given):
            return self.find(bare)
        raise self._unknown(given)

    def _check_homonyms(self, given: str, id: str) -> None:
        """Raise CellError if the name of a city is the name of another city of the code lists."""
        if self._levels[id] not in _CITIES or any(char.isdigit() for char in given):
            return
        from chinaindpolicy.codes.matches import NoMatch
        from chinaindpolicy.codes.places import find_place

        found = find_place(given)
        if isinstance(found, NoMatch) and found.reason == "ambiguous":
            cities = {place.id for place in found.candidates if place.tier == "prefecture"}
            if len(cities) > 1:
                raise CellError("name-ambiguous", f"{found.message}; use the id", id)

    def _unknown(self, given: str) -> CellError:
        if self.halves_differ(given):
            return CellError(
                "name-conflict",
                f"{given[:80]!r} has two names that mean different rows of {self.table}; correct "
                f"one, or state the id with values={{...: {{{given[:80]!r}: ID}}}}",
            )
        written = fold(nfkc(given[:80]))
        near = nearest(written, self._forms)
        if self.table == "regions" and written.isascii():  # another place is only similar
            near = tuple(name for name in near if is_misspelt(written, name))
        # Short names are similar by chance: vendor is not ndrc.
        near = tuple(
            name
            for name in near
            if not name.isascii() or len(name) > _SHORT or is_misspelt(written, name)
        )
        ids = list(dict.fromkeys(id for name in near for id in sorted(self._forms[name])))
        hint = f"; did you mean {' or '.join(map(repr, ids[:3]))}?" if ids else ""
        own = f"; if it is new, pass an entry in extend={{{self.table!r}: [...]}}"
        return CellError(
            "name-unknown",
            f"nothing in {self.table} has the name {given[:80]!r}{hint}"
            f"{own if self.table in _OWN else ''}",
            " or ".join(ids[:3]),
        )

    def _listed(self, given: str, outer: str, level: str) -> str:
        """Return the id of a place by the code lists of the package.

        Raises:
            CellError: If the lists do not identify one place.
        """
        # Loading the lists takes longer than most conversions.
        from chinaindpolicy.codes.matches import NoMatch
        from chinaindpolicy.codes.places import find_place

        if (own := f"cn-{given.strip().lower()}") in self.ids:  # BJ: Beijing or Benin
            message = f"{given!r} may be the code of a country or {own!r}; use the id"
            raise CellError("name-ambiguous", message, own)
        if len(given) == _COUNTRY_ID and given in self._listed_ids:  # no: Norway, or a word
            alpha_2 = given.upper()
            message = f"{given!r} may be a word or the id of a country; use the code {alpha_2!r}"
            raise CellError("name-ambiguous", message, alpha_2)
        tier = {"city": "prefecture", "county": "county"}.get(level)
        found = find_place(given, within=outer or None, level=tier)
        if isinstance(found, NoMatch):
            if found.reason == "unknown":
                raise self._unknown(given)
            code = {"ambiguous": "name-ambiguous", "outside": "name-conflict"}.get(found.reason)
            raise CellError(code or "name-unknown", f"{found.message}; use the id")
        if found.partial:
            raise CellError("name-conflict", f"{given!r}: {'; '.join(found.notes)}")
        self.notes |= dict.fromkeys(found.notes)
        if found.id not in self.ids:
            self._add_listed(found.id)
        return found.id

    def _add_listed(self, id: str) -> None:
        """Add the region of the code lists, and the regions that contain it."""
        from chinaindpolicy.codes.rows import listed_rows

        rows = listed_rows("regions")
        at: str | None = id
        while at is not None and at not in self._parents:
            ((level, parent),) = rows.filter(id=at).select("level", "parent_id").rows()
            self._levels[at], self._parents[at] = level, parent
            at = parent

    def find_within(self, cell: Any, outer: str, level: str = "") -> str:
        """Return the id of a place that is part of another place.

        Args:
            cell: The name of the place.
            outer: The id of the place around it; empty if it is not stated.
            level: `city` or `county` if the column contains places of that level only.

        Raises:
            CellError: If there is none, or the name is one of another place.
        """
        cell = self.one_language(str(cell))
        found = {id for id in self._candidates(cell) if not outer or self.is_within(id, outer)}
        if level in ("city", "county"):
            found = {id for id in found if self._is_city(id)}
        if level == "county":  # 长沙 in a column of counties is 长沙县
            found = {id for id in found if self._levels[id] not in _CITIES}
        if len(found) == 1:
            (only,) = found
            if not outer:
                self._check_homonyms(str(cell), only)
                self._check_city(str(cell), only, level)
            return only
        if not found and self.table == "regions":
            try:
                only = self._listed(str(cell), outer, level)
            except CellError:
                if not self._candidates(str(cell)):
                    raise
            else:
                if not outer:
                    self._check_city(str(cell), only, level)
                return only
        id = self.find(cell)  # raises if the name is unknown or ambiguous
        if outer and not self.is_within(id, outer):
            raise CellError(
                "name-conflict",
                f"{cell!r} is {id}, which is not part of {outer}, stated next to it",
            )
        raise CellError(
            "name-unknown", f"{cell!r} is {id}, but the column contains places of level {level}"
        )

    def has_city(self, names: Iterable[Any]) -> bool:
        """Return True if one of the names is that of a city below a province."""
        unknown: list[str] = []
        for name in map(self.one_language, map(str, names)):
            found = self._candidates(name)
            if any(self._levels[id] in _CITIES for id in found):
                return True
            if not found:
                unknown.append(name)
        if self.table != "regions" or not unknown:
            return False
        from chinaindpolicy.codes.matches import NoMatch
        from chinaindpolicy.codes.places import find_place

        listed = (find_place(name) for name in unknown)
        return any(
            not isinstance(found, NoMatch) and found.place.tier == "prefecture" for found in listed
        )

    def check_among_cities(self, given: str, id: str) -> None:
        """Raise CellError if a name of a province may be one of a city, among names of cities.

        Args:
            given: The name, such as 吉林.
            id: The id of the province.
        """
        given = self.one_language(given)
        if self._levels[id] in _ABOVE_CITIES and given != id:
            from chinaindpolicy.codes.matches import NoMatch
            from chinaindpolicy.codes.places import find_place

            found = find_place(given)
            if isinstance(found, NoMatch) and found.reason == "ambiguous":
                raise CellError("name-ambiguous", f"{found.message}; use the id", id)

    def _check_city(self, given: str, id: str, level: str) -> None:
        """Raise CellError for a province in a column of cities: 海南 is no city in Qinghai."""
        above = {each for each in self._candidates(given) if self._levels[each] in _ABOVE_CITIES}
        if level == "city" and above and self._levels[id] not in _CITIES and given != id:
            several = ", ".join(sorted({id, *above}))
            raise CellError(
                "name-ambiguous", f"{given!r} may be any of {several} in regions; use the id",
                several,
            )  # fmt: skip

    def is_province(self, id: str) -> bool:
        """Return True for a province or an autonomous region."""
        return self._levels[id] in ("province", "autonomous_region")

    def has_province(self, names: Iterable[str]) -> bool:
        """Return True if one of the names is that of a province or country, and of no city."""
        found = dict[str, str]()
        for name in map(self.one_language, names):
            ids = self._candidates(name)
            if len(ids) == 1 and self._levels[next(iter(ids))] in _PROVINCES:
                found.setdefault(next(iter(ids)), name)
        if len(found) > _MOST_AMBIGUOUS:
            return True
        from chinaindpolicy.codes.places import find_place

        return any(name == id or bool(find_place(name)) for id, name in found.items())

    def in_year(self, cell: Any, id: str, year: int, outer: str, level: str, *, city: bool) -> str:
        """Return the id of a place in a year of the data.

        Args:
            cell: The name or code.
            id: The place that it means now.
            year: The year.
            outer: The id of the place around it; empty if it is not stated.
            level: `city` or `county` if the column contains places of that level only.
            city: True if the other places of the column are cities.

        Raises:
            CellError: If the place of that time has no one successor.
        """
        from chinaindpolicy.codes.places_in_time import place_in_year

        text = str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
        text = self.one_language(text)
        tier = {"city": "prefecture", "county": "county"}.get(level)
        found = place_in_year(text, id, year, within=outer, tier=tier, city=city)
        if found.error:
            raise CellError(
                "name-conflict", f"{text!r} in {year}: {found.error}; state the id of one of them, "
                "or leave the row out",
            )  # fmt: skip
        self.notes |= dict.fromkeys(found.notes)
        if found.id not in self.ids:
            self._add_listed(found.id)
        return found.id

    def depends_on_year(self, text: str, first_year: int) -> bool:
        """Return True if a name may mean another place in an earlier year of the data."""
        if self.table != "regions" or len(text) > _LONGEST_PLACE:
            return False
        text = self.one_language(text)
        ids = self._candidates(text)
        if ids & self._own or (
            first_year >= _PROVINCES_SINCE
            and ids
            and all(self._levels[id] in _PROVINCES for id in ids)
        ):
            return False
        from chinaindpolicy.codes.places_in_time import depends_on_year

        return depends_on_year(text, first_year)

    def is_within(self, id: str, outer: str) -> bool:
        """Return True if a region is another one or part of it."""
        at: str | None = id
        while at is not None:
            if at == outer:
                return True
            at = self._parents.get(at)
        return False

    def _is_city(self, id: str) -> bool:
        return self._levels[id] not in _ABOVE_CITIES

    def one_language(self, text: str) -> str:
        """Return the Chinese half of a name in two languages, if both halves mean one row.

        The whole text is returned if it is a name itself, or the halves are not both known and
        the same.
        """
        if text in self._halves:
            return self._halves[text]
        halves = two_languages(text)
        if halves is None or self._candidates(text):
            return text
        first, second = map(self._meanings, halves)
        self._halves[text] = halves[0] if first & second else text
        return self._halves[text]

    def halves_differ(self, text: str) -> bool:
        """Return True if a name in two languages has halves that mean different rows."""
        halves = two_languages(text)
        found = [self._meanings(half) for half in halves or ()]
        return bool(found) and all(found) and not set.intersection(*found)

    def _meanings(self, name: str) -> set[str]:
        """Return the ids that a name may mean, those of the code lists included."""
        found = set(self._candidates(name))
        if self.table != "regions" or found:
            return found
        from chinaindpolicy.codes.matches import NoMatch
        from chinaindpolicy.codes.places import find_place

        listed = find_place(name)
        if isinstance(listed, NoMatch):
            return {place.id for place in listed.candidates}
        return set() if listed.partial else {listed.id}

    def _candidates(self, given: str) -> set[str]:
        if given in self.ids:
            return {given}
        found = self._ids(_looked_up(given))
        if found or self.table != "indicators" or not given.isascii():
            return found
        # floor_area and GrossOutput are names of the fields of a database.
        spaced = _WORDS_OF_FIELD.sub(" ", given)
        if spaced == given:
            return found
        id = "-".join(spaced.lower().split())
        return {id} if id in self.ids else self._ids(_looked_up(spaced))

    def has(self, name: str) -> bool:
        """Return whether a row has this name."""
        return bool(self._candidates(self.one_language(name)))

    def is_place(self, name: str) -> bool:
        """Return whether a row has this name, or places of the code lists of the package do."""
        name = self.one_language(name)
        if self.has(name):
            return True
        if len(name) > _LONGEST_PLACE or (name.isascii() and len(name) < _SHORTEST_PLACE):
            return False
        from chinaindpolicy.codes.matches import NoMatch
        from chinaindpolicy.codes.places import find_place

        found = find_place(name)
        return bool(found.candidates) if isinstance(found, NoMatch) else not found.partial

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
            if name.endswith(" city"):  # Jilin City is no province
                found = {id for id in found if self._levels[id] not in _ABOVE_CITIES}
            return found
        return self._within(name)

    def _within(self, name: str) -> set[str]:
        """Return the region of a name that includes its parent region: 广东省深圳市."""
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


def without_rank(text: str) -> str:
    """Return the name of an indicator without the words of rank before it.

    Example:
        >>> without_rank("其中：出口"), without_rank("1. Exports")
        ('出口', 'Exports')
    """
    return _RANK.sub("", text.strip())


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
