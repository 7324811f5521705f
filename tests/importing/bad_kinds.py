"""The kinds of bad files. Each function yields the files of one or of a few kinds that belong together."""

import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import msgspec

from adapters.importing import read_ledger, read_people, read_plan
from adapters.importing.compound_file import holding_only
from adapters.importing.filled import read_filled
from tests.importing.making import (
    OLD_HEADER,
    OLD_ROW,
    PLAN,
    SHEET,
    STRINGS,
    Make,
    area,
    compound_file,
    household,
    ledger_bytes,
    old_workbook,
    overwritten,
    package,
    parts_of,
    people,
    raw,
    returned,
    shares,
    sheet_with,
    table,
    text,
    with_part,
    without_part,
    word,
    word_bytes,
)
from tests.importing.word_files import document, paragraph, run
from tests.importing.workbooks import (
    HOUSEHOLD_ROW,
    TAXONOMY,
    Row,
    area_row,
    household_row,
)
from tests.importing.xls_files import ErrorValue, Formula, record, workbook_stream

Read = Callable[[Path], object]


class BadFile(msgspec.Struct, frozen=True):
    """One bad file: its kind, the name a clerk would see, how to make it, the refusal due to it, how it is read."""

    kind: str
    name: str
    make: Make
    code: str
    read: Read


def as_ledger(path: Path) -> object:
    return read_ledger(path, 2022, TAXONOMY)


def as_plan(path: Path) -> object:
    return read_plan(path, 2020)


def as_people(path: Path) -> object:
    return read_people(path)


def as_filled(path: Path) -> object:
    return read_filled(path)


READERS: dict[str, Read] = {"台账": as_ledger, "方案": as_plan, "人员": as_people, "回填": as_filled}


def bad(kind: str, name: str, make: Make, code: str) -> BadFile:
    """A bad file that is read as the first two characters of its name say."""
    return BadFile(kind, name, make, code, READERS[name[:2]])


# ---- what the file is ------------------------------------------------------------------------------------------------


def old_word() -> Iterator[BadFile]:
    kind, code = "旧式 .doc/.wps", "legacy_word"
    for ending in ("doc", "wps", "wpt", "docx", "txt"):
        yield bad(kind, f"方案.{ending}", raw(compound_file("WordDocument", "1Table")), code)
    yield bad(kind, "台账.xls", raw(compound_file("WordDocument")), code)
    yield bad(kind, "方案4.wps", raw(compound_file("CONTENTS")), code)
    yield bad(kind, "方案3.wps", raw(b"\x01\xfe\x32\x00" + bytes(600)), code)


def old_spreadsheet() -> Iterator[BadFile]:
    kind, code = "旧式 .et/.xls", "legacy_spreadsheet"
    stream = workbook_stream([OLD_HEADER, OLD_ROW])
    for ending in ("et", "ett", "ET"):
        yield bad(kind, f"台账.{ending}", old_workbook(stream), code)
    class_id = bytes.fromhex("01005445505700534b494e47534f4654")
    yield bad(kind, "台账.xls", raw(overwritten(holding_only("Workbook", stream), 2 * 4096 + 80, class_id)), code)
    yield bad(kind, "台账95.xls", raw(compound_file("Book")), code)
    for version in (0x0500, 0x0400):
        yield bad(kind, "台账旧版.xls", old_workbook(workbook_stream([OLD_HEADER], version=version)), code)
    for head in (b"\x09\x08\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00"):
        yield bad(kind, "台账裸流.xls", raw(head + bytes(200)), code)


def passwords() -> Iterator[BadFile]:
    kind, code = "有打开密码", "password_protected"
    for name in ("台账.xlsx", "台账.xls", "方案.docx", "人员.xlsx"):
        yield bad(kind, name, raw(compound_file("EncryptedPackage", "EncryptionInfo")), code)
    for scheme in (b"\0\0\x12\x34", b"\1\0\1\0\1\0"):
        stream = workbook_stream([OLD_HEADER, OLD_ROW], extra=record(0x002F, scheme))
        yield bad(kind, "台账.xls", old_workbook(stream), code)
    yield bad(kind, "台账加密.xlsx", raw(_flagged_encrypted(ledger_bytes())), code)
    yield bad(kind, "方案加密.docx", raw(_flagged_encrypted(word_bytes())), code)


def _flagged_encrypted(data: bytes) -> bytes:
    """Every entry of the central directory marked as encrypted."""
    changed = bytearray(data)
    at = changed.find(b"PK\1\2")
    while at >= 0:
        changed[at + 8] |= 1
        at = changed.find(b"PK\1\2", at + 4)
    return bytes(changed)


def pictures() -> Iterator[BadFile]:
    heads = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\0\x10", b"GIF89a\1\0", b"BM\x46\0", b"II*\0", b"RIFF$\0\0\0WEBP")
    for head in heads:
        for name in ("台账.xlsx", "方案.docx"):
            yield bad("图片改名", name, raw(head + bytes(range(256)) * 8), "picture")


def other_formats() -> Iterator[BadFile]:
    for name in ("方案.pdf", "方案.docx", "台账.xlsx"):
        yield bad("PDF", name, raw(b"%PDF-1.7\n%\xe2\xe3\n" + bytes(500)), "pdf")
    for head in (b"Rar!\x1a\7\1\0", b"7z\xbc\xaf\x27\x1c\0\4", b"\x1f\x8b\x08\0"):
        yield bad("压缩包", "台账.xlsx", raw(head + bytes(300)), "archive")
    yield bad("压缩包", "台账.zip", raw(package({"台账/a.xlsx": b"x"})), "archive")
    yield bad("压缩包", "方案.docx", raw(package({"a.txt": PLAN.encode()})), "archive")
    for ending in ("doc", "docx", "txt"):
        yield bad("RTF", f"方案.{ending}", raw(b"{\\rtf1\\ansi " + bytes(50) + b"}"), "rich_text")
    for ending, part in (("xlsb", "xl/workbook.bin"), ("xlsx", "xl/workbook.bin"), ("ods", "mimetype")):
        yield bad("xlsb/ods", f"台账.{ending}", raw(package({part: b"x"})), "binary_workbook")


def web_pages() -> Iterator[BadFile]:
    pages = (
        "<html><table><tr><td>序号</td></tr></table></html>",
        "\n  <!DOCTYPE html><html></html>",
        "<table border=1><tr><td>1</td></tr></table>",
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "\ufeff<html><head><meta charset=utf-8></head></html>",
    )
    for page in pages:
        yield bad("网页充作工作簿", "台账.xls", text(page), "web_page")
    yield bad("网页充作工作簿", "方案.txt", text(pages[0]), "web_page")


def wrong_reader() -> Iterator[BadFile]:
    kind = "读法不对"
    yield bad(kind, "方案.xlsx", household(HOUSEHOLD_ROW), "not_a_plan")
    yield bad(kind, "方案.xls", old_workbook(workbook_stream([OLD_HEADER])), "not_a_plan")
    yield bad(kind, "台账.txt", text(PLAN), "not_a_workbook")
    yield bad(kind, "人员.docx", raw(word_bytes()), "not_a_workbook")


def not_files() -> Iterator[BadFile]:
    kind = "不是文件或不存在"
    for name in ("台账.xlsx", "方案.txt"):
        yield bad(kind, name, lambda path: path.mkdir(), "not_a_file")
        yield bad(kind, name, lambda _: None, "no_such_file")
    yield bad(kind, "方案.txt", lambda path: path.symlink_to("/dev/zero"), "not_a_file")
    yield bad(kind, "方案" + "长" * 100 + ".txt", lambda _: None, "unreadable_file")


def too_large_files() -> Iterator[BadFile]:
    def hundred_megabytes(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(100 * 1024 * 1024)

    for name in ("台账.xlsx", "台账.xls", "方案.txt", "人员.xlsx"):
        yield bad("100 MB 文件", name, hundred_megabytes, "file_too_large")


def empty_files() -> Iterator[BadFile]:
    for content in (b"", b"\n\n", b" \t\r\n", bytes(1000)):
        for name in ("方案.txt", "台账.xlsx", "方案.docx"):
            yield bad("空文件", name, raw(content), "empty_file")


# ---- damaged and hostile packages ------------------------------------------------------------------------------------


def half_files() -> Iterator[BadFile]:
    old = holding_only("Workbook", workbook_stream([OLD_HEADER, OLD_ROW]))
    halves = {
        "台账.xlsx": shares(ledger_bytes(), 0.2, 0.5, 0.9, 0.99),
        "方案.docx": shares(word_bytes(), 0.2, 0.5, 0.9, 0.99),
        "台账.xls": shares(old, 0.02, 0.3, 0.7),
    }
    for name, cut_off in halves.items():
        for data in cut_off:
            yield bad("半个文件", name, raw(data), "damaged_file")


def flipped_bytes() -> Iterator[BadFile]:
    """One byte of the packed content changed: the check sum tells."""
    for seed in range(10):
        yield bad("内容被改动一字节", "台账.xlsx", raw(_flipped(ledger_bytes(), SHEET, seed)), "damaged_file")
    for seed in range(5):
        data = _flipped(word_bytes(), "word/document.xml", seed)
        yield bad("内容被改动一字节", "方案.docx", raw(data), "damaged_file")


def _flipped(data: bytes, name: str, seed: int) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as source:
        part = source.getinfo(name)
    begin = part.header_offset + 30 + len(part.filename)
    at = begin + random.Random(seed).randrange(8, part.compress_size - 8)
    return overwritten(data, at, bytes([data[at] ^ 0xFF]))


def broken_packages() -> Iterator[BadFile]:
    kind, code = "缺部件或 XML 错误", "damaged_file"
    book, letter = ledger_bytes(), word_bytes()
    for part in ("xl/_rels/workbook.xml.rels", SHEET):
        yield bad(kind, "台账缺.xlsx", raw(without_part(book, part)), code)
    for part in (SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"):
        yield bad(kind, "台账断.xlsx", raw(with_part(book, part, lambda xml: xml[:-20])), code)
        yield bad(kind, "台账空.xlsx", raw(with_part(book, part, lambda _: b"")), code)
    unclosed = with_part(letter, "word/document.xml", lambda xml: xml.replace(b"</w:p>", b"", 1))
    yield bad(kind, "方案断.docx", raw(unclosed), code)
    bodiless = package({"word/x": b"", "_rels/.rels": parts_of(letter)["_rels/.rels"]})
    yield bad(kind, "方案缺.docx", raw(bodiless), code)


def broken_old_workbooks() -> Iterator[BadFile]:
    kind, code = "xls 结构错误", "damaged_file"
    stream = workbook_stream([OLD_HEADER, OLD_ROW])
    whole = holding_only("Workbook", stream)
    fat, directory = 4096, 2 * 4096
    for entry, link in ((1, 1), (3, 3), (1, 5000), (3, 0)):  # the directory's and the stream's sectors tied up
        yield bad(kind, "台账绕圈.xls", raw(overwritten(whole, fat + 4 * entry, struct.pack("<I", link))), code)
    yield bad(kind, "台账流长.xls", raw(overwritten(whole, directory + 128 + 120, struct.pack("<I", 10**6))), code)
    for size in ((0, 2**31, 0, 9), (0, 70_000, 0, 9), (0, 2, 0, 60_000), (9, 2, 0, 9)):
        declared = workbook_stream([OLD_HEADER, OLD_ROW], dimensions=size)
        yield bad(kind, "台账声明.xls", old_workbook(declared), code)
    strings_at = stream.find(struct.pack("<H", 0x00FC)) + 8
    yield bad(kind, "台账字数.xls", old_workbook(overwritten(stream, strings_at, b"\xff\xff\xff\x7f")), code)
    sheet_at = stream.find(struct.pack("<H", 0x0085)) + 4
    yield bad(kind, "台账目录.xls", old_workbook(overwritten(stream, sheet_at, struct.pack("<I", 10))), code)


def bombs() -> Iterator[BadFile]:
    kind, code = "压缩炸弹", "zip_bomb"
    for part in (SHEET, STRINGS, "xl/styles.xml"):
        yield bad(kind, "台账.xlsx", _swollen(ledger_bytes(), part), code)
    yield bad(kind, "方案.docx", _swollen(word_bytes(), "word/document.xml"), code)
    yield bad(kind, "台账多.xlsx", lambda path: path.write_bytes(_crowded(5000)), code)
    yield bad(kind, "方案多.docx", lambda path: path.write_bytes(_crowded(2001)), code)
    for size in (0xFFFFFFF0, 10**9, 2**31, 200_000_000):
        yield bad(kind, "台账声明.xlsx", raw(_declared(ledger_bytes(), 24, struct.pack("<I", size))), code)
    ending = ledger_bytes()
    entries = overwritten(ending, ending.rfind(b"PK\5\6") + 8, struct.pack("<HH", 60_000, 60_000))
    yield bad(kind, "台账目录.xlsx", raw(entries), code)


def _swollen(data: bytes, part: str) -> Make:
    return lambda path: path.write_bytes(with_part(data, part, lambda xml: xml + b" " * (60 * 1024 * 1024)))


def _crowded(entries: int) -> bytes:
    return package({f"xl/{at}.xml": b"" for at in range(entries)})


def _declared(data: bytes, offset: int, value: bytes) -> bytes:
    """A field of the sheet's entry in the central directory overwritten."""
    return overwritten(data, data.rfind(SHEET.encode()) - 46 + offset, value)


def lying_directories() -> Iterator[BadFile]:
    kind, code = "压缩目录说谎", "damaged_file"
    for size in (10, 100, 500, 800):  # a size that is too small, with the check sum of the beginning
        beginning = zlib.crc32(parts_of(ledger_bytes())[SHEET][:size])
        data = _declared(ledger_bytes(), 16, struct.pack("<I", beginning))
        yield bad(kind, "台账小.xlsx", raw(_declared(data, 24, struct.pack("<I", size))), code)
    doubled = package(parts_of(ledger_bytes()) | {SHEET.upper(): b"<x/>"})
    yield bad(kind, "台账同名.xlsx", raw(doubled.replace(SHEET.upper().encode(), SHEET.encode())), code)
    for tail in (b"\0" * 100, b"PK\5\6"):
        yield bad(kind, "台账尾.xlsx", raw(ledger_bytes()[:-22] + tail), code)


def entities() -> Iterator[BadFile]:
    declarations = (
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    )
    for declaration in declarations:
        for part in (SHEET, STRINGS, "xl/workbook.xml"):
            yield bad("XML 实体", "台账.xlsx", raw(_declaring(ledger_bytes(), part, declaration)), "unsafe_xml")
        data = _declaring(word_bytes(), "word/document.xml", declaration)
        yield bad("XML 实体", "方案.docx", raw(data), "unsafe_xml")


def _declaring(data: bytes, part: str, declaration: bytes) -> bytes:
    def declare(xml: bytes) -> bytes:
        at = xml.index(b"?>") + 2 if xml.startswith(b"<?xml") else 0
        return xml[:at] + declaration + xml[at:]

    return with_part(data, part, declare)


def external_parts() -> Iterator[BadFile]:
    kind, code = "引用外部地址", "external_reference"
    for target in (b"http://127.0.0.1:9/s.xml", b"file:///etc/passwd"):
        outside = b'Target="%s" TargetMode="External"' % target
        book = _replaced(ledger_bytes(), "xl/_rels/workbook.xml.rels", b'Target="/xl/worksheets/sheet1.xml"', outside)
        yield bad(kind, "台账.xlsx", raw(book), code)
        letter = _replaced(word_bytes(), "_rels/.rels", b'Target="word/document.xml"', outside)
        yield bad(kind, "方案.docx", raw(letter), code)


def _replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    return with_part(data, part, lambda xml: xml.replace(old, new))


def deep_nesting() -> Iterator[BadFile]:
    for depth in (100, 2_000, 10_000):
        tables = "<w:tbl><w:tr><w:tc>" * depth + paragraph("x") + "</w:tc></w:tr></w:tbl>" * depth
        boxes = "<w:p><w:r><w:txbxContent>" * depth + run("x") + "</w:txbxContent></w:r></w:p>" * depth
        yield bad("嵌套过深", "方案表.docx", word(document(tables)), "too_deep")
        yield bad("嵌套过深", "方案框.docx", word(document(boxes)), "too_deep")
        yield bad("嵌套过深", "台账.xlsx", sheet_with("<x>" * 2 * depth + "</x>" * 2 * depth), "too_deep")


# ---- sheets that are too large ---------------------------------------------------------------------------------------


def huge_sheets() -> Iterator[BadFile]:
    kind, code = "16k 列 × 100 万行", "sheet_too_large"
    for row, column in ((1_048_576, "XFD"), (1_048_576, "A"), (60, "XFD"), (40_000, "ZZ")):
        far = f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
        yield bad(kind, f"台账{column}{row}.xlsx", sheet_with(far), code)
    far_record = record(0x0203, struct.pack("<HHHd", 65_535, 255, 0, 1.0))
    yield bad(kind, "台账远.xls", old_workbook(workbook_stream([OLD_HEADER], extra=far_record)), code)
    yield bad(kind, "台账满.xlsx", lambda path: sheet_with(*_full_rows(16_000, 40))(path), code)
    formulas_ = (f'<row r="{at}">' + "<c><f>1+1</f></c>" * 12 + "</row>" for at in range(20, 9_000))
    yield bad(kind, "台账公式.xlsx", sheet_with(*formulas_), code)
    yield bad(kind, "台账长文.xlsx", lambda path: path.write_bytes(_amplified()), code)


def _full_rows(rows: int, columns: int) -> Iterator[str]:
    chance = random.Random(7)
    for at in range(20, 20 + rows):
        cells = "".join(f"<c><v>{chance.randrange(10**6)}</v></c>" for _ in range(columns))
        yield f'<row r="{at}">{cells}</row>'


def _amplified() -> bytes:
    """A long shared text named by many cells: a few kilobytes that would fill gigabytes."""
    data = ledger_bytes(household_row(content="长" * 32_767))
    index = parts_of(data)[STRINGS].split(b"&#38271;&#38271;")[0].count(b"<si>") - 1
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>{index}</v></c></row>' for at in range(20, 20_020))
    return with_part(data, SHEET, lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))


def merged_ranges() -> Iterator[BadFile]:
    kind, code = "成千上万的合并", "too_many_merges"
    for count in (20_001, 60_000):
        yield bad(kind, "台账.xlsx", _merging(f"A{at}:B{at}" for at in range(20, 20 + count)), code)
    for count in (4_000, 19_000):
        yield bad(kind, "台账重叠.xlsx", _merging(["A1:XFD1048576"] * count), code)
    stream = workbook_stream([OLD_HEADER, OLD_ROW])
    ranges = record(0x00E5, struct.pack("<H", 1000) + struct.pack("<4H", 5, 6, 0, 1) * 1000)
    yield bad(kind, "台账.xls", old_workbook(stream[:-4] + ranges * 21 + stream[-4:]), code)


def _merging(ranges: "Iterator[str] | list[str]") -> Make:
    merged = "".join(f'<mergeCell ref="{each}"/>' for each in ranges).encode() + b"</mergeCells>"
    return raw(with_part(ledger_bytes(), SHEET, lambda xml: xml.replace(b"</mergeCells>", merged)))


def over_long_texts() -> Iterator[BadFile]:
    long = "长" * 40_000
    yield bad("过长的文字", "方案行.txt", text(PLAN + long), "line_too_long")
    yield bad("过长的文字", "方案段.docx", word(document(paragraph(long))), "line_too_long")
    yield bad("过长的文字", "方案.txt", lambda path: path.write_text("很长的一行。\n" * 400_000), "text_too_large")
    yield bad("过长的文字", "方案.docx", lambda path: word(document(*_many_paragraphs()))(path), "text_too_large")
    inline = f'<row r="9"><c r="G9" t="inlineStr"><is><t>{long}</t></is></c></row>'
    yield bad("过长的单元格", "台账.xlsx", sheet_with(inline), "cell_too_long")
    limit = ledger_bytes(household_row(content="长" * 32_767))
    over = with_part(limit, STRINGS, lambda xml: xml.replace(b"&#38271;", b"&#38271;" * 2, 9))
    yield bad("过长的单元格", "台账共用.xlsx", raw(over), "cell_too_long")


def _many_paragraphs() -> Iterator[str]:
    chance = random.Random(5)
    for _ in range(100):
        yield paragraph("".join(chr(chance.randrange(0x4E00, 0x9FA0)) for _ in range(21_000)))


# ---- text ------------------------------------------------------------------------------------------------------------


def binary_junk() -> Iterator[BadFile]:
    for seed in range(8):
        junk = b"\xfd" + random.Random(seed).randbytes(4000).replace(b"\0", b"\1")
        yield bad("二进制乱码", "台账.xlsx", raw(junk), "unknown_format")
    for control in ("\x07", "\x1b[31m", "\x02", "\x7f", "\x0e", "\uffff"):
        yield bad("文字里有控制字符", "方案.txt", text(PLAN + control + "完"), "binary_text")
    for at in (5, 30):
        yield bad("文字里有空字节", "方案.txt", text(PLAN[:at] + "\0" + PLAN[at:]), "nul_bytes")
    yield bad("文字里有空字节", "方案.txt", raw(bytes(8) + PLAN.encode()), "nul_bytes")
    yield bad("文字里有空字节", "方案.txt", raw(random.Random(1).randbytes(4000) + b"\0\0\xd8"), "nul_bytes")
    yield bad("文字里有空字节", "方案.txt", text(PLAN, "utf-32"), "nul_bytes")


def wrong_encodings() -> Iterator[BadFile]:
    contents = {
        "big5": "整改方案：檔案資料不齊全，應當於五月二十日前補齊，責任領導與責任人應當負責。\n",
        "shift-jis": "報告書の内容について、担当者が確認して署名する。\n",
        "cp1251": "Отчёт проверен ответственным лицом.\n",
        "latin-1": "Vérifié et approuvé à l'unanimité.\n",
    }
    for encoding, content in contents.items():
        yield bad("错误编码", f"方案{encoding}.txt", text(content * 4, encoding), "unknown_encoding")
    whole = PLAN.encode()
    for at in (10, 40, 70):
        yield bad("断开的编码", "方案.txt", raw(whole[:at] + whole[at + 1 :]), "damaged_text")
    yield bad("断开的编码", "方案.txt", raw(whole + "完".encode()[:2]), "damaged_text")
    yield bad("断开的编码", "方案.txt", raw(PLAN.encode("utf-16") + b"\x4e"), "damaged_text")
    yield bad("断开的编码", "方案.txt", raw(b"\xfe\xff" + PLAN.encode("utf-16-be") + b"\x4e"), "damaged_text")


def texts_without_problems() -> Iterator[BadFile]:
    contents = (
        "今天天气很好。\n",
        "一、指导思想\n认真学习。\n二、整改要求\n(一)提高认识。\n",
        "1.档案不齐。\n2.饮水不足。\n",
        "整改措施:补齐。\n",
        "a" * 1000,
        "序号\t村\t户主姓名\n1\t一村\t赵甲\n",
    )
    for content in contents:
        yield bad("没有问题的文字", "方案.txt", text(content), "no_problems")
        in_word = word(document(*map(paragraph, content.splitlines())))
        yield bad("没有问题的文字", "方案.docx", in_word, "no_problems")


# ---- what stands in the cells ----------------------------------------------------------------------------------------


def formulas() -> Iterator[BadFile]:
    kind, code = "公式充作文字", "formula_in_cell"
    columns = ["town", "village", "household", "type", "category", "content", "measures", "person", "due", "effect"]
    for column in columns:
        yield bad(kind, f"台账{column}.xlsx", household(household_row(**{column: "=A1&B1"})), code)
    stream = workbook_stream([OLD_HEADER, [*OLD_ROW[:3], Formula("=A1"), *OLD_ROW[4:]]])
    yield bad(kind, "台账.xls", old_workbook(stream), code)
    yield bad(kind, "人员.xlsx", people(("=A1", "", "赵一", "镇长", "乡镇")), code)
    for value in ("#REF!", "#N/A", "#VALUE!"):
        yield bad("错误值", "台账.xlsx", household(household_row(content=value)), "error_in_cell")
    errors = workbook_stream([OLD_HEADER, [*OLD_ROW[:3], ErrorValue("#REF!"), *OLD_ROW[4:]]])
    yield bad("错误值", "台账.xls", old_workbook(errors), "error_in_cell")


HEADINGS: Row = ("序号", "村", "户主姓名", "户类型", "问题类型", "具体内容")
ROW: Row = (1, "一村", "赵甲", "脱贫户", "住房安全", "漏雨")


def headers() -> Iterator[BadFile]:
    strangers: list[tuple[Row, ...]] = [(("姓名", "成绩"), ("赵甲", 90)), (("一格",),), (HEADINGS[:2], ROW[:2]), ()]
    for rows in strangers:
        yield bad("没有表头", "台账.xlsx", table(*rows), "no_header")
    yield bad("没有表头", "台账汇总.xlsx", table(("汇总表",), ("单位", "问题类型", "总数")), "no_header")
    yield bad("没有表头", "人员.xlsx", table(("名单",), ("赵一",)), "no_header")
    for between in ((ROW,), (), (ROW, ("第二张表",))):
        yield bad("两个表头", "台账.xlsx", table(("标题",), HEADINGS, *between, HEADINGS, ROW), "two_headers")
    for left_out in ("户类型", "问题类型", "村", "户主姓名"):
        rest = [heading for heading in HEADINGS if heading != left_out]
        yield bad("缺少栏目", "台账.xlsx", table(rest, ROW), "missing_columns")
    yield bad("缺少栏目", "人员.xlsx", table(("单位", "姓名", "职务"), ("甲镇", "赵一", "镇长")), "missing_columns")
    for doubled in ("具体问题", "户主", "农户类型"):
        yield bad("栏目重复", "台账.xlsx", table((*HEADINGS, doubled), ROW), "duplicate_column")


def empty_tables() -> Iterator[BadFile]:
    below: tuple[tuple[Row, ...], ...] = ((), ((1,), (2,), (3,)), (("合计",),), (("备注：无",),))
    for rows in below:
        yield bad("没有数据行", "台账.xlsx", table(HEADINGS, *rows), "no_rows")
    yield bad("没有数据行", "人员.xlsx", people(), "no_rows")


def doubled_numbers() -> Iterator[BadFile]:
    for first, second in ((1, 1), ("1", 1), ("一", "一"), (7.0, "７")):
        rows = household(household_row(number=first), household_row(number=second))
        yield bad("序号重复", "台账.xlsx", rows, "duplicate_row_number")
    again = '<row r="8"><c r="G8"><v>1</v></c></row>'
    yield bad("行号重复", "台账.xlsx", sheet_with(again), "damaged_file")
    yield bad("行号重复", "台账.xlsx", sheet_with('<row r="0"/>'), "damaged_file")


def wrong_dates() -> Iterator[BadFile]:
    for written in ("2022年2月30日", "2月30日", "13月1日", "8月32日", "2022-02-29", "2022.13.1"):
        yield bad("不存在的日期", "台账.xlsx", household(household_row(due=written)), "impossible_date")
    for written in ("2月30日", "2020年4月31日"):
        yield bad("不存在的日期", "方案.txt", text(PLAN.replace("5月20日", written)), "impossible_date")
    term = ("甲镇", "", "赵一", "镇长", "乡镇", "", "2021.13-")
    yield bad("不存在的日期", "人员.xlsx", people(term), "impossible_date")
    for written in ("1989年12月31日", "1900-1-1", "2202年8月19日", "0022年8月19日"):
        yield bad("年份离谱的期限", "台账.xlsx", area(area_row(due=written)), "date_out_of_range")
    in_text = PLAN.replace("5月20日", "1970年1月1日")
    yield bad("年份离谱的期限", "方案.txt", text(in_text), "date_out_of_range")
    for written in ("2022年8月19日-2022年8月9日", "8月19日至9日"):
        yield bad("止期早于起期", "台账.xlsx", household(household_row(due=written)), "range_reversed")
    reversed_term = ("甲镇", "", "赵一", "镇长", "乡镇", "", "2022.5-2021.3")
    yield bad("止期早于起期", "人员.xlsx", people(reversed_term), "range_reversed")


def unit_circles() -> Iterator[BadFile]:
    for circle in (["甲"], ["甲", "乙"], ["甲", "乙", "丙"], [f"单位{at}" for at in range(2000)]):
        pairs = zip(circle, [*circle[1:], circle[0]], strict=True)
        rows = [(unit, above, "赵一", "职务", "村") for unit, above in pairs]
        yield bad("上级单位绕圈", "人员.xlsx", people(*rows), "unit_cycle")


def returns() -> Iterator[BadFile]:
    """Ledgers that were exported to be filled in and come back; more of them in bad_round_trips.py."""
    kind, head, marks = "导回的台账", ("问题编号", "版本", "责任人"), {"format": "1", "table": "L1", "campaign": "x"}
    rows = (head, ("X-1", 3, "周五"))
    yield bad(kind, "回填.xlsx", table(*rows), "not_a_round_trip")
    yield bad(kind, "回填.xlsx", returned({**marks, "format": "2"}, *rows), "other_format")
    yield bad(kind, "回填.xlsx", returned({**marks, "position": "许多"}, *rows), "marks_damaged")
    yield bad(kind, "回填.xlsx", returned({"format": "1", "table": "L1"}, *rows), "marks_damaged")
    yield bad(kind, "回填.xlsx", returned(marks, ("序号", "责任人"), (1, "周五")), "no_number_columns")
    yield bad(kind, "回填.xlsx", returned(marks, *rows, rows[1]), "problem_twice")
    yield bad(kind, "回填.xlsx", returned(marks, head, ("X-1", 3, "=A1")), "formula_in_cell")
    yield bad(kind, "台账.xlsx", returned(marks, HEADINGS, ROW), "exported_ledger")


KINDS = (
    old_word,
    old_spreadsheet,
    passwords,
    pictures,
    other_formats,
    web_pages,
    wrong_reader,
    not_files,
    too_large_files,
    empty_files,
    half_files,
    flipped_bytes,
    broken_packages,
    broken_old_workbooks,
    bombs,
    lying_directories,
    entities,
    external_parts,
    deep_nesting,
    huge_sheets,
    merged_ranges,
    over_long_texts,
    binary_junk,
    wrong_encodings,
    texts_without_problems,
    formulas,
    headers,
    empty_tables,
    doubled_numbers,
    wrong_dates,
    unit_circles,
    returns,
)
