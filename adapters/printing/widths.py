"""How wide a column is by what stands in it, and how many lines a text takes at a width. In characters of Excel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from math import ceil

from domain.papers import ColumnTitle

A4_LANDSCAPE = 150.0
"""So wide a table is still read on A4 across; a wider one is printed on A3."""

_KINDS: tuple[tuple[str, float], ...] = (
    (r"序号", 5.5),
    (r"具体内容|问题|存在的突出问题|督查内容|整改措施|整改要求", 34.0),
    (r"整改成效|整改进展|整改情况|备注|.*理由|.*意见", 24.0),
    (r"户类型|状态|.*等级|认领情况|申请销号", 11.0),
    (r"单位/乡镇|责任单位|被督查单位|.*单位|.*类型|类别|重点任务|.*层级|地点|.*来源", 15.0),
    (r".*编号|文号|发文字号", 20.0),
    (r".*时限|.*期限|.*日期|.*时间|.*日", 13.0),
    (r"镇|村|镇/村|乡镇", 9.0),
    (r"责任人|责任领导|.*姓名|户主|.*人|.*员", 10.0),
)
_OTHER, _NARROWEST, _WIDEST = 14.0, 8.0, 40.0


def width_of(column: ColumnTitle) -> float:
    kind = next((width for words, width in _KINDS if re.fullmatch(words, column.title)), None)
    if kind is None:
        kind = _NARROWEST if column.title.endswith(("数", "率", "天", "次", "分")) else _OTHER
    return min(max(kind, _in_two_lines(column.title)), _WIDEST)


def widths(columns: Sequence[ColumnTitle]) -> list[float]:
    return [width_of(column) for column in columns]


def characters(text: str) -> int:
    """A Chinese character is as wide as two others."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def lines_at(text: str, width: float) -> int:
    return sum(max(1, ceil(characters(line) / max(width - 1, 2))) for line in (text.splitlines() or [""]))


def _in_two_lines(title: str) -> float:
    """A heading is broken once, not more."""
    return ceil(characters(title) / 4) * 2 + 1.5 if len(title) > 2 else 0.0
