"""A true sentence with one changed trait is never supported."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from claim_scoring import read_texts

import chinaindpolicy as cip

PLACES = (
    ("Anhui", "Shandong", "Zhejiang", "Jiangsu", "Chongqing", "Dalian", "Jinan", "Changsha"),
    ("安徽", "山东", "浙江", "江苏", "重庆", "大连", "济南", "长沙"),
)
FIRMS = (
    ("CATL", "BYD"),
    ("BOE", "TCL"),
    ("TSMC", "Samsung"),
    ("宁德时代", "比亚迪"),
    ("台积电", "三星"),
)
SIGNS = (
    *(("more than ", "less than "), ("over ", "under "), ("less than ", "more than ")),
    *(("超过", "不足"), ("突破", "低于"), ("不足", "超过"), ("以上", "以下")),
)
UNITS = (
    *(("yuan", "US dollars"), ("US dollars", "yuan"), ("billion", "million")),
    *(("亿元", "万元"), ("亿美元", "亿元"), ("万辆", "辆")),
)
NUMERAL = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def replaced(span: dict[str, Any], text: str, before: str, after: str) -> Iterator[str]:
    """Yield a text in which the words next to a number are replaced."""
    start, end = max(0, span["char_start"] - 12), span["char_end"] + 2
    if before in text[start:end]:
        yield text[:start] + text[start:end].replace(before, after) + text[end:]


def mutations(text: str, span: dict[str, Any], language: str) -> Iterator[str]:
    start, end = span["char_start"], span["char_end"]
    if match := NUMERAL.search(text, start, end):
        value = Decimal(match.group().replace(",", ""))
        for factor in ("0.9", "1.1", "2", "10"):
            changed = f"{(value * Decimal(factor)).normalize():f}"
            yield text[: match.start()] + changed + text[match.end() :]
    years = set(re.findall(r"20[123][0-9]", text))
    if len(years) == 1 and not re.search(r"20\d\d(?: report|年报告)|of 20\d\d,", text):
        (year,) = years
        yield text.replace(year, str(int(year) + 1))
        yield text.replace(year, str(int(year) - 2))
    places = PLACES[language == "zh"]
    for place in places:
        if place in text:
            yield text.replace(place, places[places.index(place) - 1])
    for before, after in FIRMS:
        if before in text:
            yield text.replace(before, after)
    for before, after in (*SIGNS, *UNITS):
        yield from replaced(span, text, before, after)


def test_no_mutated_number_is_supported() -> None:
    release = cip.load("2026.2")
    choose = random.Random(7)
    tried = 0
    wrong: list[str] = []
    texts = [*read_texts("claims-own.jsonl"), *read_texts("claims-shown.jsonl")]
    for text in texts:
        spans = [one for one in text["spans"] if one.get("scored") is not False]
        if len(spans) != 1 or spans[0]["verdict"] != "supported":
            continue
        (span,) = spans
        found = list(mutations(text["text"], span, text["lang"]))
        for changed in choose.sample(found, min(5, len(found))):
            tried += 1
            near = [
                claim
                for claim in cip.audit(changed, release)
                if abs(claim.char_start - span["char_start"]) < 20
            ]
            if near and near[0].verdict == "supported":
                wrong.append(f"{changed} ({near[0].record_ids})")
    assert tried > 150
    assert not wrong, "\n".join(wrong)
