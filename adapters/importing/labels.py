"""The words that plans and tables use for one and the same thing: 完成期限, 完成时限, 完成时间 are one field."""

import re
from enum import Enum

from adapters.importing.text import squeezed


class Label(Enum):
    """What a line of a plan or a column of a table says, with every usual wording; the first one is ours."""

    NUMBER = ("序号", "编号")
    PROBLEM = (
        "问题",
        "存在问题",
        "存在的问题",
        "反馈问题",
        "发现问题",
        "具体问题",
        "问题内容",
        "问题描述",
        "问题表现",
        "整改问题",
        "具体内容",
    )
    MEASURES = ("整改措施", "整改举措", "具体措施", "具体整改措施", "措施")
    LEADER = ("责任领导", "牵头领导", "分管领导", "包抓领导", "责任县领导", "责任区领导")
    PERSON = ("责任人", "责任人员", "具体责任人", "整改责任人", "直接责任人")
    UNIT = ("责任单位", "整改责任单位", "整改单位", "牵头单位", "责任部门", "牵头部门")
    DUE = (
        "整改时限",
        "整改期限",
        "整改时间",
        "完成期限",
        "完成时限",
        "完成时间",
        "完成日期",
        "办结时限",
        "整改完成期限",
        "整改完成时限",
        "整改完成时间",
    )

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.value)


TAIL_LABELS = (Label.LEADER, Label.PERSON, Label.UNIT, Label.DUE)

_LABEL_OF_WORD = {word: label for label in Label for word in label.words}
_IN_BRACKETS = re.compile(r"\([^()]*\)")


def heading(text: str) -> str:
    """A column heading as it is compared: no blanks, no brackets with their content, no signs at its ends."""
    bare = _IN_BRACKETS.sub("", squeezed(text))
    return (bare or squeezed(text).strip("()")).strip("*:#_")


def label_of_heading(text: str) -> Label | None:
    """Which label a column heading names, if any."""
    return _LABEL_OF_WORD.get(heading(text))


def _spaced(labels: tuple[Label, ...]) -> str:
    words = sorted((word for label in labels for word in label.words), key=len, reverse=True)
    return "|".join("[ \t]*".join(word) for word in words)


_NUMBER = r"(?:\(?(?P<number>\d{1,3}|[①-⑳])\)?[.、)]?[ \t]*)?"
_AT_START = re.compile(
    rf"\s*{_NUMBER}[【\[]?(?P<word>{_spaced(tuple(Label))})(?:(?P<ordinal>\d{{1,3}}|[一二三四五六七八九十]{{1,3}}))?"
    r"[ \t]*(?P<sign>[:】\]]+|$)[ \t]*"
)
_AT_START_BLANK = re.compile(rf"\s*(?P<word>{_spaced(TAIL_LABELS)})[ \t]+(?=\S)")
_INSIDE = re.compile(
    rf"(?<=[\s。;】])(?P<any>{_spaced((Label.MEASURES, *TAIL_LABELS))})[ \t]*:[ \t]*"
    rf"|(?<=[,、])(?P<tail>{_spaced(TAIL_LABELS)})[ \t]*:[ \t]*"
)


class LabelMark:
    """A label found in a line: which, where it begins and where its value begins; a number printed before it."""

    def __init__(self, match: re.Match[str], word: str, number: str = "") -> None:
        self.label = _LABEL_OF_WORD["".join(word.split())]
        self.begin, self.end = match.span()
        self.number = number


def marks_in(line: str) -> list[LabelMark]:
    """The labels of a line, given in half-width characters, in order."""
    marks = []
    if first := _AT_START.match(line):
        marks.append(LabelMark(first, first["word"], first["number"] or first["ordinal"] or ""))
    elif first := _AT_START_BLANK.match(line):
        marks.append(LabelMark(first, first["word"]))
    begin = marks[0].end if marks else 0
    marks += [LabelMark(inside, inside["any"] or inside["tail"]) for inside in _INSIDE.finditer(line, begin)]
    return marks
