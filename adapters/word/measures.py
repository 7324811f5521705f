"""字数和版面: what follows from how long a text is, in Word and as PDF alike.

Source: GB/T 9704-2012, 7.2.4, 7.3.1, 7.3.3, 7.3.5.
"""

from __future__ import annotations

import re
from math import ceil

from adapters.word.paper import BLOCK, CHARACTERS, MM, ORGAN_SIZE, SEAL_AT, SIZE_2

WIDTH = BLOCK[0] * MM / 20
"""Of the text block, in points."""

TITLE_WIDTH = int(WIDTH // SIZE_2)
"""Characters of 2号 in a line."""

NOT_BEGUN_WITH = 2
"""So many characters more a title may need, because no line begins or ends with some signs."""

LEAST_ORGAN = 22.0
"""A name that would be smaller on one line, in points, is set in two."""

SECOND = re.compile(r"（[一二三四五六七八九十]{1,3}）[^。\n]{1,30}(?:。|$)")
"""A heading of the second level: alone on its line, or the first sentence of a paragraph (7.3.3: 楷体)."""


def organ_size(organ: str) -> float:
    """The size of 发文机关标志 in points: as large as the standard form if the line holds it."""
    on_one_line = WIDTH / max(len(organ), 1)
    if on_one_line < LEAST_ORGAN:
        on_one_line = WIDTH / ceil(len(organ) / 2)
    return min(ORGAN_SIZE, int(on_one_line * 2) / 2)


def title_inset(title: str) -> float:
    """How much is left free on each side of a title that needs several lines, in points, so that they come out even."""
    if len(title) <= TITLE_WIDTH:
        return 0
    needed = len(title) + NOT_BEGUN_WITH
    lines = ceil(needed / TITLE_WIDTH)
    return (WIDTH - (ceil(needed / lines)) * SIZE_2) / 2


def signs_at_the_edge(organ: str) -> bool:
    """Whether the name is too long to be centred over the date: it then ends two characters before the edge."""
    return len(organ) / 2 > CHARACTERS - SEAL_AT


def free_at_the_edge(organ: str) -> int:
    """How many characters such a name leaves free on its right."""
    return max(0, min(2, CHARACTERS - len(organ)))
