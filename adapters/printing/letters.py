"""文稿打印: a document as a PDF in the form of GB/T 9704-2012, from the same blocks and the same content as in Word.

An office's own Word template is not followed here: whoever has one prints it from Word.
"""

from __future__ import annotations

from html import escape

from adapters.printing.press import pressed
from adapters.word.checking import environment
from adapters.word.filling import values_of
from adapters.word.forms import (
    FORMS,
    PARAGRAPH,
    PART,
    PART_TEXT,
    PART_TITLE,
    PARTS,
    ROW,
    ROWS,
    Block,
    Grid,
    Para,
    Parts,
    Role,
    Table,
    When,
)
from adapters.word.paper import (
    BLOCK,
    BOTTOM,
    CHARACTER,
    CHARACTERS,
    FANG_SONG,
    HEI,
    LEFT,
    LINE,
    RIGHT,
    ROW_HEIGHT,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    SIZE_5,
    SMALL_4,
    SONG,
    SONG_BIAO,
    TOP,
)
from domain.document.content import Content
from domain.document.kinds import DocumentKind

SEAL_AT = 19.5
"""Where organ and date are centred under the seal, in characters from the left."""


def printed(kind: DocumentKind, content: Content) -> bytes:
    """The document as a PDF. Raises SetupRefused where the machine cannot set it."""
    return pressed(page(kind, content))


def page(kind: DocumentKind, content: Content) -> str:
    """The document as HTML."""
    body = "\n".join(html(block) for block in FORMS[kind].blocks)
    text = environment().from_string(body).render(values_of(kind, content))
    return f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{STYLE}</style><body>{text}</body></html>'


# --- blocks -------------------------------------------------------------------------------------------------------


def html(block: Block) -> str:
    """A block in HTML, its names still to be filled in."""
    match block:
        case Para():
            return paragraph(block)
        case When():
            return f"{{% if {block.name} %}}{''.join(map(html, block.blocks))}{{% endif %}}"
        case Parts():
            heading, body = (
                Para(Role.HEADING, f"{{{{ {PART}.{PART_TITLE} }}}}"),
                Para(Role.BODY, f"{{{{ {PARAGRAPH} }}}}"),
            )
            inner = f"{{% for {PARAGRAPH} in {PART}.{PART_TEXT} %}}{paragraph(body)}{{% endfor %}}"
            return f"{{% for {PART} in {PARTS} %}}{paragraph(heading)}{inner}{{% endfor %}}"
        case Table():
            return table(block)
        case Grid():
            return grid(block)


def paragraph(block: Para) -> str:
    """What is centred under the seal stands in a box of its own, its middle at the middle of the seal."""
    role = block.role.lower()
    if block.role in (Role.SIGNED_BY, Role.DATED):
        return f'<div class="{role}"><span>{block.text}</span></div>'
    return f'<p class="{role}">{block.text}</p>'


def table(block: Table) -> str:
    columns = "".join(f'<col style="width:{column.width}mm">' for column in block.columns)
    head = "".join(f"<th>{escape(column.title)}</th>" for column in block.columns)
    row = "".join(f"<td>{{{{ {ROW}.{column.name} }}}}</td>" for column in block.columns)
    body = f"{{% for {ROW} in {ROWS} %}}<tr>{row}</tr>{{% endfor %}}"
    return f"<table>{columns}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def grid(block: Grid) -> str:
    rows = []
    for pairs in block.rows:
        span = ' colspan="3"' if len(pairs) == 1 else ""
        cells = "".join(f"<th>{escape(name)}</th><td{span}>{text}</td>" for name, text in pairs)
        rows.append(f'<tr style="height:{ROW_HEIGHT[len(pairs)]}mm">{cells}</tr>')
    columns = '<col style="width:27mm"><col style="width:51mm"><col style="width:27mm"><col style="width:51mm">'
    return f'<table class="grid">{columns}<tbody>{"".join(rows)}</tbody></table>'


# --- style --------------------------------------------------------------------------------------------------------


def family(names: tuple[str, ...]) -> str:
    return "font-family: " + ", ".join(f'"{name}"' for name in names)


STYLE = f"""
@page {{ size: A4; margin: {TOP}mm {RIGHT}mm {BOTTOM}mm {LEFT}mm; @footnote {{ margin: 0; padding: 0; }} }}
@page :right {{ @bottom-right {{ content: "— " counter(page) " —"; padding-right: 1em; vertical-align: top;
  padding-top: 7mm; font-size: {SIZE_4}pt; {family(SONG)}; }} }}
@page :left {{ @bottom-left {{ content: "— " counter(page) " —"; padding-left: 1em; vertical-align: top;
  padding-top: 7mm; font-size: {SIZE_4}pt; {family(SONG)}; }} }}
* {{ margin: 0; padding: 0; }}
body {{ font-size: {SIZE_3}pt; line-height: {LINE / 20}pt; letter-spacing: {CHARACTER - SIZE_3 - 0.01:.3f}pt;
  {family(FANG_SONG)}; orphans: 1; widows: 1; text-align: justify; overflow-wrap: anywhere; }}
.organ {{ font-size: 36pt; line-height: 50pt; color: #e60012; text-align: center; letter-spacing: 0;
  {family(SONG_BIAO)}; }}
.number {{ text-align: center; margin-top: {LINE / 10}pt; padding-bottom: 4mm; border-bottom: 1.5pt solid #e60012; }}
.title, .annex_title {{ font-size: {SIZE_2}pt; text-align: center; letter-spacing: 0; break-after: avoid;
  {family(SONG_BIAO)}; }}
.title {{ margin: {LINE / 10}pt 0 {LINE / 20}pt; }}
.annex_title {{ margin: {LINE / 20}pt 0 {LINE / 40}pt; }}
.addressee {{ text-align: left; }}
.body, .heading {{ text-indent: 2em; }}
.heading {{ {family(HEI)}; break-after: avoid; }}
.annex_note {{ text-indent: 2em; margin-top: {LINE / 20}pt; break-after: avoid; }}
.signed_by, .dated {{ margin-left: {(2 * SEAL_AT - CHARACTERS) * CHARACTER}pt; text-align: center;
  white-space: nowrap; }}
.signed_by {{ margin-top: {LINE / 10}pt; break-after: avoid; }}
.annex {{ break-before: page; {family(HEI)}; }}
.copies {{ float: footnote; footnote-display: block; width: {BLOCK[0]}mm; font-size: {SIZE_4}pt; letter-spacing: 0;
  border-top: 1pt solid; border-bottom: 1pt solid; padding-left: 1em; box-sizing: border-box; }}
.copies::footnote-call, .copies::footnote-marker {{ content: ""; }}
.label {{ font-size: {SIZE_4}pt; margin-top: {LINE / 40}pt; letter-spacing: 0; }}
table {{ border-collapse: collapse; table-layout: fixed; width: {BLOCK[0]}mm; font-size: {SIZE_5}pt;
  line-height: {SIZE_5 * 1.5}pt;
  letter-spacing: 0; text-align: left; }}
th, td {{ border: 0.5pt solid black; padding: 0.5mm 1mm; vertical-align: top; white-space: pre-line; }}
th {{ font-weight: normal; {family(HEI)}; }}
.grid {{ font-size: {SMALL_4}pt; line-height: {SMALL_4 * 1.5}pt; }}
.grid th, .grid td {{ vertical-align: middle; }}
thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; }}
"""
