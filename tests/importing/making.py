"""Makers of test files: each returns a function that writes the file when it is called."""

import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from adapters.importing.compound_file import holding_only
from tests.importing.word_files import document, paragraph, save_docx
from tests.importing.workbooks import (
    HOUSEHOLD_ROW,
    Row,
    area_ledger,
    household_ledger,
    people_list,
    save,
    with_shared_strings,
)
from tests.importing.xls_files import save_xls

Make = Callable[[Path], object]

PLAN = "整改方案\n二、问题\n1.档案不齐。\n整改措施:补齐。\n责任人:赵一\n完成时限:5月20日\n"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
OLD_HEADER = ["序号", "面上问题层级", "问题类型", "具体内容", "整改措施", "责任人", "责任单位", "整改时限", "整改成效"]
OLD_ROW = [1, "县级层面（县住建局）", "住房安全", "房屋开裂", "修缮", "周五", "县住建局", "8月31日", ""]


def raw(data: bytes) -> Make:
    return lambda path: path.write_bytes(data)


def text(content: str, encoding: str = "utf-8") -> Make:
    return raw(content.encode(encoding))


def word(document_xml: str) -> Make:
    return lambda path: save_docx(path, document_xml)


def old_workbook(stream: bytes) -> Make:
    return lambda path: save_xls(path, stream)


def household(*rows: Row) -> Make:
    return lambda path: household_ledger(path, *rows)


def area(*rows: Row) -> Make:
    return lambda path: area_ledger(path, *rows)


def people(*rows: Row) -> Make:
    return lambda path: people_list(path, *rows)


def table(*rows: Row) -> Make:
    """A workbook of one sheet that begins in A1."""

    def fill(sheet: Worksheet) -> None:
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(at, column, value)

    return lambda path: save(path, fill)


def returned(marks: Mapping[str, str], *rows: Row) -> Make:
    """The same, with the hidden sheet of a table that was exported to be filled in."""

    def make(path: Path) -> None:
        table(*rows)(path)
        book = openpyxl.load_workbook(path)
        sheet = book.create_sheet("duban")
        for name, value in marks.items():
            sheet.append([name, value])
        sheet.sheet_state = "hidden"
        book.save(path)

    return make


def ledger_bytes(*rows: Row) -> bytes:
    """A household ledger as Excel saves it."""
    with TemporaryDirectory() as folder:
        path = household_ledger(Path(folder) / "ledger.xlsx", *(rows or [HOUSEHOLD_ROW]))
        return with_shared_strings(path.read_bytes())


def word_bytes() -> bytes:
    """PLAN as a Word document."""
    with TemporaryDirectory() as folder:
        return save_docx(Path(folder) / "plan.docx", document(*map(paragraph, PLAN.splitlines()))).read_bytes()


def package(parts: dict[str, bytes]) -> bytes:
    """A zip file."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def with_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package with one of its parts changed."""
    parts = parts_of(data)
    return package(parts | {part: change(parts[part])})


def without_part(data: bytes, part: str) -> bytes:
    return package({name: content for name, content in parts_of(data).items() if name != part})


def sheet_with(*rows: str) -> Make:
    """A good ledger with further rows of XML at its end, added when the file is made."""

    def add(sheet: bytes) -> bytes:
        return sheet.replace(b"</sheetData>", "".join(rows).encode() + b"</sheetData>")

    return lambda path: path.write_bytes(with_part(ledger_bytes(), SHEET, add))


def compound_file(*streams: str) -> bytes:
    """An OLE2 file whose directory names these streams; they share the same few bytes."""
    data = bytearray(holding_only(streams[0], bytes(4096)))
    directory = 2 * 4096
    for at, name in enumerate(streams[1:], start=2):
        entry = bytearray(data[directory + 128 : directory + 256])
        encoded = name.encode("utf-16-le")
        entry[:64] = encoded.ljust(64, b"\0")
        entry[64:66] = struct.pack("<H", len(encoded) + 2)
        data[directory + at * 128 : directory + (at + 1) * 128] = entry
    return bytes(data)


def overwritten(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def shares(data: bytes, *parts: float) -> Sequence[bytes]:
    """The file cut off at these shares of its length."""
    return [data[: int(len(data) * part)] for part in parts]
