"""The text of a rectification plan as issued (整改方案), .txt or .docx, read into problems and measures.

The form (places differ in numbers and words):

    title / 发文字号
    一、… 二、…                  chapters; those without any labelled line (指导思想, 整改要求) hold no problems
    (一)专项评估发现问题           sections
    1.…                          a problem, numbered or not: what stands directly above its 整改措施
    整改措施:一是…。二是…          split where there is 一是, else one measure
    责任领导: 责 任 人: 完成时限:

Nothing is guessed: what belongs nowhere is listed as unread, what has two readings is listed for decision.
"""

import re
from pathlib import Path

import msgspec

from adapters.importing.due import Due, read_due
from adapters.importing.findings import Decision, Findings, Unread, Value
from adapters.importing.labels import Label
from adapters.importing.measures import split_measures
from adapters.importing.opening import MAX_FILE_BYTES, Kind, OpenedFile, open_file
from adapters.importing.plan_lines import Piece, Shape, pieces_of
from adapters.importing.refusals import Place, refused
from adapters.importing.text import Line, decode, halfwidth, lines_of
from adapters.importing.word import read_word


class Heading(msgspec.Struct, frozen=True):
    """A chapter (一、) or section ((一)) heading as printed, and how many problems stand under it."""

    place: Place
    text: str
    level: int  # 1 chapter, 2 section
    problems: int


class PlanItem(msgspec.Struct, frozen=True):
    """One problem of a plan. `number` is the printed one, or empty. Names stay as written, also `**`."""

    key: str
    place: Place
    section: str
    number: str
    content: Value
    measures: tuple[Value, ...]
    leader: Value  # 责任领导
    person: Value  # 责任人
    unit: Value  # 责任单位
    due: Due
    asked: tuple[Decision, ...] = ()  # what a person has to decide about this problem


class PlanDocument(msgspec.Struct, frozen=True):
    """A whole plan."""

    name: str
    sha256: str
    title: str
    number: str  # 发文字号
    headings: tuple[Heading, ...]
    items: tuple[PlanItem, ...]
    unread: tuple[Unread, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...]


def read_plan(path: Path, year: int | None, *, max_bytes: int = MAX_FILE_BYTES) -> PlanDocument:
    """Read a plan; `year` serves dates without one. Raises ImportRefused, and nothing else."""
    opened = open_file(path, max_bytes=max_bytes)
    lines, notes = _lines(opened)
    pieces = [piece for line in lines for piece in pieces_of(line)]
    reading = _Reading(opened.sha256, year)
    front, chapters = _chapters(pieces)
    for chapter in chapters:
        reading.read_chapter(chapter)
    reading.findings.raise_refusals()
    if not reading.items:
        raise refused("no_problems")
    title, number = _title_and_number(front)
    return PlanDocument(
        name=opened.name,
        sha256=opened.sha256,
        title=title,
        number=number,
        headings=tuple(reading.headings),
        items=tuple(reading.items),
        unread=tuple(reading.findings.unread),
        decisions=tuple(reading.findings.decisions),
        notes=notes,
    )


def _lines(opened: OpenedFile) -> tuple[list[Line], tuple[str, ...]]:
    match opened.kind:
        case Kind.TEXT:
            return lines_of(decode(opened.data)), ()
        case Kind.WORD:
            word = read_word(opened.data)
            return word.lines, ("文档带有修订，按“接受全部修订”读取。",) if word.revised else ()
        case _:
            raise refused("not_a_plan")


class _Draft:
    """A problem while its lines are being read."""

    def __init__(self, section: str, first: Piece, asked_before: int) -> None:
        self.section = section
        self.asked_before = asked_before
        self.number = first.number
        self.content = [first.value]
        self.measures: list[Piece] = []
        self.fields: dict[Label, Value] = {}
        self.last_field: Label | None = None
        self.in_measures = False

    @property
    def place(self) -> Place:
        return self.content[0].place

    @property
    def stated(self) -> Value:
        return Value("\n".join(value.text for value in self.content if value.text), self.place)

    def field(self, label: Label) -> Value:
        return self.fields.get(label, Value("", self.place))

    def take_prose(self, piece: Piece) -> bool:
        """Take an unlabelled line into the part that is being read; False when it belongs to none."""
        if self.last_field:
            if self.fields[self.last_field].text:
                return False
            self.fields[self.last_field] = piece.value  # the label stood on a line of its own
        elif self.in_measures:
            self.measures.append(piece)
        else:
            self.content.append(piece.value)
        return True


class _Reading:
    """Goes through the chapters of a plan and gathers what they hold."""

    def __init__(self, sha256: str, year: int | None) -> None:
        self._sha256 = sha256
        self._year = year
        self.headings: list[Heading] = []
        self.items: list[PlanItem] = []
        self.findings = Findings()
        self._draft: _Draft | None = None
        self._section = ""

    def read_chapter(self, pieces: list[Piece]) -> None:
        if not any(isinstance(piece.kind, Label) for piece in pieces):
            self.headings += [_heading(piece) for piece in pieces[:1] if piece.is_heading]
            return
        starts = _starts(pieces)
        style = _item_style(pieces)
        self._section = ""
        for at, piece in enumerate(pieces):
            if at in starts or self._is_item_without_measures(piece, style):
                self._finish()
                self._draft = _Draft(self._section, piece, len(self.findings.decisions))
            elif piece.is_heading:
                self._finish()
                self._section = piece.value.text if piece.kind is Shape.SECTION else ""
                self.headings.append(_heading(piece))
            elif isinstance(piece.kind, Label) and piece.kind is not Label.PROBLEM:
                self._take_labelled(piece.kind, piece)
            elif self._draft is None or not self._draft.take_prose(piece):
                self.findings.skip(piece.value.place, piece.value.text, "不属于任何一个问题")
        self._finish()

    def _is_item_without_measures(self, piece: Piece, style: str) -> bool:
        between = self._draft is None or self._draft.last_field is not None
        return piece.kind is Shape.NUMBERED and piece.style == style and between

    def _take_labelled(self, label: Label, piece: Piece) -> None:
        draft = self._draft
        if draft is None:
            self.findings.skip(piece.value.place, piece.value.text, f"“{label.words[0]}”前没有问题正文")
        elif label is Label.MEASURES:
            draft.in_measures = True
            draft.last_field = None
            draft.measures.append(piece)
        else:
            self._take_field(draft, label, piece.value)

    def _take_field(self, draft: _Draft, label: Label, value: Value) -> None:
        known = draft.fields.get(label)
        draft.last_field = label
        if known is None or not known.text:
            draft.fields[label] = value
        elif label is Label.DUE and known.text != value.text:
            self.findings.ask("date", value, "同一个问题写了两个完成期限，以哪一个为准？", (known.text, value.text))
        elif value.text and value.text not in known.text:
            draft.fields[label] = Value(f"{known.text}、{value.text}", known.place)

    def _finish(self) -> None:
        draft, self._draft = self._draft, None
        if draft is None:
            return
        if not draft.stated.text:
            self.findings.skip(draft.place, "", "问题没有正文")
            return
        measures = _measures(draft.measures)
        due = draft.field(Label.DUE)
        item = PlanItem(
            key=f"plan:{self._sha256}:{draft.section}:{draft.place.line or draft.place.paragraph}",
            place=draft.place,
            section=draft.section,
            number=draft.number,
            content=draft.stated,
            measures=measures,
            leader=draft.field(Label.LEADER),
            person=draft.field(Label.PERSON),
            unit=draft.field(Label.UNIT),
            due=read_due(due, due.text, self._year, self.findings),
        )
        if not measures:
            self.findings.ask("measures", Value("", item.place), "这个问题没有整改措施，是否只登记问题？")
        for value in (item.content, *measures):
            self.findings.ask_about_personal_data(value)
        asked = self.findings.asked_since(draft.asked_before)
        self.items.append(msgspec.structs.replace(item, asked=asked))
        self._count_under(draft)

    def _count_under(self, draft: _Draft) -> None:
        """Count the problem under its chapter and, if it has one, under its section."""
        for at in range(len(self.headings) - 1, -1, -1):
            heading = self.headings[at]
            if heading.level == 1 or heading.text == draft.section:
                self.headings[at] = msgspec.structs.replace(heading, problems=heading.problems + 1)
            if heading.level == 1:
                return


def _heading(piece: Piece) -> Heading:
    return Heading(piece.value.place, piece.value.text, 1 if piece.kind is Shape.CHAPTER else 2, problems=0)


def _measures(pieces: list[Piece]) -> tuple[Value, ...]:
    """Numbered lines are a measure each, with the lines that follow them; anything else is split at 一是."""
    groups: list[list[Value]] = [[]]
    for piece in pieces:
        if piece.kind in (Shape.NUMBERED, Label.MEASURES) and any(value.text for value in groups[-1]):
            groups.append([])
        groups[-1].append(piece.value)
    return tuple(measure for group in groups if group for measure in split_measures(group))


# ---- where a problem begins ------------------------------------------------------------------------------------------


def _item_style(pieces: list[Piece]) -> str:
    """How the problems of a chapter are numbered: as its first numbered line, if that stands above any measure."""
    for piece in pieces:
        if piece.kind is Label.MEASURES:
            break
        if piece.kind is Shape.NUMBERED:
            return piece.style
    return ""


def _starts(pieces: list[Piece]) -> set[int]:
    """The positions at which a problem begins: what stands directly above each 整改措施, and each line 问题：."""
    style = _item_style(pieces)
    starts = {at for at, piece in enumerate(pieces) if piece.kind is Label.PROBLEM}
    for at, piece in enumerate(pieces):
        if piece.kind is Label.MEASURES and (start := _start_above(pieces, at, style)) is not None:
            starts.add(start)
    return starts


def _start_above(pieces: list[Piece], measures_at: int, style: str) -> int | None:
    """The beginning of the problem above a 整改措施; None if there is none or it cannot be told from other measures."""
    at = measures_at
    while at > 0 and pieces[at - 1].may_state_a_problem:
        at -= 1
        if pieces[at].kind is Label.PROBLEM or (pieces[at].kind is Shape.NUMBERED and pieces[at].style == style):
            return at
    above = pieces[at - 1] if at > 0 else None
    if above and above.kind is Label.MEASURES:
        return None
    if at < measures_at:
        return at
    return at - 1 if above and above.is_heading else None


# ---- front matter ----------------------------------------------------------------------------------------------------

_DOCUMENT_NUMBER = re.compile(r"\S{1,20}[\[〔(【]\s*\d{4}\s*[\]〕)】]\s*第?\d{1,4}号")
_TITLE_END = re.compile(r"(?:方案|通知|清单|台账|计划|报告|意见|函|措施)(?:\(.*\))?$")
_MAX_TITLE_LINES = 3


def _title_and_number(front: list[Piece]) -> tuple[str, str]:
    """The title stands below the document number (公文) or above it, else it is the first line."""
    texts = [piece.value.text for piece in front]
    number_at = next((at for at, text in enumerate(texts) if _DOCUMENT_NUMBER.fullmatch(halfwidth(text))), None)
    if number_at is None:
        return _title(texts) or "".join(texts[:1]), ""
    above, number, below = texts[:number_at], texts[number_at], texts[number_at + 1 :]
    return _title(below) or _title(above) or "".join(above[:1]), number


def _title(texts: list[str]) -> str:
    """The first lines up to one that ends as titles do (方案, 通知, ...); empty if there is none."""
    for count in range(1, min(_MAX_TITLE_LINES, len(texts)) + 1):
        if _TITLE_END.search(halfwidth(texts[count - 1])):
            return "".join(texts[:count])
    return ""


def _chapters(pieces: list[Piece]) -> tuple[list[Piece], list[list[Piece]]]:
    """The lines before the first heading or problem, and the chapters (the first may have no heading)."""
    start = next((at for at, piece in enumerate(pieces) if piece.kind is not Shape.PROSE), len(pieces))
    if 0 < start < len(pieces) and isinstance(pieces[start].kind, Label):
        start -= 1  # no heading at all: the line above the first label is a problem already
    chapters: list[list[Piece]] = [[]]
    for piece in pieces[start:]:
        if piece.kind is Shape.CHAPTER:
            chapters.append([])
        chapters[-1].append(piece)
    return pieces[:start], [chapter for chapter in chapters if chapter]
