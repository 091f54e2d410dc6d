"""The units and their words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chinaindpolicy.quantity import find_quantities
from chinaindpolicy.quantity.core.definitions import (
    DefinitionError,
    definitions,
    parse_definitions,
)
from chinaindpolicy.quantity.units import (
    build_units,
    chinese_words,
    english_words,
    units,
    written_unit,
)

TABLE = "[dimensions]\nlength: level\n[units]\nmetre: length, 1\nkilometre: length, 1000\n"
ENGLISH = parse_definitions("english.txt", "[units]\nmetre: metres, m")
CHINESE = parse_definitions("chinese.txt", "[units]\nmetre: 米\nkilometre: 公里")


def test_units_are_built_from_a_table_and_two_languages() -> None:
    found = build_units(parse_definitions("units.txt", TABLE), ENGLISH, CHINESE)
    assert found["metre"] == ("metre", "length", ("metres", "m"), ("米",), Decimal(1), "level")
    assert (found["kilometre"].english, found["kilometre"].factor) == ((), Decimal(1000))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("gram: mass, 1", "dimension 'mass' is not defined"),
        ("gram: length", "expected `code: dimension, factor`"),
        ("gram: length, 1, 2", "expected `code: dimension, factor`"),
        ("gram: length, many", "expected `code: dimension, factor`"),
        ("gram: length, 0", "factor 0 is not a positive number"),
        ("gram: length, -2", "factor -2 is not a positive number"),
        ("gram: length, NaN", "factor NaN is not a positive number"),
    ],
)
def test_wrong_unit_is_reported_with_file_and_line(row: str, reason: str) -> None:
    table = parse_definitions("units.txt", TABLE + row)
    with pytest.raises(DefinitionError) as caught:
        build_units(table, ENGLISH, CHINESE)
    assert str(caught.value) == f"units.txt:6: {reason}"


def test_words_of_an_unknown_unit_are_reported() -> None:
    words = parse_definitions("english.txt", "[units]\nmetre: m\nyard: yards")
    with pytest.raises(DefinitionError, match=r"english\.txt:3: unit 'yard' is not defined"):
        build_units(parse_definitions("units.txt", TABLE), words, CHINESE)


def test_nouns_count_in_units_that_are_defined() -> None:
    for file, section in (
        ("english.txt", "nouns"),
        ("english.txt", "singular nouns"),
        ("chinese.txt", "nouns"),
    ):
        assert set(definitions(file).by_word(section).values()) <= set(units())


def test_every_unit_can_be_written_and_read_in_both_languages() -> None:
    assert len(units()) > 80
    for code, unit in units().items():
        english, chinese = written_unit(code)
        scale = "million " if code == "KRW" else ""  # "won" alone is a verb
        for text in (f"5 {scale}{english}", f"5万{chinese}"):
            assert [each.quantity and each.quantity.unit for each in find_quantities(text)] == [
                code
            ], text
        assert unit.factor > 0


def test_words_are_lower_case_and_have_one_unit() -> None:
    english = [phrase for phrases in english_words().values() for phrase, _ in phrases]
    assert len(english) == len(set(english)) == sum(len(unit.english) for unit in units().values())
    assert len(chinese_words()) == sum(len(unit.chinese) for unit in units().values())
    assert [word for word in (*english, *chinese_words()) if word != word.lower()] == []
