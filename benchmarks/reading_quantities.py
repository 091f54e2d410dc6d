"""Measure the reading of quantities against a bare number pattern and against other libraries.

Run `python benchmarks/reading_quantities.py` in an environment with this package. It compares
quantulum3, recognizers-text (recognizers-text-suite with emoji<2) and jionlp (its amounts of money)
if they are installed; a missing one is left out and named. `--documents`
adds the rates of `scan_frame` with one process and two, and the time for three million documents.
All figures of one run come from the same texts on the same machine. Rivals read a smaller slice
and are compared per byte.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from chinaindpolicy.quantity import find_quantities

MEGABYTE = 1_000_000
BARE = re.compile(r"\d+(?:[.,]\d+)*")

PLAIN_ENGLISH = (
    "Encourage leading enterprises to integrate resources and to raise their core competitiveness.",
    "Improve the layout of intellectual property rights and carry out analysis and early warning.",
    "The reliability of basic products and of complete equipment needs further improvement.",
    "Support localities and parks in building public platforms for testing, training and trade.",
    "Deepen the integration of production and education, and optimise the related disciplines.",
    "Strengthen the monitoring of key areas and advance the various actions in an orderly manner.",
    "Promote the digital transformation of key processes and carry out smart factory construction.",
)
NUMBERED_ENGLISH = (
    "By {year}, the revenue of the sector will exceed {n} billion yuan.",
    "Cultivate more than {n} high-tech enterprises and about {m} technology leaders.",
    "On January {day}, {year}, the second session of the 14th congress opened in the capital.",
    "The value added of core industries increased by {p}%, and coverage reached {q}%.",
    "It builds {m} provincial clusters around 5G, 6G and artificial intelligence.",
    "The action plan ({year}-{later}) emphasizes seven key tasks and four safeguard measures.",
    "Costs are expected to fall by {p}% to {q}% in the first half of {year}.",
)
PLAIN_CHINESE = (
    "鼓励龙头企业整合资源，扩大生产规模，提升核心竞争力。",
    "完善知识产权布局，开展专利分析与预警。",
    "加快重点工序数字化改造，推进智能工厂建设，进一步优化生产流程。",
    "支持地方、园区和单位建设公共服务平台，统一标准，形成一体化服务。",
    "深化产教融合，优化高等院校相关学科专业布局。",
)
NUMBERED_CHINESE = (
    "到{year}年，产业营业收入突破{n}亿元。",
    "培育{m}家以上领军企业，高新技术企业达到{n}家左右。",
    "规模以上工业增加值增长{p}%，占比提高{p}个百分点。",
    "建设三至五个国家级平台，推进八项重点任务。",
)
ADVERSARIAL = {
    "digits": "1",
    "digits and commas": "1,",
    "亿": "亿",
    "1亿": "1亿",
    "百分之": "百分之",
    "and": "and ",
    "spaces": " ",
    "一": "一",
}


def policy_text(size: int, *, chinese: float, seed: int = 20240123) -> str:
    """Return text of about `size` bytes, about four numbers in a thousand bytes."""
    chance = random.Random(seed)
    pieces: list[str] = []
    length = 0
    while length < size:
        in_chinese = chance.random() < chinese
        numbered = chance.random() < 0.14
        choice: tuple[str, ...]
        if in_chinese:
            choice = NUMBERED_CHINESE if numbered else PLAIN_CHINESE
        else:
            choice = NUMBERED_ENGLISH if numbered else PLAIN_ENGLISH
        year = chance.randint(2019, 2030)
        sentence = chance.choice(choice).format(
            year=year, later=year + 3, day=chance.randint(1, 31), n=chance.randint(100, 9999),
            m=chance.randint(5, 90), p=chance.randint(2, 19), q=chance.randint(20, 99),
        )  # fmt: skip
        pieces.append(sentence + ("" if in_chinese else " "))
        if chance.random() < 0.2:
            pieces.append("\n")
        length += len(pieces[-1].encode()) if in_chinese else len(pieces[-1])
    return "".join(pieces)


def dense_text(size: int, sentences: tuple[str, ...], seed: int = 20240123) -> str:
    """Return text in which every sentence has a number, about 32 in a thousand bytes."""
    chance = random.Random(seed)
    pieces: list[str] = []
    length = 0
    while length < size:
        year = chance.randint(2019, 2030)
        pieces.append(
            chance.choice(sentences).format(
                year=year, later=year + 3, day=chance.randint(1, 31), n=chance.randint(100, 9999),
                m=chance.randint(5, 90), p=chance.randint(2, 19), q=chance.randint(20, 99),
            ) + " "
        )  # fmt: skip
        length += len(pieces[-1].encode())
    return "".join(pieces)


def seconds(action: Callable[[], Any]) -> float:
    """Return the least processor time of two runs."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        action()
        best = min(best, time.process_time() - start)
    return best


def rate(read: Callable[[str], Any], text: str) -> float:
    """Return megabytes read per second."""
    return len(text.encode()) / MEGABYTE / seconds(lambda: read(text))


def rivals() -> dict[tuple[str, str], Callable[[str], Any]]:
    """Return the other libraries that are installed, each with the language that it reads."""
    found: dict[tuple[str, str], Callable[[str], Any]] = {}
    try:
        found["quantulum3", "English"] = import_module("quantulum3.parser").parse
    except ImportError as error:
        print(f"quantulum3 left out: {error}", file=sys.stderr)
    try:
        numbers = import_module("recognizers_number")
        units = import_module("recognizers_number_with_unit")
    except ImportError as error:
        print(f"recognizers-text left out: {error}", file=sys.stderr)
    else:
        for language, culture in (("English", "en-us"), ("Chinese", "zh-cn")):

            def recognize(text: str, culture: str = culture) -> None:
                numbers.recognize_number(text, culture)
                units.recognize_currency(text, culture)
                numbers.recognize_percentage(text, culture)

            found["recognizers-text", language] = recognize
    try:
        found["jionlp", "Chinese"] = import_module("jionlp").ner.extract_money
    except ImportError as error:
        print(f"jionlp left out: {error}", file=sys.stderr)
    return found


CHARACTERS, MILLIONS = 1900, 3


def read_documents(count: int) -> None:
    """Print the rates of one and two processes, and the time for three million documents."""
    polars = import_module("polars")
    package = import_module("chinaindpolicy")
    text = policy_text(count * CHARACTERS, chinese=0.5)
    texts = [text[start : start + CHARACTERS] for start in range(0, len(text), CHARACTERS)][:count]
    frame = polars.DataFrame({"id": list(range(len(texts))), "text": texts})
    package.scan_frame(frame.head(10))
    print(
        f"\n{'documents':<22}{'processes':>10}{'seconds':>10}{'per second':>12}{'3M, 16 cores':>16}"
    )
    for processes in (1, 2):
        start = time.perf_counter()
        package.scan_frame(frame, processes=processes)
        spent = time.perf_counter() - start
        rate_each = len(texts) / spent / processes
        minutes = MILLIONS * 1e6 / (16 * rate_each) / 60
        print(
            f"{f'scan_frame, {len(texts)}':<22}{processes:>10}{spent:>10.1f}"
            f"{len(texts) / spent:>12.0f}{f'{minutes:.1f} min':>16}"
        )


def main() -> None:
    """Print one table of rates and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--slice", type=int, default=20_000, help="bytes that a rival reads")
    parser.add_argument("--documents", type=int, default=0, help="documents to read as a frame")
    parser.add_argument("--text", help="a text file to repeat in place of the generated English")
    options = parser.parse_args()
    size = int(options.megabytes * MEGABYTE)

    texts = {
        "generated, English": policy_text(size, chinese=0),
        "generated, mixed": policy_text(size, chinese=0.5),
        "generated, Chinese": policy_text(size, chinese=1),
    }
    part_size = min(size, MEGABYTE)
    texts["dense, English"] = dense_text(part_size, NUMBERED_ENGLISH)
    texts["dense, Chinese"] = dense_text(part_size, NUMBERED_CHINESE)
    if options.text:
        once = Path(options.text).read_bytes().decode()
        texts["given text"] = once * max(1, size // len(once.encode()))
    find_quantities("5% 一百家")  # compiles the patterns
    print(f"{'text':<22}{'bare MB/s':>12}{'ours MB/s':>12}{'bare/ours':>12}{'mentions/kB':>13}")
    ours: dict[str, float] = {}
    for name, text in texts.items():
        bare = rate(lambda text: sum(1 for _ in BARE.finditer(text)), text)
        mine = rate(find_quantities, text)
        ours.setdefault(name, mine)
        density = len(find_quantities(text[:MEGABYTE])) / len(text[:MEGABYTE].encode()) * 1000
        print(f"{name:<22}{bare:>12.1f}{mine:>12.2f}{bare / mine:>12.1f}{density:>13.1f}")

    print(
        f"\n{'adversarial':<22}{'s/MB at 1':>12}"
        f"{f's/MB at {options.megabytes:g}':>12}{'growth':>12}"
    )
    for name, unit in ADVERSARIAL.items():
        small = unit * (MEGABYTE // len(unit.encode()))
        large = unit * (size // len(unit.encode()))
        first, second = (1 / rate(find_quantities, text) for text in (small, large))
        print(f"{name:<22}{first:>12.3f}{second:>12.3f}{second / first:>12.2f}")

    print(f"\n{'library':<22}{'kB/s':>12}{'ours is faster':>18}")
    for (name, language), read in rivals().items():
        part = texts[f"generated, {language}"][: options.slice]
        read(part[:500])
        theirs = rate(read, part)
        faster = ours[f"generated, {language}"] / theirs
        print(f"{f'{name}, {language}':<28}{theirs * 1000:>6.1f}{faster:>17.0f}x")
    if options.documents:
        read_documents(options.documents)


if __name__ == "__main__":
    main()
