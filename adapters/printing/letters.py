"""文稿打印: a document as a PDF in the form of GB/T 9704-2012, from the same blocks and the same content as in Word.

An office's own Word template is not followed here: whoever has one prints it from Word.
"""

from __future__ import annotations

import re
from html import escape, unescape

from adapters.printing.press import pressed
from adapters.word.checking import environment
from adapters.word.filling import values_of
from adapters.word.forms import (
    MARKS,
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
from adapters.word.measures import SECOND, free_at_the_edge, organ_size, signs_at_the_edge, title_inset
from adapters.word.paper import (
    BLOCK,
    BOTTOM,
    CHARACTER,
    CHARACTERS,
    DATE_ENDS,
    FANG_SONG,
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
    THIN,
    TOP,
    beyond,
)
from domain.document.content import Content
from domain.document.kinds import DocumentKind
from domain.papers import Layout

SECOND_IN_HTML = re.compile(f'<p class="body">({SECOND.pattern})(?=[^<]*</p>)')


def printed(kind: DocumentKind, content: Content, layout: Layout = Layout.DOCUMENT) -> bytes:
    """The document as a PDF. Raises SetupRefused where the machine cannot set it."""
    return pressed(page(kind, content, layout))


def page(kind: DocumentKind, content: Content, layout: Layout) -> str:
    """The document as HTML."""
    form = form_of(kind, layout)
    marks = "".join(html(block) for block in form.blocks if block in MARKS)
    body = "\n".join(html(block) for block in form.blocks if block not in MARKS)
    body = f'<div class="marks_box">{marks}</div>{body}'
    text = environment().from_string(body).render(values_of(kind, content))
    text = SECOND_IN_HTML.sub(r'<p class="body"><span class="second">\g<1></span>', text)
    text = even(text)
    style = STYLE + (LETTER_STYLE if form.layout is Layout.LETTER else "") + sizes(content)
    rule = '<div class="last_rule"></div>' if form.layout is Layout.LETTER else ""
    head = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{style}</style>'
    return f"{head}<body>{rule}{text}</body></html>"


def sizes(content: Content) -> str:
    """What depends on how long the name of the organ and the title are."""
    organ = content.text("发文机关")
    signed = f"text-align: right; margin-left: 0; margin-right: {free_at_the_edge(organ) * CHARACTER}pt;"
    at_the_edge = f".signed_by {{ {signed} }}" if signs_at_the_edge(organ) else ""
    return f".organ {{ font-size: {organ_size(organ)}pt; }} {at_the_edge}"


def even(title: str) -> str:
    """A title whose lines come out even."""
    return re.sub(
        r'(<p class="title")>([^<]*)<',
        lambda found: f'{found[1]} style="padding: 0 {title_inset(unescape(found[2]))}pt">{found[2]}<',
        title,
    )


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
    """What stands right of a tab has a box of its own."""
    if block.role is Role.RULE:
        return ""
    left, tab, right = block.text.partition("\t")
    end = f'<span class="end">{block.end}</span>' if block.end else ""
    text = f"<span>{left}</span> <span>{right}{end}</span>" if tab else left + end
    return f'<p class="{block.role.lower()}">{text}</p>'


def table(block: Table) -> str:
    columns = "".join(f'<col style="width:{column.width}mm">' for column in block.columns)
    head = "".join(f"<th>{escape(column.title)}</th>" for column in block.columns)
    serial = ' class="serial"'
    row = "".join(
        f"<td{serial if column is SERIAL else ''}>{{{{ {ROW}.{column.name} }}}}</td>" for column in block.columns
    )
    body = f"{{% for {ROW} in {ROWS} %}}<tr>{row}</tr>{{% endfor %}}"
    return f"<table>{columns}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def grid(block: Grid) -> str:
    rows = []
    for pairs in block.rows:
        span = ' colspan="3"' if len(pairs) == 1 else ""
        cells = "".join(f"<th>{escape(name)}</th><td{span}>{text}</td>" for name, text in pairs)
        rows.append(f'<tr style="height:{ROW_HEIGHT[len(pairs)]}mm">{cells}</tr>')
    columns = f'<col style="width:{LABEL}mm"><col style="width:{BLOCK[0] // 2 - LABEL}mm">' * 2
    return f'<table class="grid">{columns}<tbody>{"".join(rows)}</tbody></table>'


# --- style --------------------------------------------------------------------------------------------------------


def family(names: tuple[str, ...]) -> str:
    return "font-family: " + ", ".join(f'"{name}"' for name in names)


THICK_RULE = 2.25
"""Of the red lines, in points."""

RED = "#e60012"

PAGE_NUMBER = f"""content: "— " counter(page) " —"; vertical-align: top; padding-top: 7mm; font-size: {SIZE_4}pt;
  {family(SONG)};"""

STYLE = f"""
@page {{ size: A4; margin: {TOP}mm {RIGHT}mm {BOTTOM}mm {LEFT}mm; @footnote {{ margin: 0; padding: 0; }} }}
@page :right {{ @bottom-right {{ padding-right: 1em; {PAGE_NUMBER} }} }}
@page :left {{ @bottom-left {{ padding-left: 1em; {PAGE_NUMBER} }} }}
* {{ margin: 0; padding: 0; }}
body {{ font-size: {SIZE_3}pt; line-height: {LINE / 20}pt; letter-spacing: {CHARACTER - SIZE_3 - 0.01:.3f}pt;
  {family(FANG_SONG)}; orphans: 1; widows: 1; text-align: justify; overflow-wrap: anywhere; }}
.draft {{ position: absolute; right: 0; top: {20 - TOP}mm; font-size: {SIZE_4}pt; letter-spacing: 0; }}
.marks_box {{ position: absolute; left: 0; top: 0; white-space: nowrap; {family(HEI)}; }}
.organ {{ margin-top: {ORGAN_BELOW}mm; line-height: {ORGAN_LINE}pt; color: {RED}; text-align: center;
  letter-spacing: 0; {family(SONG_BIAO)}; }}
.number, .number_upward {{ margin-top: {LINE / 10}pt; padding-bottom: 4mm; border-bottom: {THICK_RULE}pt solid {RED}; }}
.number {{ text-align: center; }}
.number_upward {{ display: flex; justify-content: space-between; padding-left: 1em; padding-right: 1em; }}
.number_upward .end {{ {family(KAI)}; }}
.title, .annex_title {{ font-size: {SIZE_2}pt; text-align: center; letter-spacing: 0; break-after: avoid;
  {family(SONG_BIAO)}; }}
.title {{ margin: {LINE / 10}pt 0 {LINE / 20}pt; }}
.annex_title {{ margin: {LINE / 20}pt 0 {LINE / 40}pt; }}
.addressee {{ text-align: left; }}
.body, .heading, .note {{ text-indent: 2em; }}
.heading {{ {family(HEI)}; break-after: avoid; }}
.second {{ {family(KAI)}; }}
.annex_note {{ text-indent: 2em; margin-top: {LINE / 20}pt; break-before: avoid; break-after: avoid; }}
.signed_by {{ margin: {LINE / 10}pt 0 0 {(2 * SEAL_AT - CHARACTERS) * CHARACTER}pt; text-align: center;
  break-before: avoid; break-after: avoid; }}
.dated {{ text-align: right; margin-right: {(CHARACTERS - DATE_ENDS) * CHARACTER}pt; }}
.note {{ break-before: avoid; }}
.annex {{ break-before: page; {family(HEI)}; }}
.copies, .imprint, .letter_copies {{ float: footnote; footnote-display: block; width: {BLOCK[0]}mm;
  font-size: {SIZE_4}pt; letter-spacing: 0; box-sizing: border-box; }}
.copies, .letter_copies {{ text-indent: -4em; padding-left: 4em; }}
.copies, .imprint {{ border-top: {THICK}pt solid; }}
.copies + .imprint {{ border-top: {THIN}pt solid; }}
.imprint {{ border-bottom: {THICK}pt solid; text-align: justify; text-align-last: justify; }}
.imprint > span, .number_upward > span, .letter_number > span {{ white-space: pre; }}
::footnote-call, ::footnote-marker {{ content: ""; }}
.label {{ font-size: {SIZE_4}pt; margin-top: {LINE / 40}pt; letter-spacing: 0; }}
table {{ border-collapse: collapse; table-layout: fixed; width: {BLOCK[0]}mm; font-size: {SIZE_5}pt;
  line-height: {SIZE_5 * 1.5}pt;
  letter-spacing: 0; text-align: left; }}
th, td {{ border: 0.5pt solid black; padding: 0.5mm 1mm; vertical-align: middle; white-space: pre-line; }}
th {{ font-weight: normal; {family(HEI)}; }}
thead th, .serial {{ text-align: center; }}
.grid {{ font-size: {SMALL_4}pt; line-height: {SMALL_4 * 1.5}pt; }}
thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; }}
"""

LETTER_STYLE = f"""
@page :first {{ @bottom-right {{ content: none; }} }}
.organ {{ margin: {LETTER_ORGAN_AT - TOP}mm {-beyond(RIGHT)}mm 0 {-beyond(LEFT)}mm; }}
.organ::after, .last_rule {{ content: ""; display: block; height: 1pt; border: solid {RED}; }}
.organ::after {{ margin-top: 1.5mm; border-width: {THICK_RULE}pt 0 {THIN}pt; }}
.last_rule {{ position: absolute; top: {PAGE[1] - TOP - LETTER_RULE_AT}mm; left: {-beyond(LEFT)}mm;
  width: {LETTER_RULE}mm; border-width: {THIN}pt 0 {THICK_RULE}pt; }}
.letter_number {{ margin-top: {LETTER_NUMBER_BELOW}pt; display: flex; justify-content: space-between; {family(HEI)}; }}
.letter_number .end {{ {family(FANG_SONG)}; }}
.letter_marks {{ {family(HEI)}; }}
"""
