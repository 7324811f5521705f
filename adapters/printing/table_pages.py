"""A table as pages (PDF): the same form as its workbook, by a print style sheet; the header on every page.

Nothing is fetched from anywhere. Chinese fonts are those of the machine; the names of official prints come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from adapters.printing.merging import Merge, Merged, with_merges
from adapters.printing.press import pressed
from adapters.printing.printed_table import SERIAL, PrintedTable, groups, number_in
from adapters.printing.refusals import ExportRefused
from adapters.printing.widths import A4_LANDSCAPE, widths
from domain.papers import ColumnTitle

MOST_ROWS = 5_000
"""More rows than this are handed out as a workbook: pages are set as a whole, in memory."""

TEXT_SIZE, SMALLEST_TEXT = 10.5, 6.5
ROOM = {"A4": 142.0, "A3": 206.0}
"""Characters side by side at that size, in points. A wider table has smaller ones: its dates are not broken."""

FANG = '"仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "Noto Serif CJK SC", serif'
SONG = '"方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", serif'
HEI = '"黑体", "SimHei", "Noto Sans CJK SC", sans-serif'

STYLE = """
@page {{ size: {paper} landscape; margin: 16mm 12mm 18mm 12mm;
  @bottom-left {{ content: {basis}; font: 9pt {fang}; }}
  @bottom-center {{ content: "第 " counter(page) " 页　共 " counter(pages) " 页"; font: 9pt {fang}; }}
  @bottom-right {{ content: {mark}; font: 9pt {fang}; }} }}
body {{ margin: 0; font: 10.5pt {fang}; }}
h1 {{ font: 20pt {song}; text-align: center; margin: 0 0 4mm; }}
.above {{ display: flex; justify-content: space-between; font-size: 12pt; margin: 0 2mm 2mm; }}
.above span {{ min-width: 45mm; }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed; font-size: {size}pt; }}
thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; }}
th, td {{ border: 0.5pt solid black; padding: 1mm 1.2mm; overflow-wrap: anywhere; white-space: pre-wrap; }}
th {{ font-family: {hei}; font-weight: normal; text-align: center; }}
td.number {{ text-align: center; }}
tr.total td {{ font-weight: bold; }}
tr.section td {{ font-family: {hei}; break-after: avoid; }}
.note {{ margin: 2mm 0 0; font-size: 10pt; }}
.mark {{ position: fixed; top: 40%; left: 0; width: 100%; text-align: center; font-size: 30pt; color: #000;
  opacity: 0.11; transform: rotate(-20deg); }}
"""


def pages(table: PrintedTable) -> bytes:
    """The PDF; equal tables give equal bytes. Raises ExportRefused for too many rows, SetupRefused."""
    return pressed(html(table))


def html(table: PrintedTable) -> str:
    """Raises ExportRefused."""
    printed = with_merges(table)
    table = printed.table
    columns = table.columns[: table.shown]
    wide = widths(columns)
    shares = "".join(f'<col style="width: {100 * one / sum(wide):.2f}%">' for one in wide)
    above = "".join(f"<span>{escape(label)}：{escape(value)}</span>" for label, value in table.above)
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in table.form.notes)
    paper = "A4" if sum(wide) <= A4_LANDSCAPE else "A3"
    style = STYLE.format(
        paper=paper,
        size=round(max(TEXT_SIZE * min(1.0, ROOM[paper] / sum(wide)), SMALLEST_TEXT), 2),
        basis=quoted(table.basis),
        mark=quoted(table.mark),
        fang=FANG,
        song=SONG,
        hei=HEI,
    )
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(table.form.title)}</title>'
        f"<style>{style}</style></head><body>"
        f'<div class="mark">{escape(table.mark)}</div><h1>{escape(table.form.title)}</h1>'
        f'<div class="above">{above}</div><table><colgroup>{shares}</colgroup><thead>{header(table)}</thead>'
        f"<tbody>{''.join(body(printed))}</tbody></table>{notes}</body></html>"
    )


def header(table: PrintedTable) -> str:
    columns = table.columns[: table.shown]
    if not any(column.group for column in columns):
        titles = ((columns[first].title, last - first + 1) for _, first, last in groups(columns))
        return "<tr>" + "".join(f'<th colspan="{over}">{escape(title)}</th>' for title, over in titles) + "</tr>"
    upper = "".join(
        f'<th colspan="{last - first + 1}" rowspan="{1 if group else 2}">{escape(group or columns[first].title)}</th>'
        for group, first, last in groups(columns)
    )
    lower = "".join(f"<th>{escape(column.title)}</th>" for column in columns if column.group)
    return f"<tr>{upper}</tr><tr>{lower}</tr>"


def body(printed: Merged) -> Iterator[str]:
    table, starts, covered = printed.table, printed.starts(), printed.covered()
    for count, (section, row, cells) in enumerate(table.printed_rows()):
        if count == MOST_ROWS:
            raise ExportRefused(f"PDF 最多 {MOST_ROWS} 行。请按单位分别导出，或只导出工作簿")
        if section:
            yield f'<tr class="section"><td colspan="{table.shown}">{escape(section)}</td></tr>'
        shown = enumerate(zip(table.columns[: table.shown], cells, strict=False))
        written = "".join(
            cell(column, text, starts.get((count, at))) for at, (column, text) in shown if (count, at) not in covered
        )
        yield f'<tr class="total">{written}</tr>' if row.total else f"<tr>{written}</tr>"


def cell(column: ColumnTitle, text: str, over: Merge | None) -> str:
    of_many = over is not None and over.stands_for_many
    in_the_middle = of_many or column == SERIAL or number_in(column, text) is not None
    kind = ' class="number"' if in_the_middle else ""
    if over is not None:
        kind += f' rowspan="{over.bottom - over.top + 1}" colspan="{over.right - over.left + 1}"'
    return f"<td{kind}>{escape(text)}</td>"


def quoted(text: str) -> str:
    """A text in a style sheet."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ") + '"'
