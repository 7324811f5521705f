"""In a terminal: bars and shades of block characters, beside their figures."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from projections.pictures import Form, Picture, PictureRow, Value

BAR, SHORT_BAR = 30, 12  # characters of the longest bar; where more than two figures stand beside it
EIGHTHS = " ▏▎▍▌▋▊▉█"
COLOURS = ("green", "red", "blue", "yellow")
SHADES = {
    False: ("", "on grey15", "on dark_red", "on red3", "on bright_red"),
    True: ("", "on grey15", "on dark_green", "on green4", "black on green3"),
}
"""The darkest is the worst; or, where more is better, the best."""

COLUMNS_SHOWN = 8
"""Columns of a grid beside each other in a terminal of 100 columns; of a longer one the rest stands below."""

LINES_SHOWN = 40
"""Rows of a burn-down; of a longer one every so manyth day, and always the last."""


def drawn(picture: Picture) -> RenderableType:
    """The picture as a table with bars or shades."""
    draw = {Form.BARS: bars, Form.LINES: lines, Form.GRID: grid}
    return draw[picture.form](picture)


def bars(picture: Picture) -> Table:
    table = Table(title=picture.title, expand=True)
    table.add_column("", no_wrap=True)
    for name in picture.series:
        table.add_column(name, justify="right")
    table.add_column("", ratio=1, no_wrap=True)
    longest, room = highest(picture), BAR if len(picture.series) <= 2 else SHORT_BAR
    for row in picture.rows:
        table.add_row(escape(row.label), *(value.shown for value in row.values), stacked(picture, row, longest, room))
    return table


def highest(picture: Picture) -> float:
    """The largest sum of one row, of what is drawn."""
    return max((sum(drawn_values(picture, row)) for row in picture.rows), default=0.0)


def drawn_values(picture: Picture, row: PictureRow) -> Iterator[float]:
    """The lengths of at most two bars, one behind the other: further values are figures beside them."""
    first, second = (value.value or 0.0 for value in row.values[:2])
    yield first
    yield second - first if picture.within else second


def stacked(picture: Picture, row: PictureRow, longest: float, room: int) -> Text:
    text = Text()
    for number, colour in zip(drawn_values(picture, row), COLOURS, strict=False):
        text.append(bar(number, longest, room), style=colour)
    return text


def bar(number: float, longest: float, room: int = BAR) -> str:
    """As many blocks as is its part of the longest, in eighths of a character."""
    eighths = round(number / longest * room * 8) if longest else 0
    return "█" * (eighths // 8) + (EIGHTHS[eighths % 8] if eighths % 8 else "")


def lines(picture: Picture) -> Table:
    """Day by day downwards, the last series as a bar."""
    table = Table(title=picture.title, expand=True)
    table.add_column("", no_wrap=True)
    for name in picture.series:
        table.add_column(name, justify="right")
    table.add_column("", ratio=1, no_wrap=True)
    longest = max((row.values[-1].value or 0.0 for row in picture.rows), default=0.0)
    step = -(-len(picture.rows) // LINES_SHOWN)
    for number, row in enumerate(picture.rows, 1):
        if (len(picture.rows) - number) % step == 0:
            last = Text(bar(row.values[-1].value or 0.0, longest), style=COLOURS[2])
            table.add_row(row.label, *(value.shown for value in row.values), last)
    return table


def grid(picture: Picture) -> RenderableType:
    """As many tables, one below the other, as it takes for every column to stay readable."""
    most = max((value.value or 0.0 for row in picture.rows for value in row.values), default=0.0)
    starts = range(0, max(1, len(picture.series)), COLUMNS_SHOWN)
    return Group(*(grid_from(picture, first, most) for first in starts))


def grid_from(picture: Picture, first: int, most: float) -> Table:
    shown = slice(first, first + COLUMNS_SHOWN)
    table = Table(title=None if first else picture.title, expand=True)
    table.add_column("", overflow="fold")
    for name in picture.series[shown]:
        table.add_column(escape(name), justify="right", overflow="fold")
    for row in picture.rows:
        shades = SHADES[picture.more_is_better]
        table.add_row(escape(row.label), *(shaded(value, most, shades) for value in row.values[shown]))
    return table


def shaded(value: Value, most: float, shades: tuple[str, ...]) -> Text:
    return Text(value.shown, style=shades[shade(value, most, len(shades))])


def shade(value: Value, most: float, shades: int) -> int:
    """0 for nothing, then the darker the more."""
    if not value.value or not most:
        return 0
    return min(shades - 1, 1 + int(value.value / most * (shades - 1)))
