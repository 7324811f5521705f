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

ORGAN_SIZE, ORGAN_LINE = 36.0, 50.0
"""发文机关标志, and the height of its line, in points."""

ORGAN_BELOW = 35 - (ORGAN_LINE - ORGAN_SIZE) / 2 / 72 * 25.4
"""From the top of the text block to the line of 发文机关标志, in mm: the upper edge of the characters is at 35 mm
(7.2.4); the room above it is for 份号, 密级, 紧急程度."""

LETTER_ORGAN_AT = 30 - (ORGAN_LINE - ORGAN_SIZE) / 2 / 72 * 25.4
LETTER_RULE, LETTER_RULE_AT = 170, 20
"""信函格式 (10.1), in mm: the organ at 30 from the upper edge of the page; double lines 170 wide, centred, 4 below the
organ and 20 above the lower edge of the page; 发文字号 7/8 of a character of 3号 below the first."""
LETTER_NUMBER_BELOW = SIZE_3 * 7 / 8

DATE_ENDS, DATE_WIDTH = 24.0, 6.5
"""成文日期 ends four characters before the right edge (7.3.5.1); its digits half a character wide, it is so wide."""
SEAL_AT = DATE_ENDS - DATE_WIDTH / 2
"""Where the signature of the organ is centred, over the date, in characters from the left: the seal covers both."""

FOOT_INDENT = 4
"""Characters: a second line of 抄送 begins below the first character after its colon (7.4.2)."""

THICK, THIN = 1.0, 0.75
"""Lines of 版记, in points: 0.35 mm above and below, 0.25 mm between (7.4.1)."""

LABEL = 29
"""The width in mm of a label of a form: six characters of 小4号."""

ROW_HEIGHT = {1: 11, 2: 9}
"""The least height in mm of a row of a form, by how many pairs of label and text it has."""

SONG_BIAO = ("方正小标宋简体", "小标宋", "Noto Serif CJK SC", "Noto Sans CJK SC")
FANG_SONG = ("仿宋_GB2312", "仿宋", "FangSong", "Noto Serif CJK SC", "Noto Sans CJK SC")
HEI = ("黑体", "SimHei", "Noto Sans CJK SC")
KAI = ("楷体_GB2312", "楷体", "KaiTi", "Noto Serif CJK SC", "Noto Sans CJK SC")
SONG = ("宋体", "SimSun", "Noto Serif CJK SC", "Noto Sans CJK SC")
"""The first is the one that the standard names; the others stand in for it where it is not installed."""


def twips(mm: float) -> int:
    return round(mm * MM)


def beyond(margin: int) -> int:
    """How far a red line of a letter goes over the text block, on the side of this margin, in mm."""
    return margin - (PAGE[0] - LETTER_RULE) // 2


LINE = (twips(BLOCK[1])) // LINES
"""The pitch of the lines in twips: 22 of them are never higher than the text block."""

CHARACTER = twips(BLOCK[0]) / 20 / CHARACTERS
"""The pitch of the characters in points; a little less than 3号, so that 28 of them stand in a line."""
