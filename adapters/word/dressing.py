"""版面调整: what depends on how long a text turned out to be, once a document is filled in.

A template cannot know it: the size of 发文机关标志, lines of a title that come out even, where a long name of an organ
is signed, headings inside a text that somebody wrote, and that no signature stands on a page of its own. In an
office's own template what still bears the styles of the shipped one is dressed as well. Source: GB/T 9704-2012, 7.2.4,
7.3.1, 7.3.3, 7.3.5.
"""

from __future__ import annotations

from collections.abc import Callable

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from adapters.word.forms import Role
from adapters.word.measures import SECOND, free_at_the_edge, organ_size, signs_at_the_edge, title_inset
from adapters.word.paper import CHARACTER, FOOT_INDENT, KAI
from adapters.word.styles import STYLES, set_font


def dress(document: Docx) -> None:
    """The document, filled in, with what follows from its texts.

    The first paragraph is never drawn over to the page of the signature: the first page would have no text (7.3.3).
    """
    before: Paragraph | None = None
    texts = 0
    for paragraph in document.paragraphs:
        if not paragraph.text.strip():
            continue
        style = paragraph.style.name if paragraph.style else ""
        if style in (STYLES[Role.SIGNED_BY], STYLES[Role.ANNEX_NOTE]) and before is not None:
            before.paragraph_format.keep_with_next = texts > 1 or None
        if style == STYLES[Role.NOTE] and before is not None:
            before.paragraph_format.keep_with_next = True
        if style in DRESSED:
            DRESSED[style](paragraph)
        texts += style == STYLES[Role.BODY]
        before = paragraph


def as_large_as_it_fits(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.size = Pt(organ_size(paragraph.text.strip()))


def even(paragraph: Paragraph) -> None:
    inset = title_inset(paragraph.text.strip())
    if inset:
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(inset)


def signed(paragraph: Paragraph) -> None:
    if signs_at_the_edge(paragraph.text.strip()):
        for run in paragraph.runs:
            run.text = run.text.lstrip("\t")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(free_at_the_edge(paragraph.text.strip()) * CHARACTER)


def second_level(paragraph: Paragraph) -> None:
    """（一）: in 楷体, and never alone at the foot of a page."""
    found = SECOND.match(paragraph.text)
    if found is None:
        return
    heading, rest = found.group(), paragraph.text[found.end() :]
    paragraph.text = ""
    set_font(paragraph.add_run(heading)._element.get_or_add_rPr(), KAI[0])
    if rest:
        paragraph.add_run(rest)
    else:
        paragraph.paragraph_format.keep_with_next = True


def to_the_right(paragraph: Paragraph) -> None:
    """The indent of 版记 is a stop as well: a short name of who printed it needs a tab to get past it."""
    if paragraph.text.find("\t") in range(FOOT_INDENT):
        for run in paragraph.runs:
            run.text = run.text.replace("\t", "\t\t")


DRESSED: dict[str, Callable[[Paragraph], None]] = {
    STYLES[Role.ORGAN]: as_large_as_it_fits,
    STYLES[Role.TITLE]: even,
    STYLES[Role.SIGNED_BY]: signed,
    STYLES[Role.BODY]: second_level,
    STYLES[Role.IMPRINT]: to_the_right,
}
