"""The shipped templates, built from forms.py with python-docx; ``python -m adapters.word.building`` writes them anew.

A template is the same bytes whenever and wherever it is built: a test compares it with the one in templates/.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from math import floor
from pathlib import Path

from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.styles.style import ParagraphStyle
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

from adapters.word.forms import (
    PARAGRAPH,
    PART,
    PART_TEXT,
    PART_TITLE,
    PARTS,
    ROW,
    ROWS,
    SERIAL,
    Block,
    Grid,
    Para,
    Parts,
    Role,
    Table,
    When,
    form_of,
)
from adapters.word.own import SHIPPED, TEMPLATES, file_of
from adapters.word.packing import packed
from adapters.word.paper import (
    BLOCK,
    BOTTOM,
    CHARACTER,
    CHARACTERS,
    DATE_ENDS,
    FANG_SONG,
    FOOT_INDENT,
    HEI,
    KAI,
    LABEL,
    LEFT,
    LETTER_NUMBER_BELOW,
    LETTER_ORGAN_AT,
    LETTER_RULE,
    LETTER_RULE_AT,
    LINE,
    ORGAN_BELOW,
    ORGAN_LINE,
    ORGAN_SIZE,
    PAGE,
    RIGHT,
    ROW_HEIGHT,
    SEAL_AT,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    SIZE_5,
    SMALL_4,
    SONG,
    SONG_BIAO,
    THICK,
    TOP,
    beyond,
    twips,
)
from adapters.word.styles import STYLES, set_font
from domain.document.kinds import NAMES, DocumentKind
from domain.papers import Layout

RED = RGBColor(0xE6, 0x00, 0x12)


class Look:
    """How a role is set: typeface, size in points, place on the line."""

    def __init__(
        self,
        font: str = FANG_SONG[0],
        size: float = SIZE_3,
        align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
        indent: float = 0,
        before: float = 0,
        after: float = 0,
        red: bool = False,
    ) -> None:
        self.font, self.size, self.align, self.red = font, size, align, red
        self.indent, self.before, self.after = indent, before, after


CENTRE, LEFT_SIDE = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
LOOKS = {
    Role.DRAFT: Look(size=SIZE_4, align=WD_ALIGN_PARAGRAPH.RIGHT),
    Role.MARKS: Look(HEI[0], align=LEFT_SIDE),
    Role.ORGAN: Look(SONG_BIAO[0], ORGAN_SIZE, CENTRE, before=twips(ORGAN_BELOW) / LINE, red=True),
    Role.NUMBER: Look(align=CENTRE, before=2),
    Role.NUMBER_UPWARD: Look(align=LEFT_SIDE, indent=1, before=2),
    Role.LETTER_NUMBER: Look(HEI[0], align=LEFT_SIDE, before=LETTER_NUMBER_BELOW * 20 / LINE),
    Role.LETTER_MARKS: Look(HEI[0], align=LEFT_SIDE),
    Role.TITLE: Look(SONG_BIAO[0], SIZE_2, CENTRE, before=2, after=1),
    Role.ADDRESSEE: Look(align=LEFT_SIDE),
    Role.BODY: Look(indent=2),
    Role.HEADING: Look(HEI[0], indent=2),
    Role.ANNEX_NOTE: Look(align=LEFT_SIDE, indent=2, before=1),
    Role.SIGNED_BY: Look(align=LEFT_SIDE, before=2),
    Role.DATED: Look(align=LEFT_SIDE),
    Role.NOTE: Look(align=LEFT_SIDE, indent=2),
    Role.ANNEX: Look(HEI[0], align=LEFT_SIDE),
    Role.ANNEX_TITLE: Look(SONG_BIAO[0], SIZE_2, CENTRE, before=1, after=0.5),
    Role.COPIES: Look(size=SIZE_4, indent=-FOOT_INDENT),
    Role.RULE: Look(size=SIZE_4, align=LEFT_SIDE, indent=-FOOT_INDENT),
    Role.IMPRINT: Look(size=SIZE_4, align=LEFT_SIDE, indent=-FOOT_INDENT),
    Role.LETTER_COPIES: Look(size=SIZE_4, indent=-FOOT_INDENT),
    Role.LABEL: Look(size=SIZE_4, align=LEFT_SIDE, before=0.5),
}
"""``before`` and ``after`` are in lines: a line of empty space, as the standard asks for it, is space and not
an empty paragraph."""


def build(kind: DocumentKind, layout: Layout = Layout.DOCUMENT) -> bytes:
    """The template of a kind, as a .docx file."""
    form, document = form_of(kind, layout), Document()
    set_page(document)
    set_styles(document)
    for block in form.blocks:
        add(document, block, form.layout)
    set_page_numbers(document)
    if form.layout is Layout.LETTER:
        set_first_page(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = NAMES[kind], "", ""
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    properties.last_modified_by, properties.revision = "", 1
    written = io.BytesIO()
    document.save(written)
    return packed(written.getvalue())


# --- page ---------------------------------------------------------------------------------------------------------


def set_page(document: Docx) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance, section.footer_distance = Mm(15), Mm(BOTTOM - 12)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(element("w:docGrid", {"w:type": "lines", "w:linePitch": LINE}))


def set_page_numbers(document: Docx) -> None:
    """— 1 — below the text block: on the right of odd pages, on the left of even ones, a character from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, LEFT_SIDE)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        edge = Pt(SIZE_4)
        if align is LEFT_SIDE:
            paragraph.paragraph_format.left_indent = edge
        else:
            paragraph.paragraph_format.right_indent = edge
        for text in ("— ", None, " —"):
            run = paragraph.add_run(text or "")
            set_font(run._element.get_or_add_rPr(), SONG[0])
            run.font.size = Pt(SIZE_4)
            if text is None:
                field(run._element, "PAGE")


def set_first_page(document: Docx) -> None:
    """信函格式: no number on the first page, and a red double line, thin above thick, near the lower edge."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.footer_distance = Mm(LETTER_RULE_AT)
    for footer in (section.footer, section.even_page_footer):
        footer.paragraphs[0].paragraph_format.space_after = Mm(BOTTOM - 12 - LETTER_RULE_AT)
    section.first_page_footer.is_linked_to_previous = False
    line = section.first_page_footer.paragraphs[0]
    form = line.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    form.left_indent, form.right_indent = Mm(-beyond(LEFT)), Mm(-beyond(RIGHT))
    border(line._p.get_or_add_pPr(), {"bottom": (24, RED_LINE, 0, "thinThickSmallGap")})


def field(run: _Element, code: str) -> None:
    for kind in ("begin", None, "end"):
        if kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = code
            run.append(instruction)
        else:
            run.append(element("w:fldChar", {"w:fldCharType": kind}))


# --- styles -------------------------------------------------------------------------------------------------------


def set_styles(document: Docx) -> None:
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.size = Pt(SIZE_3)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    set_font(normal.element.get_or_add_rPr(), FANG_SONG[0])
    set_lines(normal)
    for kind in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no room of its own between a figure and a character
        normal.element.get_or_add_pPr().insert_element_before(
            element(kind, {"w:val": 0}), "w:adjustRightInd", *AFTER_GRID
        )
    for role, look in LOOKS.items():
        style = document.styles.add_style(STYLES[role], WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        style.base_style = normal
        style.font.size = Pt(look.size)
        set_font(style.element.get_or_add_rPr(), look.font)
        if look.red:
            style.font.color.rgb = RED
        if look.size == SIZE_3:
            squeeze(style)
        placed(style, look)
        if look.size > SIZE_3:
            style.element.get_or_add_pPr().insert_element_before(off_the_grid(), *AFTER_GRID)
        if role is Role.ORGAN:
            style.paragraph_format.line_spacing = Pt(ORGAN_LINE)
        if role is Role.RULE:
            style.paragraph_format.line_spacing, style.font.size, style.font.underline = Pt(8), Pt(8), True
        if role in LINES_AT:
            border(style.element.get_or_add_pPr(), LINES_AT[role])
        if role in TABS:
            style.paragraph_format.tab_stops.add_tab_stop(*TABS[role])
        if role in (Role.SIGNED_BY, Role.HEADING, Role.TITLE, Role.ANNEX_NOTE, Role.ANNEX, Role.ANNEX_TITLE):
            style.paragraph_format.keep_with_next = True


FOOT = (Role.COPIES, Role.RULE, Role.IMPRINT)
RED_LINE, BLACK = "E60012", "000000"
LINES_AT: dict[Role, dict[str, tuple[int, str, int, str]]] = {
    Role.NUMBER: {"bottom": (18, RED_LINE, 11, "single")},
    Role.NUMBER_UPWARD: {"bottom": (18, RED_LINE, 11, "single")},
    **dict.fromkeys(FOOT, dict.fromkeys(("top", "bottom"), (round(THICK * 8), BLACK, 1, "single"))),
}
"""Lines at a paragraph: side -> eighths of a point, colour, distance in points, kind of line.

Neighbours with the same lines and indents are one box: the lines of 版记 are above its first and below its last.
"""

TABS = {
    Role.SIGNED_BY: (Pt(SEAL_AT * CHARACTER), WD_TAB_ALIGNMENT.CENTER),
    Role.DATED: (Pt(DATE_ENDS * CHARACTER), WD_TAB_ALIGNMENT.RIGHT),
    Role.NUMBER_UPWARD: (Pt((CHARACTERS - 1) * CHARACTER), WD_TAB_ALIGNMENT.RIGHT),
    Role.LETTER_NUMBER: (Mm(BLOCK[0]), WD_TAB_ALIGNMENT.RIGHT),
    Role.RULE: (Mm(BLOCK[0]), WD_TAB_ALIGNMENT.RIGHT),
    Role.IMPRINT: (Mm(BLOCK[0]), WD_TAB_ALIGNMENT.RIGHT),
}


def set_lines(style: ParagraphStyle) -> None:
    """Every line of the text block has the same height, whatever fonts the machine has."""
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Twips(LINE)
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False


def squeeze(style: ParagraphStyle) -> None:
    """28 characters of 3号 are a little wider than the text block: each stands so much closer to the next.

    A grid of characters would say the same, but not every program that opens the file keeps to it.
    """
    closer = floor((CHARACTER - SIZE_3) * 20)
    properties = style.element.get_or_add_rPr()
    properties.insert_element_before(element("w:spacing", {"w:val": closer}), "w:w", "w:kern", "w:sz", "w:szCs")


def placed(style: ParagraphStyle, look: Look) -> None:
    form = style.paragraph_format
    form.alignment = look.align
    form.space_before, form.space_after = Twips(round(LINE * look.before)), Twips(round(LINE * look.after))
    if look.indent:
        form.first_line_indent = Pt(look.indent * look.size)
    if look.indent < 0:
        form.left_indent = Pt(-look.indent * look.size)


def border(properties: _Element, sides: dict[str, tuple[int, str, int, str]]) -> None:
    """Lines at a paragraph, as LINES_AT says them."""
    lines = OxmlElement("w:pBdr")
    for side, (size, colour, space, drawn) in sides.items():
        given = {"w:val": drawn, "w:sz": size, "w:space": space, "w:color": colour}
        lines.append(element(f"w:{side}", given))
    properties.insert_element_before(lines, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


AFTER_GRID = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")


def off_the_grid() -> _Element:
    """Lines of their own height: on the grid of the page a larger character would take two."""
    return element("w:snapToGrid", {"w:val": 0})


def element(name: str, given: dict[str, object]) -> _Element:
    made = OxmlElement(name)
    for key, value in given.items():
        made.set(qn(key), str(value))
    return made


# --- blocks -------------------------------------------------------------------------------------------------------


def add(document: Docx, block: Block, layout: Layout) -> None:
    match block:
        case Para():
            add_paragraph(document, block, layout)
        case When():
            document.add_paragraph(f"{{%p if {block.name} %}}")
            for inner in block.blocks:
                add(document, inner, layout)
            document.add_paragraph("{%p endif %}")
        case Parts():
            add_parts(document)
        case Table():
            add_table(document, block)
        case Grid():
            add_grid(document, block)


def add_paragraph(document: Docx, block: Para, layout: Layout) -> None:
    before = "\t" if block.role in (Role.SIGNED_BY, Role.DATED) else ""
    paragraph = document.add_paragraph(before + block.text, style=STYLES[block.role])
    if block.end:
        set_font(paragraph.add_run(block.end)._element.get_or_add_rPr(), END_FONTS[block.role])
    if block.role is Role.ANNEX:
        paragraph.paragraph_format.page_break_before = True
    if block.role is Role.ORGAN and layout is Layout.LETTER:
        head_of_letter(paragraph)
    elif frame := FRAMES.get(block.role):
        framed(paragraph, frame)


END_FONTS = {Role.NUMBER_UPWARD: KAI[0], Role.LETTER_NUMBER: FANG_SONG[0]}
AT_THE_FOOT: dict[str, object] = {
    "w:w": twips(BLOCK[0]),
    "w:wrap": "notBeside",
    "w:xAlign": "left",
    "w:yAlign": "bottom",
}
FRAMES: dict[Role, dict[str, object]] = {
    Role.DRAFT: {"w:w": twips(60), "w:wrap": "around", "w:xAlign": "right", "w:vAnchor": "page", "w:y": twips(20)},
    Role.MARKS: {"w:w": twips(60), "w:wrap": "around", "w:xAlign": "left", "w:yAlign": "top"},
    **dict.fromkeys((*FOOT, Role.LETTER_COPIES), AT_THE_FOOT),
}
"""What stands at a place of its own on the page: in a frame, by the margins where nothing else is said."""


def framed(paragraph: Paragraph, frame: dict[str, object]) -> None:
    given = {"w:hSpace": 0, "w:vAnchor": "margin", "w:hAnchor": "margin", **frame}
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        element("w:framePr", given), "w:widowControl", "w:pBdr", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def head_of_letter(paragraph: Paragraph) -> None:
    """信函格式: the organ at its height on the page, the red double line, thick above thin, below it."""
    paragraph.paragraph_format.space_before = Pt(0)
    border(paragraph._p.get_or_add_pPr(), {"bottom": (24, RED_LINE, 4, "thickThinSmallGap")})
    frame: dict[str, object] = {"w:w": twips(LETTER_RULE), "w:wrap": "notBeside", "w:hAnchor": "page"}
    framed(paragraph, {**frame, "w:xAlign": "center", "w:vAnchor": "page", "w:y": twips(LETTER_ORGAN_AT)})


def add_parts(document: Docx) -> None:
    document.add_paragraph(f"{{%p for {PART} in {PARTS} %}}")
    add_paragraph(document, Para(Role.HEADING, f"{{{{ {PART}.{PART_TITLE} }}}}"), Layout.DOCUMENT)
    document.add_paragraph(f"{{%p for {PARAGRAPH} in {PART}.{PART_TEXT} %}}")
    add_paragraph(document, Para(Role.BODY, f"{{{{ {PARAGRAPH} }}}}"), Layout.DOCUMENT)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endfor %}")


def add_table(document: Docx, block: Table) -> None:
    width = len(block.columns)
    table = document.add_table(rows=4, cols=width, style="Table Grid")
    set_cells(table)
    for index, column in enumerate(block.columns):
        table.columns[index].width = Mm(column.width)
        write(table.cell(0, index), column.title, column.width, HEI[0]).alignment = CENTRE
        cell = write(table.cell(2, index), f"{{{{ {ROW}.{column.name} }}}}", column.width)
        if column is SERIAL:
            cell.alignment = CENTRE
    write(table.cell(1, 0), f"{{%tr for {ROW} in {ROWS} %}}", block.columns[0].width)
    write(table.cell(3, 0), "{%tr endfor %}", block.columns[0].width)
    header = table.rows[0]._tr.get_or_add_trPr()
    header.append(element("w:tblHeader", {}))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("w:cantSplit", {}))


def add_grid(document: Docx, block: Grid) -> None:
    label, whole = LABEL, BLOCK[0]
    table = document.add_table(rows=len(block.rows), cols=4, style="Table Grid")
    set_cells(table)
    for index, column in enumerate(table.columns):
        column.width = Mm(whole // 2 - label if index % 2 else label)
    for index, pairs in enumerate(block.rows):
        cells = table.rows[index].cells
        table.rows[index].height = Mm(ROW_HEIGHT[len(pairs)])
        if len(pairs) == 1:
            cells[1].merge(cells[3])
            write(cells[0], pairs[0][0], label, HEI[0], SMALL_4)
            write(cells[1], pairs[0][1], whole - label, size=SMALL_4)
        else:
            for at, (name, text) in enumerate(pairs):
                write(cells[2 * at], name, label, HEI[0], SMALL_4)
                write(cells[2 * at + 1], text, whole // 2 - label, size=SMALL_4)
        table.rows[index]._tr.get_or_add_trPr().append(element("w:cantSplit", {}))


def set_cells(table: DocxTable) -> None:
    """Columns as wide as they are said to be, with a millimetre at each side of a cell."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", {"w:w": twips(1), "w:type": "dxa"}))
    table._tbl.tblPr.append(margins)


def write(cell: _Cell, text: str, width: int, font: str = FANG_SONG[0], size: float = SIZE_5) -> Paragraph:
    """A cell of a table, its lines close together."""
    cell.width = Mm(width)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph: Paragraph = cell.paragraphs[0]
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size * 1.5)
    paragraph._p.get_or_add_pPr().insert_element_before(off_the_grid(), *AFTER_GRID)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    set_font(run._element.get_or_add_rPr(), font)
    return paragraph


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATES
    for kind, layout in SHIPPED:
        (folder / file_of(kind, layout)).write_bytes(build(kind, layout))


if __name__ == "__main__":
    main()
