"""Every ledger of every pack is opened by LibreOffice and printed; and set as pages by ourselves, in the same form."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.excel.workbook import write_workbook
from adapters.packs import load_packs, packs_folder
from adapters.printing import table_pages
from adapters.printing.printed_table import PrintedTable
from adapters.printing.refusals import ExportRefused
from domain.issue.content import TableContent, TableRow
from domain.papers import ColumnTitle
from tests.excel.tables import BASIS, CANARIES, MARK, content, ledgers_of, of_form, printed
from tests.tools import needs, pdf_text, to_pdf

TABLES: dict[str, PrintedTable] = {
    **{
        f"{pack.id} {form.code}": of_form(form)
        for pack in load_packs(packs_folder()).values()
        for form in ledgers_of(pack)
    },
    "canaries": printed(
        content([(text, text, str(at)) for at, text in enumerate(CANARIES)], "具体内容", "整改措施", "户数")
    ),
}
FONTS = "font:zh"


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The pages of each table's workbook, in text."""
    needs("soffice", "pdftotext", FONTS)
    folder = tmp_path_factory.mktemp("printed")
    files = []
    for at, table in enumerate(TABLES.values()):
        files.append(folder / f"{at}.xlsx")
        write_workbook(table, files[-1])
    return dict(zip(TABLES, map(pdf_text, to_pdf(files, folder)), strict=True))


@pytest.mark.parametrize("name", TABLES)
def test_libreoffice_prints_each_ledger_with_all_that_it_says(by_libreoffice: dict[str, list[str]], name: str) -> None:
    says_it_all(TABLES[name], by_libreoffice[name])


@pytest.mark.parametrize("name", TABLES)
def test_pages_of_our_own_say_the_same(name: str, tmp_path: Path) -> None:
    needs("libpango-1.0", "libpangoft2-1.0", "pdftotext", FONTS)
    file = tmp_path / "表.pdf"
    file.write_bytes(table_pages.pages(TABLES[name]))
    says_it_all(TABLES[name], pdf_text(file))


def says_it_all(table: PrintedTable, pages: list[str]) -> None:
    """The title once, the header on each page, its number, who took it out; each short cell somewhere."""
    said = "".join(pages)
    assert said.count(bare(table.form.title)) == 1
    assert bare(table.form.title) in pages[0]
    assert len(pages) == (1 if table is TABLES["canaries"] else len(pages)) <= 6
    for at, page in enumerate(pages, start=1):
        assert f"第{at}页共{len(pages)}页" in page
        assert bare(BASIS) in page
        assert bare(MARK) in page
        titles = [column.title for column in table.columns if len(column.title) <= 4 or "/" in column.title]
        assert [title for title in titles if title not in page] == []
        assert {column.group for column in table.columns if column.group not in page} <= {""}
    for _, _, cells in table.printed_rows():
        assert [text for text in cells if len(text) <= 4 and bare(text) not in said] == []
    for note in table.form.notes:
        assert bare(note) in said


def test_the_pages_of_equal_tables_are_equal_bytes() -> None:
    needs("libpango-1.0", "libpangoft2-1.0", FONTS)
    table = TABLES["canaries"]
    assert table_pages.pages(table) == table_pages.pages(table)


def test_what_a_cell_says_is_no_markup() -> None:
    written = table_pages.html(printed(content([("<script>1</script>",)], "具体内容"), mark='"}<b>'))
    assert "<script>" not in written
    assert "&lt;script&gt;" in written
    assert '\\"}\\3c b>' in written


def test_a_table_of_too_many_rows_is_no_pages() -> None:
    form = TableContent("长表", (), (ColumnTitle("具体内容"),), ())
    rows = [TableRow("1", ("短",))] * (table_pages.MOST_ROWS + 1)
    with pytest.raises(ExportRefused, match="PDF 最多 5000 行"):
        table_pages.html(PrintedTable("长表", form, lambda: iter(rows), (), BASIS, MARK))
