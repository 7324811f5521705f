"""The text of a Word document (.docx) as a reader sees it: paragraphs, automatic numbers, tables, no deleted text.

Tracked changes are read as if all were accepted: insertions count, deletions (`w:del`, `w:moveFrom`) and hidden text do
not. A table whose header names 问题 and 整改措施 becomes lines in the wording of a plan ("整改措施：…"); any other
table is read cell by cell.
"""

import re
from collections.abc import Iterable

import msgspec

from adapters.importing.labels import Label, label_of_heading
from adapters.importing.refusals import Place, refused
from adapters.importing.text import MAX_TEXT_CHARACTERS, Line, checked, tidy
from adapters.importing.word_numbering import Numbering, read_numbering, small_number
from adapters.importing.zip_package import Package, attribute, relationships

_NOT_READ = {"del", "moveFrom", "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange"}
_WORD_NAMESPACE = re.compile(r"http://.*/wordprocessingml/(?:2006/)?main")
_FLAG_OFF = {"0", "false", "off", "none"}
_HEADER_ROWS = 3


class WordText(msgspec.Struct, frozen=True):
    """What a Word document says, and whether it holds tracked changes."""

    lines: list[Line]
    revised: bool


def read_word(data: bytes) -> WordText:
    """Read a .docx. Raises ImportRefused: damaged_file, zip_bomb, unsafe_xml, too_deep, text_too_large."""
    package = Package(data)
    main = _main_part(package)
    folder = main.rpartition("/")[0]
    styles, numbering = f"{folder}/styles.xml", f"{folder}/numbering.xml"
    package.check_size_of(frozenset(name for name in (main, styles, numbering) if package.has(name)))
    body = _Body(read_numbering(package, numbering, styles))
    package.read_xml(main, body.start, body.end, body.characters)
    return WordText(body.lines, body.revised)


def _main_part(package: Package) -> str:
    targets = relationships(package, "").values()
    found = [name for name in targets if name.startswith("word/") and package.has(name)]
    main = found[0] if found else "word/document.xml"
    if not package.has(main):
        raise refused("damaged_file", why="没有正文部件")
    return main


class _Paragraph:
    def __init__(self, number: int) -> None:
        self.place = Place(paragraph=number)
        self.text: list[str] = []
        self.style = ""
        self.list_id = ""
        self.level = 0


class _Cell:
    def __init__(self, column: int) -> None:
        self.column = column
        self.span = 1
        self.continues = False  # merged with the cell above
        self.lines: list[Line] = []

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


_Row = list[_Cell]


class _Body:
    """The handlers that turn the document's elements into lines."""

    def __init__(self, numbering: Numbering) -> None:
        self.lines: list[Line] = []
        self.revised = False
        self._numbering = numbering
        self._paragraphs: list[_Paragraph] = []  # a text box stands inside a paragraph: a stack
        self._tables: list[list[_Row]] = []
        self._count = 0
        self._characters = 0
        self._unread_depth = 0
        self._in_text = False
        self._hidden = False

    def start(self, qualified: str, attributes: dict[str, str]) -> None:
        namespace, _, name = qualified.rpartition(" ")
        if self._unread_depth or name in _NOT_READ or name == "Fallback":
            self.revised = self.revised or name in ("del", "moveFrom")
            self._unread_depth += 1
        elif _WORD_NAMESPACE.fullmatch(namespace):
            self._start_word_element(name, attributes)

    def end(self, qualified: str) -> None:
        if self._unread_depth:
            self._unread_depth -= 1
            return
        namespace, _, name = qualified.rpartition(" ")
        if not _WORD_NAMESPACE.fullmatch(namespace):
            return
        if name == "p":
            self._end_paragraph(self._paragraphs.pop())
        elif name == "t":
            self._in_text = False
        elif name == "tbl":
            self._end_table(self._tables.pop())

    def characters(self, text: str) -> None:
        if self._in_text and not self._hidden and not self._unread_depth and self._paragraphs:
            self._add(text)

    def _start_word_element(self, name: str, attributes: dict[str, str]) -> None:
        value = attribute(attributes, "val")
        if name == "p":
            self._count += 1
            self._paragraphs.append(_Paragraph(self._count))
        elif name == "r":
            self._hidden = False
        elif name == "vanish":
            self._hidden = value not in _FLAG_OFF
        elif name == "t":
            self._in_text = True
        elif name == "ins":
            self.revised = True
        elif name in ("tbl", "tr", "tc", "gridSpan", "vMerge"):
            self._start_table_element(name, value)
        elif self._paragraphs:
            self._start_in_paragraph(self._paragraphs[-1], name, value)

    def _start_in_paragraph(self, paragraph: _Paragraph, name: str, value: str) -> None:
        if name == "pStyle":
            paragraph.style = value
        elif name == "numId":
            paragraph.list_id = value
        elif name == "ilvl":
            paragraph.level = small_number(value)
        elif name in ("br", "cr"):
            self._add("\n")
        elif name == "tab":
            self._add(" ")
        elif name == "noBreakHyphen":
            self._add("-")

    def _start_table_element(self, name: str, value: str) -> None:
        if name == "tbl":
            self._tables.append([])
            return
        rows = self._tables[-1] if self._tables else []
        if name == "tr":
            rows.append([])
        elif name == "tc" and rows:
            left = rows[-1][-1] if rows[-1] else None
            rows[-1].append(_Cell(left.column + left.span if left else 0))
        elif rows and rows[-1]:
            cell = rows[-1][-1]
            if name == "gridSpan":
                cell.span = small_number(value) or 1
            elif name == "vMerge":
                cell.continues = value != "restart"

    def _add(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MAX_TEXT_CHARACTERS:
            raise refused("text_too_large", limit=MAX_TEXT_CHARACTERS // 10_000)
        self._paragraphs[-1].text.append(text)

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        text = tidy("".join(paragraph.text))
        if not text:
            return
        number = self._numbering.next(paragraph.style, paragraph.list_id, paragraph.level)
        first, *rest = (number + text).split("\n")
        self._emit([checked(Line(paragraph.place, first)), *map(self._line_below, rest)])

    def _line_below(self, text: str) -> Line:
        """A line after a soft break counts as a paragraph: two problems may stand in one, and each needs its place."""
        self._count += 1
        return checked(Line(Place(paragraph=self._count), text))

    def _end_table(self, rows: list[_Row]) -> None:
        self._emit(_lines_of_table(rows) if not self._tables else _cell_by_cell(rows))

    def _emit(self, lines: list[Line]) -> None:
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            self._tables[-1][-1][-1].lines += lines
        else:
            self.lines += lines


def _cell_by_cell(rows: Iterable[_Row]) -> list[Line]:
    return [line for row in rows for cell in row for line in cell.lines]


def _lines_of_table(rows: list[_Row]) -> list[Line]:
    for position, row in enumerate(rows[:_HEADER_ROWS]):
        labels = {cell.column: label for cell in row if (label := label_of_heading(cell.text))}
        if {Label.PROBLEM, Label.MEASURES} <= set(labels.values()):
            return _cell_by_cell(rows[:position]) + _lines_of_plan_table(rows[position + 1 :], labels)
    return _cell_by_cell(rows)


def _lines_of_plan_table(rows: list[_Row], labels: dict[int, Label]) -> list[Line]:
    """Rows under a header as labelled lines; a value merged over several problems is repeated for each."""
    lines: list[Line] = []
    above: dict[int, _Cell] = {}
    for row in rows:
        filled = [cell for cell in row if cell.lines]
        if len(filled) == 1 and len(row) == 1:  # a row merged over its whole width is a section heading
            lines += filled[0].lines
            continue
        same_problem = any(cell.continues and labels.get(cell.column) == Label.PROBLEM for cell in row)
        for cell in row:
            label = labels.get(cell.column)
            source = above.get(cell.column, cell) if cell.continues else cell
            above[cell.column] = source
            if label and source.lines and not (cell.continues and same_problem):
                lines += _labelled(label, source, _number_of(row, labels))
    return lines


def _number_of(row: _Row, labels: dict[int, Label]) -> str:
    numbers = (cell.text.strip().rstrip(".、") for cell in row if labels.get(cell.column) == Label.NUMBER)
    return next((f"{number}." for number in numbers if number.isdecimal()), "")


def _labelled(label: Label, cell: _Cell, number: str) -> list[Line]:
    first, *rest = cell.lines
    match label:
        case Label.NUMBER:
            return []
        case Label.PROBLEM:
            return [Line(first.place, f"{number}{label.words[0]}：{first.text}"), *rest]
        case Label.MEASURES:
            return [Line(first.place, f"{label.words[0]}：{first.text}"), *rest]
        case _:
            return [Line(first.place, f"{label.words[0]}：{'、'.join(line.text for line in cell.lines)}")]
