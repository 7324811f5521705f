"""Splitting the text of 整改措施 into single measures, at 一是 / 二是 / 三是…"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from adapters.importing.findings import Value
from adapters.importing.word_numbering import chinese_number

_ORDINALS = [f"{chinese_number(n)}是" for n in range(1, 31)]
_BEFORE_ORDINAL = r"(?:^|(?<=[。；;：:，,、\s”】）)]))"
_FIND = [re.compile(_BEFORE_ORDINAL + ordinal) for ordinal in _ORDINALS]
_SENTENCE_END = re.compile(r"[。；;\n]")
_AROUND = "。；;，,、：: \n\t"


def split_measures(paragraphs: Sequence[Value]) -> tuple[Value, ...]:
    """The measures that these paragraphs hold, each with the place where it begins.

    Words before 一是 stay with the first measure; without 一是 the paragraphs are one measure; none when all are empty.
    """
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    starts = [0]
    for paragraph in paragraphs[:-1]:
        starts.append(starts[-1] + len(paragraph.text) + 1)
    measures = []
    cuts = _cuts(text)
    for (begin, ordinal, after), (end, _, _) in zip(cuts, [*cuts[1:], (len(text), 0, 0)], strict=True):
        wording = (text[begin:ordinal] + text[after:end]).strip().rstrip(_AROUND)
        if wording:
            measures.append(Value(wording, paragraphs[bisect_right(starts, begin) - 1].place))
    return tuple(measures)


def _cuts(text: str) -> list[tuple[int, int, int]]:
    """For each measure: where it begins, where its ordinal stands, where the ordinal ends."""
    cuts: list[tuple[int, int, int]] = []
    position = count = 0
    while found := _next_ordinal(text, position, count):
        restarts = found[0] == _ORDINALS[0]
        begin = found.start()
        if restarts:  # 一是 opens a group; the words that lead in to it belong to its first measure
            begin = _sentence_begin(text, position, found.start()) if cuts else 0
        cuts.append((begin, found.start(), found.end()))
        position, count = found.end(), 1 if restarts else count + 1
    return cuts or [(0, 0, 0)]


def _next_ordinal(text: str, position: int, count: int) -> re.Match[str] | None:
    """The next 一是, or the ordinal that follows the last one, whichever comes first."""
    wanted = [_FIND[0], *_FIND[count : count + 1]] if count else [_FIND[0]]
    found = [match for pattern in wanted if (match := pattern.search(text, position))]
    return min(found, key=lambda match: match.start(), default=None)


def _sentence_begin(text: str, position: int, before: int) -> int:
    ends = [match.end() for match in _SENTENCE_END.finditer(text, position, before)]
    return ends[-1] if ends else before
