"""Numbers written in English words, by other means than those that read them."""

from __future__ import annotations

from chinaindpolicy.quantity.english.numerals import SCALES, english_values

WORDS = {number: word for word, number in english_values().items()}


def in_english(number: int, hundred: str = " ", tens: str = "-") -> str:
    """Write a number in English words: the independent way round."""
    for scale in (12, 9, 6, 3):
        many, rest = divmod(number, 10**scale)
        if many:
            name = next(word for word, power in SCALES.items() if power == scale)
            tail = f"{hundred if rest < 100 else ' '}{in_english(rest, hundred, tens)}"
            return f"{in_english(many, hundred, tens)} {name}{tail if rest else ''}"
    if number >= 100:
        tail = f"{hundred}{in_english(number % 100, hundred, tens)}" if number % 100 else ""
        return f"{WORDS[number // 100]} hundred{tail}"
    if number > 20 and number % 10:
        return f"{WORDS[number // 10 * 10]}{tens}{WORDS[number % 10]}"
    return WORDS[number]
