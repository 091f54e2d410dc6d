"""The option `--lang`: Chinese texts of the commands; an unknown language is rejected."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from chinaindpolicy.cli import localized_errors
from chinaindpolicy.lang.texts import catalogue
from command_line import Run, fine

TABLE = "indicator_id,region_id,period,value,unit\nchip-yield-rate,cn-bj,2024,130,percent\n"


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def test_explain_in_chinese(run: Run) -> None:
    out = fine(run("explain", "components-plan-sales-2023", "--lang", "zh"))
    assert out.startswith("components-plan-sales-2023（目标）\n")
    assert "2.1万亿元（水平值），中国，2023年" in out


def test_assess_in_chinese(run: Run) -> None:
    code, out, err = run("assess", "--as-of", "2026-11-22", "--lang", "zh")
    assert code == 0
    assert "已实现" in out and "未通过的检验" in out
    assert err.startswith("发布版2026.3的69项目标，截至2026年11月22日：已实现")


@pytest.mark.parametrize("more", [(), ("--details",)])
def test_validate_in_chinese(run: Run, table: str, more: tuple[str, ...]) -> None:
    code, out, _ = run("validate", table, "--table", "figures", "--lang", "zh", *more)
    assert code == 1
    assert "share-outside-domain" in out and "占比应在0至100之间" in out
    assert "未通过：" in out and "缺少" in out


def test_normalize_in_chinese(run: Run, table: str, tmp_path: Path) -> None:
    Path(table).write_text("指标,地区,年份,数值（亿元）\n电子元器件销售总额,某地,2024,1\n", "utf-8")
    output = str(tmp_path / "figures.csv")
    code, out, err = run(
        "normalize", table, "--table", "figures", "--output", output, "--lang", "zh"
    )
    assert code == 1
    assert "indicator_id 取自 '指标'" in out
    assert "regions 中没有名称 '某地'；如为新条目，用 extend={'regions': [...]} 定义" in out
    assert err == f"已写入 {output}\n"


def test_audit_in_chinese(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text("2024年，济南新能源汽车产量30万辆。", encoding="utf-8")
    code, out, _ = run("audit", str(path), "--explain", "--lang", "zh")
    assert code == 1
    assert out.count("'30万辆'与数据不符（数值）") == 1 and "核对1个数字" in out


def test_verify_in_chinese(run: Run) -> None:
    assert "通过：0个错误，0个警告；已检查" in fine(run("verify", "--lang", "zh"))


def test_unknown_language_is_rejected(run: Run) -> None:
    code, out, err = run("explain", "cn-zj", "--lang", "fr")
    assert (code, out) == (2, "")
    assert "'fr' is not one of 'en', 'zh'" in err


def test_tree_search_and_cite_in_chinese(run: Run) -> None:
    out = fine(run("tree", "work-report-2024-tianshui", "--lang", "zh"))
    assert out.startswith("2024年天水市政府工作报告（work-report-2024-tianshui）：8项任务\n")
    assert "目标：招商引资到位资金，658亿元，2024年" in out and "（具体举措）" in out
    assert "目标：" in fine(
        run("tree", "work-report-2024-tianshui", "--lang", "zh", "--format", "html")
    )
    out = fine(run("search", "招商引资", "--table", "targets", "--lang", "zh"))
    assert "658亿元" in out and "见于" in out and "目标" in out
    assert "招商引资到位资金，天水市，2024年" in out
    assert run("search", "没有的词", "--lang", "zh")[2] == "没有找到记录\n"
    assert "发布版2026.3" in fine(run("cite", "components-plan-sales-2023", "--lang", "zh"))


def test_explanations_of_the_complete_assessment_are_in_chinese(run: Run) -> None:
    options = ("--as-of", "2026-11-22", "--format", "csv", "--lang", "zh", "--quiet")
    assert "已实现。目标：不少于1000个项目" in fine(run("assess", *options))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "targts"), "错误：没有表 'targts'；是否指 'targets'？"),
        (("explain", "cn-zq"), "错误：没有记录 'cn-zq'"),
        (("show", "targets", "--where", "regoin=cn"), "错误：没有列 'regoin'（目标）；是否指"),
        (("validate", "no-such.csv", "--table", "figures"), "错误：no-such.csv: 文件不存在"),
        (("show", "targets", "--formt", "csv"), "没有选项 --formt；是否指 --format"),
        (("show", "targets", "--format", "xml"), "选项 --format 的值不在允许范围内；允许：table"),
    ],
)
def test_common_errors_are_in_chinese(run: Run, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = run(*arguments, "--lang", "zh")
    assert (code, out) == (2, "")
    assert message in err
    assert message not in run(*arguments)[2]


def test_every_text_of_the_errors_has_a_chinese_text() -> None:
    source = Path(localized_errors.__file__).read_text(encoding="utf-8")
    literals = re.findall(r'say\(\s*"([^"]+)"', source)
    assert len(literals) > 8
    assert [text for text in literals if ("", text) not in catalogue("zh")] == []


def _messages() -> Iterator[tuple[str, str]]:
    """Yield file and message of each usage error that a command writes as a literal."""
    for path in sorted(Path(localized_errors.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "click.UsageError":
                match node.args[:1]:
                    case [ast.Constant(value=str(text))]:
                        yield path.name, text
                    case [ast.JoinedStr(values=parts)]:
                        yield (
                            path.name,
                            "".join(
                                str(part.value) if isinstance(part, ast.Constant) else "'x'"
                                for part in parts
                            ),
                        )
                    case _:
                        continue


def test_usage_errors_of_the_commands_are_translated() -> None:
    found = [each for each in _messages() if each[1] != "'x' 'x'"]
    assert len(found) > 10
    assert [each for each in found if localized_errors.translated(each[1]) == each[1]] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("assess",), "缺少选项 --as-of；应写明日期（年-月-日），例如 --as-of 2026-11-22"),
        (("assess", "--as-of", "昨天"), "'昨天' 不是有效的日期；应写作 年-月-日，例如 2026-11-22"),
        (("show", "targets", "--where", "region_id"), "'region_id' 不是条件；应写作 列=值"),
        (("show", "targets", "--release", "/nowhere/x"), "文件夹 /nowhere/x 不存在"),
        (("show", "targets", "--json"), "没有选项 --json；应使用 --format json"),
        (("tree",), "缺少参数 POLICY"),
        (
            ("show", "targets", "--where", "地区=浙江"),
            "没有列 '地区'（目标）；是否指 'region_id'？",
        ),
        (("show", "targets", "--where", "年份=2024"), "是否指 'year'？"),
        (("export",), "--lang zh 须与 --format html 同时使用"),
        (("search",), "没有检索词，也没有筛选条件"),
        (("audit", "no-such.txt"), "no-such.txt：无法读取：文件不存在"),
        (("sho",), "没有命令 'sho'；是否指 'show'？"),
    ],
)
def test_errors_of_the_commands_are_in_chinese(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = run(*arguments, "--lang", "zh")
    assert (code, out) == (2, "")
    assert message in err
    assert "Usage" not in err and "Error" not in err and "error" not in err


def test_the_templates_of_errors_have_the_placeholders_of_their_english_texts() -> None:
    for each in localized_errors.error_templates():
        assert set(re.findall(r"\{([^{}]+)\}", each.chinese)) <= set(each.names), each.english


def test_tables_scan_and_collections_in_chinese(run: Run, tmp_path: Path) -> None:
    assert "documents     " in (out := fine(run("tables", "--lang", "zh"))) and "行数" in out
    text = tmp_path / "plan.txt"
    text.write_text("到2027年，产值突破4000亿元。\n", encoding="utf-8")
    assert fine(run("scan", str(text), "--lang", "zh")).startswith("段落号")
    folder = tmp_path / "own"
    out = fine(run("init", str(folder), "--text", str(text), "--lang", "zh"))
    assert out == f"已写入 {folder}\n"


def test_problems_of_a_collection_are_in_chinese(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_text("到2027年，产值突破4000亿元。\n", encoding="utf-8")
    folder = tmp_path / "own"
    fine(run("init", str(folder), "--text", str(text)))
    file = folder / "documents" / "plan.yaml"
    written = file.read_text(encoding="utf-8")
    rows = "targets:\n  - id: own-a\n    comparator: 超过\n    strenth: commit\n    paragraph: x\n"
    file.write_text(written + rows, encoding="utf-8")
    code, _, err = run("verify", "--release", str(folder), "--lang", "zh")
    assert code == 2
    assert err.startswith("文集中有3个问题：\n")
    assert "comparator：'超过' 不是已知的代码；应为以下之一：eq, gt" in err
    assert "targets 中有未知的键 'strenth'；是否应为 'strength'？ [key-unknown]" in err
    assert "paragraph：应为不加引号的 integer，而不是 'x' [value-type]" in err


def test_inspect_in_chinese(run: Run, tmp_path: Path) -> None:
    path, own, mapping = tmp_path / "t.csv", tmp_path / "own.yaml", tmp_path / "m.yaml"
    path.write_text(
        "地区,指标,备用,2022年,2023年,单位\n广东省,某新指标,甲,5,6,亿元\n合计,某新指标,,5,6,亿元\n",
        encoding="utf-8",
    )
    arguments = ("inspect", str(path), "--write-extend", str(own))
    code, english, _ = run(*arguments)
    code, _, err = run(*arguments, "--lang", "zh", "--force", "--output", str(mapping))
    assert code == 0
    text = mapping.read_text(encoding="utf-8")
    # The mapping is the same; every comment is Chinese but for names, codes and values.
    assert yaml.safe_load(text) == yaml.safe_load(english)
    comments = [line.partition("#")[2] for line in text.splitlines() if "#" in line]
    for words in ("confidence", "not read", "of the", "values)", "cells", "Rows", "column"):
        assert not any(f" {words} " in f" {each} " for each in comments), words
    assert "对应建议" in text and "可信度" in text and "结果的前几行" in text
    assert "必填" in own.read_text(encoding="utf-8") or "下列名称" in own.read_text("utf-8")
    assert "个错误；详见映射文件的注释" in err and f"已写入 {own}" in err
