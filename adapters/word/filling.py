"""填充: a template and a content make a .docx. The same template and the same content make the same bytes."""

from __future__ import annotations

import io
import re

from docxtpl import DocxTemplate

from adapters.word.checking import COMMON, check, environment
from adapters.word.dressing import dress
from adapters.word.forms import FORMS, PART_TEXT, PART_TITLE, PARTS, ROWS
from adapters.word.names import names_of
from adapters.word.packing import packed
from domain.document.content import Content
from domain.document.kinds import DocumentKind

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no XML may hold; a paragraph sign of somebody's text must not become one of the template's own."""

NUMERALS = "一二三四五六七八九十"


def filled(template: bytes, kind: DocumentKind, content: Content) -> bytes:
    """The document. Raises TemplateRefused for a template that asks for what the content has not."""
    values = values_of(kind, content)
    check(template, kind, frozenset(values))
    document = DocxTemplate(io.BytesIO(template))
    document.render(values, environment(), autoescape=True)
    dress(document.docx)
    written = io.BytesIO()
    document.save(written)
    return packed(written.getvalue())


def values_of(kind: DocumentKind, content: Content) -> dict[str, object]:
    """The names of a content with what they stand for in a template; a name without a text is empty."""
    columns = [column.name for column in FORMS[kind].columns]
    rows = [
        dict(zip(columns, (str(number), *map(plain, line.cells)), strict=True))
        for number, line in enumerate(content.lines, start=1)
    ]
    parts = [
        {PART_TITLE: f"{numeral(number)}、{plain(part.name)}", PART_TEXT: paragraphs(part.text)}
        for number, part in enumerate(content.parts, start=1)
    ]
    given = {entry.name: plain(entry.text) for entry in (*content.entries, *content.parts)}
    return {**dict.fromkeys((*COMMON, *names_of(kind)), ""), **given, ROWS: rows, PARTS: parts}


def plain(text: str) -> str:
    return CONTROL.sub("", text)


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in plain(text).split("\n") if line.strip()]


def numeral(number: int) -> str:
    """1 to 99 as headings are numbered: 一, 十, 十一, 二十一."""
    tens, ones = divmod(number, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return before + (NUMERALS[ones - 1] if ones else "")
