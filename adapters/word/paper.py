"""公文用纸和版心: the measures of GB/T 9704-2012, in mm and points, with which every document is set.

Section 5: A4, top margin (天头) 37 mm, binding margin (订口) 28 mm, text block 156 x 225 mm; 22 lines of 28 characters.
"""

from __future__ import annotations

PAGE = (210, 297)
TOP, LEFT = 37, 28
BLOCK = (156, 225)
RIGHT, BOTTOM = PAGE[0] - LEFT - BLOCK[0], PAGE[1] - TOP - BLOCK[1]
LINES, CHARACTERS = 22, 28

MM = 1440 / 25.4
"""Twentieths of a point in a millimetre."""

SIZE_2, SIZE_3, SIZE_4, SMALL_4, SIZE_5 = 22.0, 16.0, 14.0, 12.0, 10.5
"""2号, 3号, 4号, 小4号, 5号 in points."""

ROW_HEIGHT = {1: 14, 2: 10}
"""The least height in mm of a row of a form, by how many pairs of label and text it has."""

SONG_BIAO = ("方正小标宋简体", "小标宋", "Noto Serif CJK SC", "Noto Sans CJK SC")
FANG_SONG = ("仿宋_GB2312", "仿宋", "FangSong", "Noto Serif CJK SC", "Noto Sans CJK SC")
HEI = ("黑体", "SimHei", "Noto Sans CJK SC")
KAI = ("楷体_GB2312", "楷体", "KaiTi", "Noto Serif CJK SC", "Noto Sans CJK SC")
SONG = ("宋体", "SimSun", "Noto Serif CJK SC", "Noto Sans CJK SC")
"""The first is the one that the standard names; the others stand in for it where it is not installed."""


def twips(mm: float) -> int:
    return round(mm * MM)


LINE = (twips(BLOCK[1])) // LINES
"""The pitch of the lines in twips: 22 of them are never higher than the text block."""

CHARACTER = twips(BLOCK[0]) / 20 / CHARACTERS
"""The pitch of the characters in points; a little less than 3号, so that 28 of them stand in a line."""
