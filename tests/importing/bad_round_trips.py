"""Ledgers that came back in a state in which nothing of them may be done, by kind. All are generated.

In each, the first row was also filled in as it should be: it would be done if the rest of the file were sound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.importing.round_trips import HEADER, Change, all_of, changed, column_of, row_of, table, writing

CLAIMED = {"责任领导": "赵一", "责任人": "周五"}
PRINTED = ("镇", "村", "户主姓名", "户类型", "问题类型", "具体内容", "责任单位", "整改时限")
FILLED = ("整改措施", "责任人", "整改成效", "认领情况", "不认领理由", "责任领导", "整改进展", "申请销号")
HIDDEN = ("问题编号", "版本")
PERSONS = ("李四", "吴六", "郑七", "孙三")
"""Who may not claim for 甲镇: an inspector, who checks there, a cadre of a village, the county's office."""


class BadReturn(msgspec.Struct, frozen=True):
    """One file: its kind, how it is made of the exported one, and who hands it in."""

    kind: str
    make: Callable[[Path], Path]
    person: str = "钱二"


def corpus() -> list[BadReturn]:
    """Every bad file, by kind."""
    return [bad for kind in KINDS for bad in kind()]


def of(kind: str, change: Change, person: str = "钱二") -> BadReturn:
    return BadReturn(kind, lambda path: changed(path, all_of(writing(**CLAIMED), change)), person)


def bytes_of(kind: str, spoil: Callable[[bytes], bytes]) -> BadReturn:
    def make(path: Path) -> Path:
        target = path.with_name("spoilt.xlsx")
        target.write_bytes(spoil(changed(path, writing(**CLAIMED)).read_bytes()))
        return target

    return BadReturn(kind, make)


def on_table(change: Callable[[Worksheet], object]) -> Change:
    return lambda book: change(table(book))


# --- the cells ------------------------------------------------------------------------------------------------------


def cells_of_others() -> Iterator[BadReturn]:
    for title in PRINTED:
        for value in ("别的", 12345, "9999-99-99"):
            yield of("改了不归自己填的格", writing(**{title: value}))
        yield of("清空了原有的格", writing(**{title: None}))


def wrong_answers() -> Iterator[BadReturn]:
    for value in ("也许", "认 不认", 7, "是"):
        yield of("认领写法不明", writing(认领情况=value))
    for value in ("不想认", "同上", "无"):
        yield of("不认领理由不明", writing(认领情况="不认领", 不认领理由=value))
    yield of("前后矛盾", writing(认领情况="不认领", 不认领理由="重复交办：见第2号"))
    for value in ("查无此人", "各村第一书记", "周五、吴六", "孙三", "**"):
        yield of("人员对不上", writing(责任人=value))
        yield of("人员对不上", writing(责任领导=value))
    yield of("没有佐证就申请销号", writing(申请销号="周五、赵一", 整改成效="已修好"))
    for value in ("查无此人", "周五、查无此人", "?"):
        yield of("签字人对不上", writing(申请销号=value, 整改成效="已修好"))


def formulas() -> Iterator[BadReturn]:
    for title in (*PRINTED, *FILLED, *HIDDEN):
        yield of("公式", writing(**{title: "=A1&B1"}))
    for value in ("#REF!", "#N/A"):
        yield of("错误值", writing(整改成效=value))


def merged_cells() -> Iterator[BadReturn]:
    def merge(title: str, rows: int, columns: int) -> Change:
        def change(sheet: Worksheet) -> None:
            row, column = row_of(sheet, 1), column_of(sheet, title)
            sheet.merge_cells(start_row=row, start_column=column, end_row=row + rows, end_column=column + columns)

        return on_table(change)

    for rows in (1, 2):
        yield of("合并了上下行", merge("问题编号", rows, 0))
    for title in ("镇", "户主姓名", "问题类型", "整改时限", "问题编号"):
        yield of("合并了左右格", merge(title, 0, 1))


# --- the rows -------------------------------------------------------------------------------------------------------


def numbers() -> Iterator[BadReturn]:
    for value in ("XX2022-甲镇-9999", "1", "不知道", None, 3.5):
        yield of("问题编号改了", writing(问题编号=value))
    for value in (0, -1, 99, 1.5, 10**12, "v1", "", None, "１", True):
        yield of("版本改了", writing(版本=value))

    def swapped(sheet: Worksheet) -> None:
        column = column_of(sheet, "问题编号")
        one, other = sheet.cell(row_of(sheet, 1), column), sheet.cell(row_of(sheet, 2), column)
        one.value, other.value = other.value, one.value

    yield of("问题编号对调", on_table(swapped))


def doubled_rows() -> Iterator[BadReturn]:
    def copied(to: int) -> Change:
        def change(sheet: Worksheet) -> None:
            source = row_of(sheet, 1)
            for column in range(1, sheet.max_column + 1):
                sheet.cell(source + to, column).value = sheet.cell(source, column).value

        return on_table(change)

    yield from (of("一个问题两行", copied(to)) for to in (1, 2, 3, 10))


def shifted_columns() -> Iterator[BadReturn]:
    """One column sorted without the others."""

    def shifted(title: str) -> Change:
        def change(sheet: Worksheet) -> None:
            column, first = column_of(sheet, title), row_of(sheet, 1)
            values = [sheet.cell(first + n, column).value for n in range(3)]
            for n, value in enumerate([*values[1:], values[0]]):
                sheet.cell(first + n, column).value = value

        return on_table(change)

    yield from (of("只排序了一栏", shifted(title)) for title in ("具体内容", "问题编号"))


# --- the sheet and what it says of itself ---------------------------------------------------------------------------


def headers() -> Iterator[BadReturn]:
    def renamed(title: str, to: str | None) -> Change:
        def change(sheet: Worksheet) -> None:
            column = column_of(sheet, title)
            for row in (HEADER, HEADER + 1):
                if sheet.cell(row, column).value == title:
                    sheet.cell(row, column).value = to

        return on_table(change)

    for title in HIDDEN:
        yield of("少了编号或版本栏", renamed(title, None))
        yield of("少了编号或版本栏", renamed(title, "备注"))
        yield of("少了编号或版本栏", on_table(lambda sheet, title=title: sheet.delete_cols(column_of(sheet, title))))
    for title in ("整改措施", "责任人", "整改时限", "问题编号"):
        yield of("同名的栏", renamed("村", title))

    def second_header(sheet: Worksheet) -> None:
        below = sheet.max_row + 2
        for column in range(1, sheet.max_column + 1):
            sheet.cell(below, column).value = sheet.cell(HEADER, column).value

    yield of("两个表头", on_table(second_header))
    yield of("没有表头", on_table(lambda sheet: sheet.delete_rows(HEADER, 2)))


def marks() -> Iterator[BadReturn]:
    def without_marks(book: openpyxl.Workbook) -> None:
        del book["duban"]

    yield of("没有隐藏工作表", without_marks)

    def marked(name: str, value: object) -> Change:
        def change(book: openpyxl.Workbook) -> None:
            for row in book["duban"].iter_rows(max_col=2):
                if row[0].value == name:
                    row[1].value = value

        return change

    for value in ("zhuanxiang_1999", "assessment_2020", "heyuan_2018", "=1", None):
        yield of("别的专项行动的文件", marked("campaign", value))
    for value in ("2", "", "格式一", None):
        yield of("别的格式", marked("format", value))
    for value in ("99999999", "很多", "-", "1e400"):
        yield of("别处导出的文件", marked("position", value))

    def hidden(book: openpyxl.Workbook) -> None:
        book.create_sheet("封面")
        table(book).sheet_state = "hidden"

    yield of("表被隐藏", hidden)


def other_people() -> Iterator[BadReturn]:
    for person in PERSONS:
        yield of("无权的人报送", writing(), person)
        yield of("无权的人报送", writing(2, 认领情况="不认领", 不认领理由="重复交办：见第1号"), person)


def broken_files() -> Iterator[BadReturn]:
    for size in (0, 1, 30, 100, 1000, 3000):
        yield bytes_of("半个文件", lambda data, size=size: data[:size])
    for step in (3, 7, 50):
        yield bytes_of("坏了的文件", lambda data, step=step: spoilt(data, step))
    yield bytes_of("不是工作簿", lambda data: "整改台账".encode())


def spoilt(data: bytes, step: int) -> bytes:
    return bytes(byte ^ 255 if at % step == 0 else byte for at, byte in enumerate(data))


KINDS = (
    cells_of_others,
    wrong_answers,
    formulas,
    merged_cells,
    numbers,
    doubled_rows,
    shifted_columns,
    headers,
    marks,
    other_people,
    broken_files,
)
