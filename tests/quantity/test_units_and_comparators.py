"""Every word of a unit with every comparator: no unit hides a comparator, and none the value."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from chinaindpolicy.codes.lists import codelists_folder
from chinaindpolicy.quantity import (
    Quantity,
    find_quantities,
    format_quantity,
    parse_quantity,
)
from chinaindpolicy.quantity.core.definitions import chinese
from chinaindpolicy.quantity.units import chinese_words, english_words, rate_code, units

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Language

CHINESE = {
    "超过{}": "gt",
    "不低于{}": "ge",
    "不足{}": "lt",
    "不超过{}": "le",
    "约{}": "approx",
    "达到{}": "eq",
    "{}以上": "ge",
    "{}以下": "le",
    "{}以内": "le",
    "{}左右": "approx",
    "{}及以上": "ge",
    "{}（含）以上": "ge",
}
ENGLISH = {
    "more than {}": "gt",
    "at least {}": "ge",
    "less than {}": "lt",
    "no more than {}": "le",
    "about {}": "approx",
    "reached {}": "eq",
    "{} or more": "ge",
    "{} or less": "le",
    "{} or so": "approx",
    "{} and above": "ge",
}
# Scales are part of the number, 度 is energy only with one, and p needs a capital.
NOT_AFTER_1200 = ("度",)
NOT_IN_A_LOOP = ("p", "p算力", "e算力", "百亿亿次/秒", "万千乏", "（上年=100）")
ATTACHED = ("%", "‰", "℃", "°c", "m²", "m³", "w", "v", "t标准煤", "t标煤", "/10万")


def only_quantity(text: str) -> Quantity | None:
    found = [mention for mention in find_quantities(text) if mention.quantity]
    return found[0].quantity if len(found) == 1 else None


def listed_words() -> Iterator[str]:
    """Yield the words of the code list without their scale."""
    content = (codelists_folder() / "unit_words.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(content.splitlines()):
        yield row["word"][len(row["scale"]) :]


def test_no_chinese_unit_hides_a_comparator() -> None:
    words = {**dict.fromkeys(chinese("counters", "words")), **chinese_words()}
    assert len(words) > 350
    wrong = []
    for word, code in words.items():
        if word in NOT_IN_A_LOOP:
            continue
        for number, value in (("500万", 5_000_000), ("1200", 1200)):
            if word in NOT_AFTER_1200 and number == "1200":
                continue
            for form, comparator in CHINESE.items():
                text = f"规模{form.format(number + word)}，其中"
                quantity = only_quantity(text)
                expected = (comparator, Decimal(value), code, None if code else word)
                if quantity is None or expected != (
                    quantity.comparator,
                    quantity.value,
                    quantity.unit,
                    quantity.unit_text,
                ):
                    wrong.append((text, quantity))
    assert not wrong


def test_no_english_unit_hides_a_comparator() -> None:
    wrong = []
    for phrases in english_words().values():
        for word, code in phrases:
            written = {"w": "W", "v": "V"}.get(word, word)
            for number, value in (("5,200", 5200), ("5 million", 5_000_000)):
                attached = word in ATTACHED
                if (attached and word[0].isalpha() and number != "5,200") or word == "won":
                    continue
                for form, comparator in ENGLISH.items():
                    text = f"a scale of {form.format(number + ' ' * (not attached) + written)}, and"
                    quantity = only_quantity(text)
                    if quantity is None or (comparator, Decimal(value), code) != (
                        quantity.comparator,
                        quantity.value,
                        quantity.unit,
                    ):
                        wrong.append((text, quantity))
    assert not wrong


# Words of headings, ranges of dates, symbols that need a capital, and words with a scale inside.
NOT_AFTER_NUMBERS = {"月", "指数", "1/10万", "亿元/平方公里", "kgce", "hm2", "度"}


def test_every_word_of_the_code_list_is_a_unit() -> None:
    wrong = []
    for word in listed_words():
        if "=" in word or word in NOT_AFTER_NUMBERS:
            continue
        text = f"规模超过1200{word}，其中"
        quantity = only_quantity(text)
        printed = quantity and (quantity.comparator, quantity.value) == ("gt", Decimal(1200))
        if quantity is None or not printed or (quantity.unit or quantity.unit_text) is None:
            wrong.append((text, quantity))
    assert not wrong


def test_rates_keep_the_comparator_and_the_printed_value() -> None:
    wrong = []
    for above in ("元", "吨标准煤", "千瓦时", "公斤", "立方米", "美元", "克", "辆", "件"):
        for below in (
            "人",
            "户",
            "万元",
            "亩",
            "公顷",
            "平方公里",
            "立方米",
            "万人",
            "百户",
            "公斤",
        ):
            for sign in ("/",) if above in ("辆", "件") else ("/", "每"):
                text = f"达到0.5{above}{sign}{below}以上"
                quantity = only_quantity(text)
                found = quantity and (quantity.value, quantity.comparator, quantity.text[-2:])
                named = quantity and (quantity.unit in units() or quantity.unit_text)
                if found != (Decimal("0.5"), "ge", "以上") or not named:
                    wrong.append(text)
    assert not wrong


def test_a_rate_has_a_code_only_if_the_code_means_exactly_that() -> None:
    assert rate_code("CNY", "person", Decimal(1)) == "CNY_per_person"
    assert rate_code("CNY", "person", Decimal(10_000)) is None
    assert rate_code("kilogram", "mu", Decimal(1)) == "kilogram_per_mu"
    assert rate_code("CNY", "kilogram", Decimal(1)) is None
    assert rate_code("furlong", "hour", Decimal(1)) is None


def test_reader_knows_the_codes_of_the_code_list() -> None:
    content = (codelists_folder() / "units.csv").read_text(encoding="utf-8")
    listed = {row["code"] for row in csv.DictReader(content.splitlines())}
    # What one measure word counts in a sentence is an item, a person or a device.
    counted_as_items = {"aircraft", "case", "case_cigarettes", "event", "line", "lot", "occurrence"}
    # What a noun names, and no measure word: the reader returns an item.
    counted_as_items |= {"category", "cluster", "data_centre", "demonstration", "innovation_unit"}
    counted_as_items |= {"laboratory", "pilot", "platform", "technology"}
    assert set(units()) <= listed
    assert listed - set(units()) == counted_as_items | {"plant", "set", "sex_ratio", "ship"}


def test_a_unit_without_a_code_is_written_or_rejected() -> None:
    quantity = parse_quantity("超过50斤")
    assert quantity.unit_text == "斤"
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        written = format_quantity(quantity, language)
        assert "斤" in written
        assert parse_quantity(written) == quantity
    with pytest.raises(ValueError, match="unit_text is '。'"):
        format_quantity(replace(quantity, unit_text="。"))
