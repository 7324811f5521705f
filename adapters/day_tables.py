"""Reads the day tables of the business calendar (休息日与调休上班日), one YAML file a year."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import yaml

from domain.calendar import BusinessCalendar, DayTable


class DayTableError(Exception):
    """A day table cannot be used. ``path`` is the file or folder, ``key`` the place in it ("" for the whole)."""

    def __init__(self, path: Path, key: str, reason: str) -> None:
        self.path = path
        self.key = key
        self.message = f"日历文件 {path} {f'的 {key} ' if key else ''}有误：{reason}"
        super().__init__(self.message)


def load_calendar(folder: Path) -> BusinessCalendar:
    """The calendar of all ``YYYY.yaml`` in the folder; DayTableError where a file, or the set of them, is not sound."""
    try:
        return BusinessCalendar(load_tables(folder))
    except ValueError as unsound:
        raise DayTableError(folder, "", str(unsound)) from None


def load_tables(folder: Path) -> list[DayTable]:
    """All ``YYYY.yaml`` of the folder; DayTableError where one is not sound."""
    return [_read(path) for path in sorted(folder.glob("*.yaml"))]


def _read(path: Path) -> DayTable:
    try:
        # BaseLoader leaves every value a text, so that msgspec can say at which key a date or a number is wrong
        content = yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)
        table = msgspec.convert(content, DayTable, strict=False)
    except yaml.YAMLError as unreadable:
        raise DayTableError(path, _line(unreadable), "不是有效的 YAML 文件") from None
    except msgspec.ValidationError as wrong:
        raise DayTableError(path, _key(str(wrong)), _reason(str(wrong))) from None
    if path.stem != str(table.year):
        raise DayTableError(path, "year", f"文件名与年份 {table.year} 不一致")
    return table


def _line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"第{mark.line + 1}行" if mark else ""


def _key(message: str) -> str:
    """The place that msgspec names: its path into the data, and the field if one is missing or unknown."""
    path = re.search(r"at `\$\.?(.*?)`$", message)
    field = re.search(r"field `(.*?)`", message)
    return ".".join(found[1] for found in (path, field) if found and found[1])


def _reason(message: str) -> str:
    cause = message.split(" - at `")[0]
    if "missing required field" in cause:
        return "缺少此项"
    if "unknown field" in cause:
        return "没有这一项"
    if cause.startswith(("Expected", "Invalid")):
        return f"格式不对（{cause}）"
    return cause
