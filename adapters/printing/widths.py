"""How wide a column is by what stands in it, and how many lines a text takes at a width. In characters of Excel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from domain.papers import ColumnTitle

A4_LANDSCAPE = 150.0
"""So wide a table is still read on A4 across; a wider one is printed on A3."""

SPREAD_OVER = 115.0

_KINDS: tuple[tuple[str, float], ...] = (
    (r"序号", 5.5),
    (r"具体内容|问题|存在的突出问题|督查内容|整改措施|整改要求|事项", 34.0),
    (r"整改成效|整改进展|整改情况|备注|.*理由|.*意见|缺少.*|缺什么|材料|未发生|结果", 24.0),
    (r"依据", 20.0),
    (r"身份|职务", 11.0),
    (r"户类型|状态", 14.0),
    (r".*等级|认领情况|申请销号", 11.0),
    (r"问题类型", 18.0),
    (r"单位/乡镇|责任单位|被督查单位|.*单位|.*类型|类别|重点任务|.*层级|地点|.*来源", 15.0),
    (r".*编号|文号|发文字号", 20.0),
    (r".*时限|.*期限|期限|.*日期|.*时间|.*日|制发|送达|签收", 17.0),
    (r"镇|村|镇/村|乡镇", 9.0),
    (r"责任人|责任领导|.*姓名|户主|.*人|.*员", 10.0),
)
_NARROW = re.compile(r"[\u0000-\u10ff]+")
_OTHER, _NARROWEST, _WIDEST = 14.0, 8.0, 40.0


def width_of(column: ColumnTitle) -> float:
    kind = next((width for words, width in _KINDS if re.fullmatch(words, column.title)), None)
    if kind is None:
        kind = _NARROWEST if column.title.endswith(("数", "率", "天", "次", "分")) else _OTHER
    return min(max(kind, _in_two_lines(column.title)), _WIDEST)


def widths(columns: Sequence[ColumnTitle]) -> list[float]:
    """A table of few columns is spread over the page, as far as its columns stay in proportion to their texts."""
    wanted = [width_of(column) for column in columns]
    stretch = min(max(SPREAD_OVER / sum(wanted), 1.0), 1.6)
    return [round(width * stretch, 1) for width in wanted]


def characters(text: str) -> int:
    """A Chinese character, or sign, is as wide as two others."""
    return 2 * len(text) - sum(map(len, _NARROW.findall(text)))


def lines_at(text: str, width: float) -> int:
    """At least as many as a program needs: 仿宋 is wider than Excel's measure, and no line begins with a comma."""
    room = max(width * 0.95 - 2, 2)
    return sum(max(1, ceil(characters(line) / room)) for line in (text.splitlines() or [""]))


def _in_two_lines(title: str) -> float:
    """A heading is broken once, not more."""
    return ceil(characters(title) / 4) * 2 + 1.5 if len(title) > 2 else 0.0
