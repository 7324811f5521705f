"""As SVG: one file without script and outside fonts, which a browser, Word and a printer can show."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from adapters.pictures.terminal import drawn_values, highest, shade
from projections.pictures import Form, Picture

FONTS = "'Noto Sans CJK SC','Microsoft YaHei',SimHei,sans-serif"
BAR_COLOURS = ("#2e7d32", "#c62828")
LINE_COLOURS = ("#1565c0", "#2e7d32", "#c62828")  # found, closed, open
SHADES = {
    False: ("#ffffff", "#fde0dc", "#f9a59a", "#e57368", "#c62828"),
    True: ("#ffffff", "#e3f2e4", "#b2dfb4", "#74bf78", "#2e7d32"),
}
"""The darkest is the worst; or, where more is better, the best."""

WIDTH, ROW, TOP, LABEL, MARGIN = 960, 28, 84, 200, 24
CHART = 360  # height of the lines, in the units of the drawing
LONGEST_LABEL = 14


def svg(picture: Picture, below: str) -> str:
    """The picture as the text of an SVG file; ``below`` is the line under it: what it rests on."""
    draw = {Form.BARS: bars, Form.LINES: lines, Form.GRID: grid}
    shapes = list(draw[picture.form](picture))
    height = TOP + (CHART if picture.form is Form.LINES else ROW * len(picture.rows)) + 2 * ROW
    notes = "　".join((below, *picture.notes))
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" lang="zh-CN" viewBox="0 0 {WIDTH} {height}" '
            f'font-family="{FONTS}" font-size="14">',
            f"<title>{escape(picture.title)}</title>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            words(WIDTH / 2, 32, picture.title, anchor="middle", size=20),
            *shapes,
            words(MARGIN, height - 14, notes, size=11, fill="#555555"),
            "</svg>\n",
        )
    )


def words(x: float, y: float, text: str, anchor: str = "start", size: int = 14, fill: str = "#000000") -> str:
    place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}" fill="{fill}"'
    return f"<text {place}>{escape(text)}</text>"


def box(x: float, y: float, width: float, height: float, fill: str, says: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f"<rect {place} fill={quoteattr(fill)}><title>{escape(says)}</title></rect>"


def short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def legend(picture: Picture, colours: tuple[str, ...]) -> Iterator[str]:
    x = float(LABEL)
    for name, colour in zip(picture.series, colours, strict=False):
        yield box(x, TOP - 34, 14, 14, colour, name)
        yield words(x + 20, TOP - 22, name)
        x += 40 + 14 * len(name)


def bars(picture: Picture) -> Iterator[str]:
    yield from legend(picture, BAR_COLOURS)
    longest, room = highest(picture) or 1.0, WIDTH - LABEL - 3 * MARGIN - 60
    for number, row in enumerate(picture.rows):
        x, y = float(LABEL), float(TOP + ROW * number)
        yield words(LABEL - 10, y + 18, short(row.label), anchor="end")
        for series, colour, value in zip(picture.series, BAR_COLOURS, drawn_values(picture, row), strict=False):
            width = value / longest * room
            yield box(x, y + 4, width, ROW - 8, colour, f"{row.label} {series} {value:g}")
            x += width
        yield words(x + 8, y + 18, " / ".join(value.shown for value in row.values))


def lines(picture: Picture) -> Iterator[str]:
    yield from legend(picture, LINE_COLOURS)
    most = max((value.value or 0.0 for row in picture.rows for value in row.values), default=0.0) or 1.0
    left, right, bottom = 70.0, float(WIDTH - MARGIN), float(TOP + CHART)
    step = (right - left) / max(len(picture.rows) - 1, 1)
    for part in range(5):
        y = bottom - part / 4 * (CHART - 20)
        yield f'<line x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dddddd"/>'
        yield words(left - 8, y + 5, f"{most * part / 4:g}", anchor="end", size=11)
    for number, colour in zip(range(len(picture.series)), LINE_COLOURS, strict=True):
        points = " ".join(
            f"{left + step * day:.1f},{bottom - (row.values[number].value or 0.0) / most * (CHART - 20):.1f}"
            for day, row in enumerate(picture.rows)
        )
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for day in sorted({0, len(picture.rows) // 2, len(picture.rows) - 1}):
        anchor = "end" if day and day == len(picture.rows) - 1 else "middle"
        yield words(left + step * day, bottom + 18, picture.rows[day].label, anchor=anchor, size=11)


def grid(picture: Picture) -> Iterator[str]:
    most = max((value.value or 0.0 for row in picture.rows for value in row.values), default=0.0)
    shades = SHADES[picture.more_is_better]
    width = (WIDTH - LABEL - MARGIN) / max(len(picture.series), 1)
    for column, name in enumerate(picture.series):
        size = max(8, min(13, int(width / max(len(name), 1))))
        yield words(LABEL + width * (column + 0.5), TOP - 8, name, anchor="middle", size=size)
    for number, row in enumerate(picture.rows):
        y = float(TOP + ROW * number)
        yield words(LABEL - 10, y + 18, short(row.label), anchor="end")
        for column, value in enumerate(row.values):
            dark = shade(value, most, len(shades))
            x = LABEL + width * column
            yield box(x + 1, y + 1, width - 2, ROW - 2, shades[dark], f"{row.label} {picture.series[column]}")
            ink = "#ffffff" if dark == len(shades) - 1 else "#000000"
            yield words(x + width / 2, y + 18, value.shown, anchor="middle", size=12, fill=ink)
