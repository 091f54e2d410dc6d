"""Codes, footnote marks and list marks."""

from __future__ import annotations

import pytest

from chinaindpolicy.quantity import find_quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stock code 03677", [("03677", "name")]),
        ("编号：2021-015", [("2021-015", "name")]),
        ("代码为600519", [("600519", "name")]),
        ("电话010-12345678", [("010-12345678", "name")]),
        ("拨打110报警", [("110", "name")]),
        ("12345政务服务热线", [("12345政务服务热线", "name")]),
        ("热线：12315", [("12315", "name")]),
        ("开通热线50条", [("50条", "indicator")]),
        ("电话100部", [("100部", "indicator")]),
        ("致电300余家企业", [("300余家", "indicator")]),
        ("HS code 8542", [("8542", "name")]),
        ("a code 15 percent higher", [("15 percent", "indicator")]),
        ("code 5 million lines", [("5 million lines", "indicator")]),
        ("agent 007", [("007", "name")]),
        ("0.5%", [("0.5%", "indicator")]),
        ("2021-2023", [("2021-2023", "date")]),
        ("in 2011-15, output", [("2011-15", "date")]),
        (
            "rose 5%[3] and 6%[12, 13]",
            [("5%", "indicator"), ("3", "other"), ("6%", "indicator"), ("12, 13", "other")],
        ),
        ("目标：1）增长；2）提质", [("1", "structure"), ("2", "structure")]),
        (
            "1) growth; 2) jobs; and 3) prices",
            [("1", "structure"), ("2", "structure"), ("3", "structure")],
        ),
        ("原则；1.坚持创新；2.坚持绿色", [("1", "structure"), ("2", "structure")]),
        ("9·11事件，6·18", [("9·11", "name"), ("6·18", "name")]),
        ("102.5，以上年=100", [("102.5", "indicator"), ("100", "other")]),
        ("三级医院", [("三级", "name")]),
        ("二十大报告", [("二十大", "name")]),
        ("下午三点半", [("三点半", "date")]),
    ],
)
def test_codes_and_marks_are_not_values(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.text, found.role) for found in find_quantities(text)] == expected
