"""Workbooks as offices fill them in, made by openpyxl. All names are invented."""

import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Filling = str | int | float | date | None
Row = Sequence[Filling]

TAXONOMY = {
    "INCOME": ("脱贫人口收入支出变化",),
    "SEC.EDU": ("义务教育",),
    "SEC.MED": ("基本医疗",),
    "SEC.HOUSE": ("住房安全",),
    "SEC.WATER": ("安全饮水",),
    "MONITORING": ("防止返贫动态监测帮扶",),
    "JOBS": ("脱贫人口稳岗就业", "稳岗就业"),
    "RECTIFY": ("问题整改",),
    "BASICS": ("基础工作",),
}

HOUSEHOLD_HEADINGS = (
    "序号",
    "镇",
    "村",
    "户主姓名",
    "户类型\n(脱贫户、边缘易致贫户、一般农户)",
    "问题类型",
    "具体内容",
    "整改措施",
    "整改责任",
    None,
    "整改时限",
    "整改成效",
)
AREA_HEADINGS = ("序号", "面上问题层级", "问题类型", "具体内容", "整改措施", "整改责任", None, "整改时限", "整改成效")

HOUSEHOLD_ROW = (
    1,
    "甲镇",
    "一村",
    "赵甲",
    "脱贫户",
    "住房安全",
    "房屋漏雨",
    "修缮屋面",
    "周五",
    "一村村委会",
    "2022年8月19日",
    "",
)
AREA_ROW = (1, "村级层面（甲镇 一村）", "安全饮水", "管网老化", "更换管道", "周五", "甲镇", "2022年8月31日", "")


def household_row(**changes: Filling) -> Row:
    """HOUSEHOLD_ROW with some of its columns changed."""
    return _changed(
        HOUSEHOLD_ROW, "number town village household type category content measures person unit due effect", changes
    )


def area_row(**changes: Filling) -> Row:
    return _changed(AREA_ROW, "number level category content measures person unit due effect", changes)


def _changed(row: Row, columns: str, changes: dict[str, Filling]) -> Row:
    names = columns.split()
    assert changes.keys() <= set(names)
    return [changes.get(name, value) for name, value in zip(names, row, strict=True)]


def fill_household_sheet(sheet: Worksheet, rows: Sequence[Row]) -> None:
    """附件1-1: title and signature lines, a header of two rows (6 and 7), data from row 8."""
    _fill(sheet, "甲镇集中排查“回头看”专项行动问题整改台账(户内问题)", HOUSEHOLD_HEADINGS, 9, rows)


def fill_area_sheet(sheet: Worksheet, rows: Sequence[Row]) -> None:
    """附件1-2, laid out in the same way."""
    _fill(sheet, "甲镇集中排查“回头看”专项行动问题整改台账(面上问题)", AREA_HEADINGS, 6, rows)


def _fill(sheet: Worksheet, title: str, headings: Row, responsibility: int, rows: Sequence[Row]) -> None:
    sheet["A1"] = "附件 1-1"
    sheet["A2"] = title
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=len(headings))
    sheet["A3"] = "填报单位（盖章）：甲镇人民政府"
    sheet["A4"] = "填 报 人：孙三"
    sheet["A5"], sheet["C5"] = "填报时间：", "2022年8月20日"
    for column, heading in enumerate(headings, start=1):
        sheet.cell(6, column, heading)
        if column not in (responsibility, responsibility + 1):
            sheet.merge_cells(start_row=6, start_column=column, end_row=7, end_column=column)
    sheet.merge_cells(start_row=6, start_column=responsibility, end_row=6, end_column=responsibility + 1)
    sheet.cell(7, responsibility, "责任人")
    sheet.cell(7, responsibility + 1, "责任单位")
    for at, row in enumerate(rows, start=8):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column, value)


def save(path: Path, fill: Callable[[Worksheet], object]) -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "户内"
    fill(sheet)
    book.save(path)
    return path


def household_ledger(path: Path, *rows: Row) -> Path:
    return save(path, lambda sheet: fill_household_sheet(sheet, rows))


def area_ledger(path: Path, *rows: Row) -> Path:
    return save(path, lambda sheet: fill_area_sheet(sheet, rows))


_INLINE = re.compile(rb't="inlineStr"><is>(.*?)</is>', re.DOTALL)
_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def with_shared_strings(data: bytes) -> bytes:
    """A workbook of one sheet with its texts in a part of their own, as Excel saves it; openpyxl writes them inline."""
    texts: list[bytes] = []

    def share(inline: re.Match[bytes]) -> bytes:
        texts.append(inline[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _INLINE.sub(share, content) if name == _SHEET else content)
        shared = b"".join(b"<si>%s</si>" % text for text in texts)
        namespace = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        target.writestr(_STRINGS, b"<sst %s>%s</sst>" % (namespace, shared))
    return out.getvalue()


PEOPLE_HEADINGS = ("单位", "上级单位", "姓名", "职务", "角色", "联系电话", "起止日期")


def people_list(path: Path, *rows: Row, headings: Row = PEOPLE_HEADINGS) -> Path:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["单位和人员名单"])
        sheet.append(list(headings))
        for row in rows:
            sheet.append(list(row))

    return save(path, fill)
