"""公文格式: shipped templates are what the code builds; a page or two each; 22 lines of 28 characters a page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from adapters.printing.letters import printed
from adapters.word.building import build
from adapters.word.checking import check
from adapters.word.filling import filled, values_of
from adapters.word.names import names_of
from adapters.word.own import SHIPPED, shipped
from domain.document.content import Content, Entry
from domain.document.kinds import NAMES, DocumentKind
from domain.papers import Layout
from tests.tools import needs, to_pdf
from tests.word.reading import pages, paragraphs
from tests.word.samples import sample

EACH = pytest.mark.parametrize(("kind", "layout"), SHIPPED, ids=[f"{NAMES[kind]}-{layout}" for kind, layout in SHIPPED])
REPORT, LETTER = DocumentKind.INSPECTION_REPORT, DocumentKind.SUPERVISION_LETTER


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return {name: package.read(name) for name in package.namelist()}


@EACH
def test_the_shipped_template_is_what_the_code_builds(kind: DocumentKind, layout: Layout) -> None:
    assert parts(shipped(kind, layout)) == parts(build(kind, layout)), "run: python -m adapters.word.building"


@EACH
def test_every_name_that_it_asks_for_is_there_and_filling_it_again_gives_the_same_bytes(
    kind: DocumentKind, layout: Layout
) -> None:
    template = shipped(kind, layout)
    check(template, kind, names_of(kind))
    file = filled(template, kind, sample(kind))
    assert filled(template, kind, sample(kind)) == file
    xml = parts(file)["word/document.xml"].decode()
    assert "{{" not in xml
    assert "{%" not in xml


def test_the_page_is_that_of_the_standard() -> None:
    section = Document(io.BytesIO(shipped(DocumentKind.SUPERVISION_LETTER))).sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in margins] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_chinese_is_set_in_the_typefaces_of_the_standard() -> None:
    """Without ``w:eastAsia`` Word would take another one."""
    styles = Document(io.BytesIO(shipped(REPORT))).styles
    fonts = {
        name: styles[name].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for name in ("公文正文", "公文标题", "一级标题")
    }
    assert fonts == {"公文正文": "仿宋_GB2312", "公文标题": "方正小标宋简体", "一级标题": "黑体"}
    assert [styles[name].font.size.pt for name in ("公文正文", "公文标题", "版记")] == [16, 22, 14]


def test_texts_stay_texts_whatever_stands_in_them() -> None:
    nasty = "{{ 7*7 }} <w:p/> & \x07\x0b{% for %}"
    file = filled(shipped(REPORT), REPORT, Content(parts=(Entry("意见建议", nasty),)))
    assert "{{ 7*7 }} <w:p/> & {% for %}" in paragraphs(file)


def test_parts_are_numbered_in_chinese() -> None:
    many = Content(parts=tuple(Entry(f"第{n}部分", "有") for n in range(1, 13)))
    titles = [part["标题"] for part in values_of(REPORT, many)["各部分"]]  # type: ignore[attr-defined]
    assert [title.split("、")[0] for title in titles[8:]] == ["九", "十", "十一", "十二"]


def full(pages: list[list[str]]) -> list[str]:
    """The second page: nothing but text, from edge to edge; its page number is the last line."""
    *lines, number = pages[1]
    assert number == "—2—"
    return lines


LONG = Content(parts=(Entry("督查基本情况", "督查组逐村逐户查看台账和资料" * 150),))


def test_a_full_page_in_word_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    needs("soffice", "pdftotext", "font:zh")
    file = tmp_path / "报告.docx"
    file.write_bytes(filled(shipped(REPORT), REPORT, LONG))
    [pdf] = to_pdf([file], tmp_path)
    assert [len(line) for line in full(pages(pdf))] == [28] * 22


def test_a_full_page_as_pdf_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    needs("libpango-1.0", "pdftotext", "font:zh")
    pdf = tmp_path / "报告.pdf"
    pdf.write_bytes(printed(REPORT, LONG))
    assert [len(line) for line in full(pages(pdf))] == [28] * 22


def test_every_kind_prints_the_same_in_word_and_as_pdf_on_no_more_pages_than_it_needs(tmp_path: Path) -> None:
    needs("soffice", "libpango-1.0", "pdftotext", "font:zh")
    files = []
    for kind, layout in SHIPPED:
        files.append(tmp_path / f"{NAMES[kind]}{layout}.docx")
        files[-1].write_bytes(filled(shipped(kind, layout), kind, sample(kind)))
    for file, (kind, layout) in zip(to_pdf(files, tmp_path), SHIPPED, strict=True):
        own = tmp_path / f"{file.stem}自.pdf"
        own.write_bytes(printed(kind, sample(kind), layout))
        word, ours = pages(file), pages(own)
        assert (file.stem, len(word)) == (file.stem, len(ours))
        assert len(word) <= (2 if layout is Layout.LETTER else 3), file.stem
        assert sorted("".join(map("".join, word))) == sorted("".join(map("".join, ours))), file.stem
