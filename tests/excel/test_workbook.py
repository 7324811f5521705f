"""A workbook says what the table says, cell by cell, in the form of its document; nothing in it calculates."""

from __future__ import annotations

import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from adapters.excel.workbook import FANG, HEI, SONG, footer, sheet_name, write_workbook
from adapters.importing.ledger import read_ledger
from adapters.packs import load_packs, packs_folder
from adapters.printing.handing_out import choices, facts_of, handed_back, live_table
from adapters.printing.merging import with_merges
from adapters.printing.printed_table import PrintedTable, groups
from adapters.printing.refusals import ExportRefused
from domain.issue.content import TableContent, TableRow
from domain.issue.preparing import PrepareTable
from domain.pack import Pack
from domain.papers import ColumnTitle, LedgerCode, LedgerForm
from projections.as_of import Viewpoint
from projections.ledger_lines import Selection
from projections.problem_tables import PROBLEM_TABLES, streamed
from tests.excel.reading import (
    as_shown,
    counts_in,
    header_row,
    merged,
    seen_by_calamine,
    seen_by_openpyxl,
    sheet_of,
)
from tests.excel.tables import BASIS, CANARIES, LONG, MARK, content, ledgers_of, of_form, printed
from tests.problem.people import TOWN
from tests.projections.chronicle import Chronicle
from tests.projections.every_kind import CAMPAIGN

NOW = datetime(2022, 12, 1, 4, tzinfo=UTC)
PACKS = load_packs(packs_folder())
FORMS = [pytest.param(pack, form, id=f"{pack.id} {form.code}") for pack in PACKS.values() for form in ledgers_of(pack)]
CHOSEN = Selection(campaign=CAMPAIGN, unit=TOWN)


def of_the_ledger(chronicle: Chronicle, code: str, *, to_fill_in: bool = False) -> PrintedTable:
    """A table as `duban export` makes it."""
    view, pack = Viewpoint(NOW), PACKS[CAMPAIGN]
    if code in PROBLEM_TABLES:
        form = PROBLEM_TABLES[code]
        stream, basis = chronicle.ledgers.by_problem(view, form, CHOSEN, handed_back=to_fill_in)
        table = live_table(code, CHOSEN, pack, stream, NOW, BASIS, MARK)._replace(choices=choices(pack))
        return handed_back(table, facts_of(code, CHOSEN, basis, False)) if to_fill_in else table
    read = chronicle.ledgers.filled_in(PrepareTable(CAMPAIGN, LedgerCode(code), TOWN), NOW).read
    assert read is not None
    return live_table(code, CHOSEN, pack, streamed(read.content), NOW, BASIS, MARK)


@pytest.mark.requirement("R002-52", "R002-53", "R002-54")
@pytest.mark.parametrize("code", ["L1", "L2", "L3", "L7", "ledger"])
def test_every_cell_is_what_the_table_shows(every_kind: Chronicle, tmp_path: Path, code: str) -> None:
    table, file = of_the_ledger(every_kind, code), tmp_path / "表.xlsx"
    rows = write_workbook(table, file)
    assert rows == len(list(table.rows())) > 0
    width = len(with_merges(table).table.columns)
    assert seen_by_openpyxl(file, width) == as_shown(table)
    assert seen_by_calamine(file, width) == as_shown(table)


@pytest.mark.parametrize(("pack", "form"), FORMS)
def test_the_header_is_that_of_the_document_with_its_merged_groups(
    pack: Pack, form: LedgerForm, tmp_path: Path
) -> None:
    file = tmp_path / "表.xlsx"
    write_workbook(of_form(form), file)
    sheet = sheet_of(file)
    bottom = header_row(sheet)
    top = bottom - any(column.group for column in form.columns)
    columns = range(1, len(form.columns) + 1)
    for column, title in zip(columns, form.columns, strict=True):
        anchor = sheet.cell(bottom if title.group or top == bottom else top, column)
        assert anchor.value == title.title
    wanted = set()
    for group, first, last in groups(form.columns):
        left, right = (get_column_letter(at + 1) for at in (first, last))
        if group:
            wanted.add(f"{left}{top}:{right}{top}")
            assert sheet[f"{left}{top}"].value == group
        elif top < bottom:
            wanted.add(f"{left}{top}:{left}{bottom}")
    assert {one for one in merged(sheet) if one.split(":")[0].strip("ABCDEFGHIJKL") == f"{top}"} == wanted
    assert f"A1:{get_column_letter(len(form.columns))}1" in merged(sheet)
    assert sheet["A1"].value == form.title
    above = [cell.value for cell in sheet[2] if cell.value] if form.head else []
    assert [text.partition("：")[0] for text in above] == list(form.head)


@pytest.mark.parametrize("column", ["具体内容", "户数", "序号"])
def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path, column: str) -> None:
    file = tmp_path / "表.xlsx"
    table = printed(content([(text, text) for text in CANARIES], column, "整改措施"))
    write_workbook(table, file)
    assert seen_by_calamine(file, 2) == as_shown(table)
    sheet = sheet_of(file)
    first = header_row(sheet) + 1
    for at, text in enumerate(CANARIES):
        if text == "_x0041_":
            continue  # written as Excel escapes it, which openpyxl does not undo
        cell = sheet.cell(first + at, 2)
        assert (cell.value, cell.data_type) == (text, "s")
        assert bool(cell.quotePrefix) == (text[0] in "=+-@\t")
        assert sheet.cell(first + at, 1).data_type in ("s", "n")
    parts = zipfile.ZipFile(file)
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets" in name)


def test_counts_are_numbers_and_the_sum_is_a_bold_value(every_kind: Chronicle, tmp_path: Path) -> None:
    table, file = of_the_ledger(every_kind, "L3"), tmp_path / "表.xlsx"
    write_workbook(table, file)
    sheet = sheet_of(file)
    first = header_row(sheet) + 1
    cells = [
        cell
        for row in sheet.iter_rows(min_row=first)
        for cell in row
        if cell.data_type == "n" and cell.value is not None
    ]
    assert len(cells) == counts_in(table) == 14 * 5
    total = first + 13
    assert sheet.cell(total, 1).value == "合计"
    assert all(sheet.cell(total, column).font.bold for column in (1, *range(4, 9)))
    assert not sheet.cell(first, 4).font.bold
    for column in range(4, 9):
        assert sheet.cell(total, column).value == sum(sheet.cell(first + at, column).value for at in range(13))


def test_decimals_are_shown_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    write_workbook(printed(content([("95.50", "95.0%", "1e5", "٣")], "得分", "整改率", "件数", "人数")), file)
    row = list(sheet_of(file)[header_row(sheet_of(file)) + 1])
    assert [(cell.value, cell.data_type) for cell in row[1:4]] == [("95.0%", "s"), ("1e5", "s"), ("٣", "s")]
    assert (row[0].value, row[0].number_format) == (95.5, "0.00")


def test_it_prints_across_the_page_with_its_header_on_each_and_says_who_took_it_out(tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    l1 = next(form for form in PACKS[CAMPAIGN].ledgers if form.code == "L1")
    write_workbook(of_form(l1), file)
    sheet = sheet_of(file)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:L29"
    foot = sheet.oddFooter
    assert (foot.left.text, foot.right.text) == (BASIS, MARK)
    assert foot.center.text == "第 &P 页　共 &N 页"
    fonts = [sheet[at].font.name for at in ("A1", "A3", "A5")]
    assert fonts == [SONG, HEI, FANG]
    assert sheet["G5"].alignment.wrap_text
    assert sheet["G5"].border.left.style == "thin"
    assert openpyxl.load_workbook(file).properties.description == MARK


def test_a_narrow_table_is_printed_on_a4(every_kind: Chronicle, tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    write_workbook(of_the_ledger(every_kind, "L3"), file)
    assert sheet_of(file).page_setup.paperSize == 9


def test_an_ampersand_in_the_footer_is_one() -> None:
    table = printed(content([("1",)], "具体内容"))._replace(mark="甲&乙", basis="丙&D" * 99)
    assert "甲&&乙" in footer(table)
    assert len(footer(table)) <= 255


def test_digits_at_the_beginning_of_a_mark_are_no_size_of_letters() -> None:
    text = footer(printed(content([]))._replace(basis="2022年8月", mark="2022-08-31 甲镇专干"))
    assert not re.search(r"&\d+2022", text)
    assert text.count('"2022') == 2


def test_a_long_text_at_the_side_of_the_footer_does_not_run_into_the_page_number() -> None:
    """An issue says its number, how often, as of when, and its digest."""
    short, long = (
        "截至 2022-08-31 12:00",
        "XX2022-甲镇-L3-0002　第2次　已签发　截至 2022-09-02 18:00　摘要 e7bf174b529c0863",
    )
    for basis, below in ((short, False), (long, True)):
        assert ("&C\n第 &P 页" in footer(printed(content([]))._replace(basis=basis))) is below


def test_a_row_is_as_high_as_its_longest_text(tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    write_workbook(printed(content([("短",), (LONG,), (LONG * 400,)], "具体内容")), file)
    sheet = sheet_of(file)
    first = header_row(sheet) + 1
    low, high, highest = (sheet.row_dimensions[first + at].height for at in range(3))
    assert low < high / 2
    assert highest == pytest.approx(409, abs=0.5)


def test_a_choice_is_made_from_a_list_however_long(every_kind: Chronicle, tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    write_workbook(of_the_ledger(every_kind, "L1", to_fill_in=True), file)
    book = openpyxl.load_workbook(file)
    lists = {str(one.sqref).split(":")[0]: one.formula1 for one in book.worksheets[0].data_validations.dataValidation}
    titles = {cell.coordinate.rstrip("0123456789"): cell.value for cell in book.worksheets[0][4] if cell.value}
    offered = {}
    for at, source in lists.items():
        name, area = source.lstrip("=").split("!")
        cells = book[name][area.replace("$", "")]
        column = at.rstrip("0123456789")
        upper = book.worksheets[0][f"{column}3"].value
        offered[titles.get(column) or upper] = [cell.value for (cell,) in cells]
    assert offered["认领情况"] == ["认领", "不认领"]
    assert offered["申请销号"] == ["是"]
    assert offered["户类型"] == ["脱贫户", "边缘易致贫户", "一般农户"]
    assert "安全饮水" in offered["问题类型"]


@pytest.mark.parametrize("code", ["L1", "L2", "L7", "ledger"])
def test_what_is_handed_back_knows_its_problems(every_kind: Chronicle, tmp_path: Path, code: str) -> None:
    table, file = of_the_ledger(every_kind, code, to_fill_in=True), tmp_path / "表.xlsx"
    write_workbook(table, file)
    assert seen_by_openpyxl(file, len(table.columns)) == as_shown(table)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    titles = [column.title for column in table.columns]
    hidden = [title for at, title in enumerate(titles, 1) if sheet.column_dimensions[get_column_letter(at)].hidden]
    assert hidden == (["版本"] if code == "ledger" else ["问题编号", "版本"])
    assert titles[-1] == "版本"
    number, version = titles.index("问题编号"), titles.index("版本")
    for _, row, cells in table.printed_rows():
        stream = list(every_kind.casework.recorder.select_events(every_kind_case(every_kind, row.key)))
        assert (cells[number], cells[version]) == (row.key, str(len(stream)))
    facts = {row[0].value: row[1].value for row in book["duban"].iter_rows(max_col=2) if row[0].value}
    assert book["duban"].sheet_state == "hidden"
    assert facts["format"] == "1"
    assert (facts["table"], facts["campaign"], facts["unit"]) == (code, CAMPAIGN, TOWN)
    assert facts["as_of"] == facts["known_at"] == "2022-12-01T04:00:00Z"
    assert int(facts["position"]) == every_kind.casework.recorder.max_notification_id()


def every_kind_case(chronicle: Chronicle, number: str) -> object:
    numbers = {event.problem_no: event.originator_id for event in chronicle.casework.registrations()}
    return numbers[number]


def test_equal_tables_give_equal_files(every_kind: Chronicle, tmp_path: Path) -> None:
    one, other = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    for file in (one, other):
        write_workbook(of_the_ledger(every_kind, "L1", to_fill_in=True), file)
    assert one.read_bytes() == other.read_bytes()


def test_what_is_exported_can_be_imported_elsewhere(every_kind: Chronicle, tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    table = of_the_ledger(every_kind, "L2")
    write_workbook(table, file)
    taxonomy = {category.code: (category.label,) for category in PACKS[CAMPAIGN].taxonomy}
    document = read_ledger(file, 2022, taxonomy)
    assert len(document.rows) == len(list(table.rows()))
    assert [row.content.text for row in document.rows] == [row.cells[2] for row in table.rows()]
    assert document.sheets[0].title == table.form.title
    assert document.sheets[0].signature.unit.text == TOWN


# --- limits -----------------------------------------------------------------------------------------------------------


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "已填写.xlsx"
    file.write_bytes(b"filled in by hand")
    with pytest.raises(ExportRefused, match="文件已经存在"):
        write_workbook(printed(content([("1",)], "具体内容")), file)
    assert file.read_bytes() == b"filled in by hand"


def test_a_text_that_no_cell_holds_is_refused_with_its_cell_and_no_file_is_left(tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match=r"^B4 的文字超过 32767 个字"):
        write_workbook(printed(content([("1", "长" * 32_768)], "具体内容", "整改措施")), tmp_path / "表.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match="文件夹不存在"):
        write_workbook(printed(content([("1",)], "具体内容")), tmp_path / "无" / "表.xlsx")


def test_a_long_table_is_never_whole_in_memory(tmp_path: Path) -> None:
    """1,500 rows of two texts of 7,500 characters are 45 MB; of each row no more is kept than how high it is."""

    def rows() -> Iterator[TableRow]:
        for number in range(1_500):
            yield TableRow(str(number), (f"{number}{LONG * 100}", f"{number}{LONG * 100}"))

    form = TableContent("长表", (), (ColumnTitle("具体内容"), ColumnTitle("整改措施")), (), numbered=True)
    tracemalloc.start()
    try:
        assert write_workbook(PrintedTable("长表", form, rows, (), BASIS, MARK), tmp_path / "长.xlsx") == 1_500
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000


@pytest.mark.parametrize(
    ("name", "taken"),
    [("附件1-1", "附件1-1"), ("甲[1]:*?/\\乙", "甲_1______乙"), ("长" * 40, "长" * 31), ("'", "表")],
)
def test_a_sheet_has_a_name_that_excel_takes(name: str, taken: str) -> None:
    assert sheet_name(name) == taken
