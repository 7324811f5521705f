"""The lines of a plan, taken apart: headings, numbered lines, labelled values, prose."""

import re
from enum import Enum

import msgspec

from adapters.importing.findings import Value
from adapters.importing.labels import TAIL_LABELS, Label, LabelMark, marks_in
from adapters.importing.text import Line, halfwidth, tidy

_CHAPTER = re.compile(r"\s*[一二三四五六七八九十]{1,3}[、.](?=\s*\S)")
_SECTION = re.compile(r"\s*\([一二三四五六七八九十]{1,3}\)[、.]?(?=\s*\S)")
_NUMBERED = re.compile(
    r"\s*(?:(?P<dot>\d{1,3})[.、](?!\d)|\((?P<round>\d{1,3})\)|(?P<half>\d{1,3})\)|(?P<circle>[①-⑳])"
    r"|问题(?P<word>\d{1,3}|[一二三四五六七八九十]{1,3})[、.])\s*(?=\S)"
)


class Shape(Enum):
    """What an unlabelled line looks like."""

    CHAPTER = "一、"
    SECTION = "(一)"
    NUMBERED = "1."
    PROSE = ""


class Piece(msgspec.Struct, frozen=True):
    """A line, or the part of it that one label governs. `style` tells apart the ways of numbering: 1. (1) 1) ①."""

    kind: Label | Shape
    value: Value
    number: str = ""
    style: str = ""

    @property
    def is_heading(self) -> bool:
        return self.kind in (Shape.CHAPTER, Shape.SECTION)

    @property
    def may_state_a_problem(self) -> bool:
        return self.kind in (Shape.PROSE, Shape.NUMBERED, Label.PROBLEM)


def pieces_of(line: Line) -> list[Piece]:
    text = tidy(line.text).replace("\n", " ")
    if not text:
        return []
    plain = halfwidth(text)
    marks = [mark for mark in marks_in(plain) if mark.label is not Label.NUMBER]
    begin = marks[0].begin if marks else len(text)
    pieces = [_unlabelled(Line(line.place, text[:begin]))] if text[:begin].strip() else []
    for position, mark in enumerate(marks):
        end = marks[position + 1].begin if position + 1 < len(marks) else len(text)
        pieces.append(_labelled(mark, Line(line.place, text[mark.end : end])))
    return pieces


def _unlabelled(line: Line) -> Piece:
    plain = halfwidth(line.text)
    if _CHAPTER.match(plain):
        return Piece(Shape.CHAPTER, _value(line))
    if _SECTION.match(plain):
        return Piece(Shape.SECTION, _value(line))
    if found := _NUMBERED.match(plain):
        style = found.lastgroup or ""
        return Piece(Shape.NUMBERED, Value(line.text[found.end() :].strip(), line.place), found[style], style)
    return Piece(Shape.PROSE, _value(line))


def _labelled(mark: LabelMark, line: Line) -> Piece:
    value = _value(line)
    if mark.label in TAIL_LABELS:
        value = Value(value.text.rstrip("。；;，,"), line.place)
    return Piece(mark.label, value, mark.number)


def _value(line: Line) -> Value:
    return Value(line.text.strip(), line.place)
