"""Reports in Chinese: every code has a guide, and messages keep values and suggestions."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.ingest import normalize
from chinaindpolicy.lang.texts import texts
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.guides import chinese_guides, guides
from chinaindpolicy.rules.localized import chinese_message, localized_gaps, templates
from chinaindpolicy.rules.registry import RULES
from chinaindpolicy.rules.report import Report
from chinaindpolicy.rules.summary import summary

SAY = texts("zh")
CHINESE = re.compile("[\u4e00-\u9fff]")
ROW = {"indicator_id": "electronic-component-sales", "period": "2024", "unit": "CNY"}
WRONG = [
    ROW | {"region_id": "Zhejiang", "value": "1,000", "comparator": ">"},
    ROW | {"region_id": "cn-bj", "value": "5", "unit": "percent", "period": "2024Q1"},
]


def test_chinese_guides_have_the_codes_of_the_rules_in_the_order_of_the_english_ones() -> None:
    assert list(chinese_guides()) == list(guides())


@pytest.mark.parametrize("code", RULES)
def test_every_code_has_a_chinese_problem_reason_example_and_fix(code: str) -> None:
    guide = chinese_guides()[code]
    assert CHINESE.search(guide.problem) and not guide.problem.endswith("。")
    for text in (guide.reason, guide.example, guide.fix):
        assert CHINESE.search(text) and text.endswith("。")
    # The names of the package are the same in both languages.
    english = guides()[code]
    for mine, theirs in ((guide.example, english.example), (guide.fix, english.fix)):
        assert set(re.findall("`[a-z_]+`", theirs)) <= set(re.findall("`[a-z_]+`", mine)), code


def test_every_message_of_a_row_rule_has_a_template() -> None:
    for code, rule in RULES.items():
        if rule.breach:
            assert [each.english for each in templates()[code]] == [rule.breach], code


def test_templates_name_known_placeholders() -> None:
    for code, found in templates().items():
        assert not code or code in RULES
        for each in found:
            used = re.findall(r"\{([^{}]+)\}", each.chinese)
            assert set(used) <= set(each.names), each.chinese


def test_messages_keep_values_and_suggestions() -> None:
    report = cip.validate(WRONG, "figures")
    text = report.to("text", lang="zh")
    for words in (
        "comparator 不允许取 '>'；应改用 'gt'（允许的取值：eq, gt,",
        "region_id：'Zhejiang' 不是 regions 中的标识码；应使用 'cn-zj'",
        "period 的 '2024Q1' 不是 ISO 8601 时期；应写作 '2024-01/2024-03'",
        "value 为 '1,000'；应为数字，例如 1000；应写作 1000，或先运行 cip.normalize",
        "unit 为 'percent'，而 'electronic-component-sales' 的单位为 'CNY'",
        "未通过：",
        "已检查figures表2行（校验级别core，引擎polars）",
    ):
        assert words in text, words
    assert len(text.splitlines()) == len(str(report).splitlines())


@pytest.mark.parametrize(
    ("row", "words"),
    [
        # Without the factor, the unit would change the value.
        ({"unit": "亿元"}, "'亿元' 不是 units 中的标识码；应使用 'CNY' 并将数值乘以100,000,000，"),
        ({"region_id": "cn-zjj"}, "'cn-zjj' 不是 regions 中的标识码；是否应为 'cn-zj'？"),
        (
            {"region_id": "nowhere"},
            "'nowhere' 不是 regions 中的标识码；可用的标识码见 `cip.regions`",
        ),
        ({"region_id": "Suzhou"}, "；可能是 'cn-ah-suzhou' or 'cn-js-suzhou'"),
        ({"period": "2024-13"}, "period 的 '2024-13' 不是有效的日期：没有13月"),
        ({"period": "2024-02-30"}, "period 的 '2024-02-30' 不是有效的日期：2024-02 只有29天"),
        ({"period": "2024/2024-13"}, "'2024-13' 不是有效的日期：没有13月"),
        ({"period": "2025/2024"}, "period 的 '2025/2024' 终点早于起点；应写作 2024/2025"),
    ],
)
def test_chinese_advice_is_complete(row: dict[str, str], words: str) -> None:
    found = cip.validate([ROW | {"region_id": "cn-bj", "value": 5.0} | row], "figures")
    assert words.replace(" or ", "、") in found.to("text", lang="zh")


def test_two_problems_of_one_message_are_not_one_form() -> None:
    message = "a: 'x' is not an id in regions; use 'b'; 'y' is not an id in regions; see `cip.z`"
    finding = Finding("id-dangling", "error", "tasks", "", "a", "x|y", message)
    assert chinese_message(finding, SAY).startswith("标识码不在所引用的表中：x|y。")


def test_a_missing_column_names_the_argument() -> None:
    report = cip.validate([{"region": "cn-bj", "unit": "CNY"}], "figures")
    assert "传入 columns={'region': 'region_id'}" in report.to("text", lang="zh")


def test_chinese_headers_name_their_columns() -> None:
    names = {
        "指标": "indicator_id", "地区": "region_id", "年份": "period",
        "单位": "unit", "数值": "value",
    }  # fmt: skip
    text = cip.validate([dict.fromkeys(names, "x")], "figures").to("text", lang="zh")
    for header, column in names.items():
        assert f"如该列名为 '{header}'，传入 columns={{'{header}': '{column}'}}" in text
        assert f"未知的列 '{header}'：不是 figures 的列，不予校验；如该列应为 {column}" in text


def test_fix_of_another_value_is_not_repeated() -> None:
    finding = Finding("unit-disagrees", "error", "figures", "a", "unit", "CNY", "unit is CNY, ...")
    assert chinese_message(finding, SAY) == "单位与原文表述不一致：CNY。更正单位，或增加勘误。"
    finding = Finding("value-magnitude", "error", "figures", "a", "value", "21", "value is ...")
    assert chinese_message(finding, SAY).endswith("：21。更正数值。")


@pytest.mark.parametrize(
    "argument",
    [
        "extend={'regions': [{'id': 'cn-north', 'name': 'North China'}]}",
        "columns={'region': 'region_id'}",
        "dimensions=['model', 'a]b']",
        "flags='keep'",
    ],
)
@pytest.mark.parametrize("after", ["", "; add it", ", or map it", " (--flag)"])
def test_a_suggested_argument_is_complete(argument: str, after: str) -> None:
    message = f"the name is unknown; pass {argument}{after}"
    finding = Finding("name-unknown", "error", "figures", "", "region_id", "x", message)
    assert f"可传入参数：{argument}。" in chinese_message(finding, SAY)


def test_an_argument_without_a_value_is_not_a_suggestion() -> None:
    message = "the unit is unknown; pass units=, e.g. '亿元', or extend=..."
    finding = Finding("unit-missing", "error", "figures", "", "value", "x", message)
    assert "可传入参数" not in chinese_message(finding, SAY)


def test_a_value_of_the_data_is_not_a_suggestion() -> None:
    value = "x; use 'evil'"
    finding = Finding("id-dangling", "error", "a", "", "b", value, f"{value!r} is not an id")
    assert "建议值" not in chinese_message(finding, SAY)


@pytest.mark.parametrize("style", ["text", "json", "jsonl", "csv", "sarif", "junit", "github"])
def test_formats_have_chinese_messages_and_the_same_codes(style: str) -> None:
    report = cip.validate(WRONG, "figures")
    chinese = report.to(style, lang="zh")
    assert "不是 ISO 8601 时期" in chinese
    for code in report.counts:
        assert code in chinese
    assert report.to(style, lang="en") == report.to(style)
    if style == "json":
        assert json.loads(chinese)["counts"] == dict(report.counts)


def test_html_is_chinese() -> None:
    page = cip.validate(WRONG, "figures").to("html", lang="zh")
    assert '<html lang="zh-Hans">' in page and "<h1>chinaindpolicy: 未通过</h1>" in page
    assert "各规则的违反次数" in page and 'data-label="严重程度"' in page


def test_summary_is_chinese() -> None:
    rows = [Finding("below-minimum", "error", "figures", "", "paragraph", "0",
                    "paragraph is 0; the minimum is 1", row=row) for row in (4, 7)]  # fmt: skip
    assert summary(Report(tuple(rows), {"rows": 9}), SAY) == (
        "错误 below-minimum figures/paragraph：paragraph 为 0；最小值为 1"
        "（2行，首次出现于行索引4）\n"
        "未通过：2个错误，0个警告；已检查9行"
    )


def test_reasons_of_skipped_checks_are_chinese() -> None:
    report = cip.verify(dataset=cip.load())
    assert "未检查：文本片段、摘要值" in report.to("text", lang="zh")
    assert localized_gaps(["a, b: column x is missing", "other"], SAY) == [
        "a, b：缺少 x 列",
        "other",
    ]


def test_unknown_language_is_rejected() -> None:
    with pytest.raises(UnknownNameError, match="available: en, zh"):
        Report().to("text", lang="de")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


REASON = "its comma does not separate thousands"
# Messages of rare input that only the guide of their code translates.
GUIDED_FILES = {"index_bases.py", "period_forms.py", "exact_numbers.py", "plain_numbers.py"}
GUIDED = {
    ("unit-unreadable", "'x' is 'x' 'x': there is no value here to take the scale"),
    ("name-conflict", "'x': 'x'"),
    ("name-conflict", "'x' in 'x': 'x'; state the id of one of them, or leave the row out"),
    ("period-unreadable", "'x' is not a period: 'x'"),
}
HINT = "\0"
HINTS = ("", "; did you mean 'x'?", "did you mean 'x'?", "no column distinguishes them")
KNOWN = {
    "reason": REASON,
    "error.reason": REASON,
    "found.message": REASON,
    "why": f" and cannot be set aside: {REASON}",
    "_hint(text)": "; write a year, month, quarter or interval, such as 2024, 2024-06 or 2024Q1",
    "hint": HINT,
    "apart": "",
    "how": "write ",
    "said": "the scale of the row is empty",
}


def _conversion_errors() -> Iterator[tuple[str, str, str]]:
    """Yield file, code and message of each error of a cell that the source writes as a literal."""
    for path in sorted(Path(normalize.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "CellError"):
                continue
            if len(node.args) < 2 or not isinstance(node.args[0], ast.Constant):
                continue
            if isinstance(node.args[1], ast.Constant):
                yield path.name, str(node.args[0].value), str(node.args[1].value)
            elif isinstance(node.args[1], ast.JoinedStr):
                text = "".join(map(_filled, node.args[1].values))
                yield path.name, str(node.args[0].value), text


def _filled(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    name = ast.unparse(part.value)
    return KNOWN.get(name, "" if " if " in name else "'x'")


def test_messages_of_conversions_are_translated() -> None:
    found = [each for each in _conversion_errors() if each[0] not in GUIDED_FILES]
    assert len(found) > 60
    missing = [
        (file, code, message)
        for file, code, message in found
        if not any(
            each.translated(message.replace(HINT, hint))
            for each in templates()[code]
            for hint in HINTS
        )
    ]
    assert {each[1:] for each in missing} == GUIDED
