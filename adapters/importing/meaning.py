"""What a filled-in row means: each changed cell is a part of one command, or is refused with its address.

A cell has changed if it says something else than the table said at the version of the row, with the householder's name
masked or in full. What others decide (复核, 销号, 改派, 更正, 延期) is not decided by writing it into a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from adapters.importing.dates import Day, ReadDate, Unclear, Undated, WrongDate, read_date_cell
from adapters.importing.filled import FilledRow
from adapters.importing.findings import Value
from adapters.importing.matching import KnownPerson, Matched, match_person
from adapters.importing.measures import split_measures
from adapters.importing.refusals import Place
from adapters.importing.text import MAX_FIELD_CHARACTERS, halfwidth, squeezed
from adapters.importing.workbook import Cell
from domain.case import Command
from domain.organisation import Organisation, Role
from domain.problem.claiming import REFUSAL_REASONS, Claim, RefuseClaim
from domain.problem.planning import MeasureDraft, SubmitPlan
from domain.problem.problem import Problem, Stage
from domain.problem.rectifying import ReportProgress, SubmitForRecheck
from projections.annexes import area_text, joined_measures
from projections.ledger_lines import LedgerLine

PRINTED: Mapping[str, Callable[[LedgerLine], str]] = {
    "town": lambda line: line.town,
    "village": lambda line: line.village,
    "household": lambda line: line.householder,
    "household_type": lambda line: line.household_kind,
    "level": area_text,
    "category": lambda line: line.category_name,
    "content": lambda line: line.content,
    "measures": joined_measures,
    "leader": lambda line: line.leader,
    "person": lambda line: line.person,
    "unit": lambda line: line.unit,
    "due": lambda line: line.due,
    "effect": lambda line: line.result,
    "state": lambda line: line.state,
    "place": lambda line: line.place,
}
"""What stands in a column of an exported table; in the others nothing."""

MAY_BE_BLANK = ("leader", "state")
"""Columns that a table may have only to be filled in: blank, they say nothing."""

OF_OTHERS = {
    "town": "地点在登记时确定，更正请由办公室办理（更正登记内容）",
    "village": "地点在登记时确定，更正请由办公室办理（更正登记内容）",
    "place": "地点在登记时确定，更正请由办公室办理（更正登记内容）",
    "household": "户主姓名在登记时确定，不能在台账上改",
    "household_type": "户类型在登记时确定，不能在台账上改",
    "level": "问题层级在登记时确定，更正请由办公室办理（更正登记内容）",
    "category": "问题类型在登记时确定，更正请由办公室办理（更正登记内容）",
    "content": "问题内容在登记时确定，更正请由办公室办理（更正登记内容）",
    "unit": "责任单位由办公室交办和改派，不能在台账上改",
    "recheck": "复核意见由复核人办理，不能在台账上填",
    "close": "销号由销号审批人办理，不能在台账上填",
    "state": "状态随办理而变，不能在台账上改",
}
DUE_SET = "整改时限已经定下，不能在台账上改；要延期请办理申请延期"
CLEARED = "这一格原来有内容，清空不起作用，请恢复原样"
CLAIMED, REFUSED_CLAIM = ("认领", "同意认领", "已认领"), ("不认领", "拒绝认领", "不予认领")
YES = ("是", "申请", "申请销号", "已申请", "√", "✓", "y", "yes", "1")
NO = ("否", "不申请", "暂不申请", "×", "n", "no", "0")
BETWEEN_NAMES = "、,;，；\n"
BETWEEN_MEASURES = re.compile("[；;\n]")


class Meant(msgspec.Struct, frozen=True):
    """A command that a row means, and the cells in which it stands."""

    command: Command
    cells: tuple[Place, ...]


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with one cell of a row; the row is not given then."""

    place: Place
    message: str


class Meaning(msgspec.Struct, frozen=True):
    """All that a row means: nothing, commands in their order, or what is wrong with it."""

    commands: tuple[Meant, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def says_nothing(self) -> bool:
        return not self.commands and not self.faults


class Before(msgspec.Struct, frozen=True):
    """The problem at the version of the row: the case, and its line as anybody sees it and with the name in full."""

    problem: Problem
    masked: LedgerLine
    plain: LedgerLine

    def printed(self, column: str) -> tuple[str, ...]:
        """What the cell may have said when it was exported."""
        words = PRINTED.get(column)
        said = (words(self.masked), words(self.plain)) if words else ("",)
        return (*said, "") if column in MAY_BE_BLANK else said

    @property
    def awaits_claim(self) -> bool:
        return self.problem.stage is Stage.DISPATCHED or (self.problem.stage is Stage.REFUSED and self.problem.silent)


def meaning_of(row: FilledRow, before: Before, organisation: Organisation, people: Sequence[KnownPerson]) -> Meaning:
    """What whoever filled in this row wants, read against the problem as it stood when the table was exported."""
    return RowReading(row, before, organisation, people).meaning()


class RowReading:
    """Reads the changed cells of one row."""

    def __init__(
        self, row: FilledRow, before: Before, organisation: Organisation, people: Sequence[KnownPerson]
    ) -> None:
        self.before, self.problem = before, before.problem
        self.organisation, self.people = organisation, people
        self.cells = row.cells
        self.changed = {name: cell for name, cell in row.cells.items() if self.differs(name, cell)}
        self.faults: list[Fault] = []

    def meaning(self) -> Meaning:
        for name, cell in self.changed.items():
            self.check(name, cell)
        commands = () if self.faults else tuple(self.commands())
        return Meaning(() if self.faults else commands, tuple(self.faults))

    def differs(self, name: str, cell: Cell) -> bool:
        said = self.before.printed(name)
        if squeezed(cell.text) in map(squeezed, said):
            return False
        if name == "claim":
            return bool(cell.text) and squeezed(cell.text) not in self.answered()
        if name == "submit":
            return squeezed(cell.text).lower() not in NO
        return not (name == "due" and self.same_due(self.read_due(cell)))

    def same_due(self, read: ReadDate) -> bool:
        due_on = self.before.plain.due_on
        return read == Day(due_on) if due_on else isinstance(read, Undated)

    def answered(self) -> tuple[str, ...]:
        """What the column 认领 says of a problem that was claimed, or refused, before."""
        if self.problem.stage is Stage.REFUSED and not self.problem.silent:
            return REFUSED_CLAIM
        return CLAIMED if self.problem.person is not None else ()

    def check(self, name: str, cell: Cell) -> None:
        if not cell.text:
            self.wrong(cell, CLEARED)
        elif name in OF_OTHERS:
            self.wrong(cell, OF_OTHERS[name])
        elif name == "due" and self.problem.due is not None:
            self.wrong(cell, DUE_SET)
        elif len(cell.text) > MAX_FIELD_CHARACTERS:
            self.wrong(cell, "这一格超过 32767 个字，请删减")

    def wrong(self, cell: Cell, message: str) -> None:
        self.faults.append(Fault(cell.place, message))

    # --- what is meant, in the order in which it is given ---

    def commands(self) -> Iterator[Meant]:
        verdict = self.verdict()
        if verdict in REFUSED_CLAIM:
            yield from self.refusal()
            return
        if "reason" in self.changed:
            self.wrong(self.changed["reason"], "写了不认领理由，请在“认领”一栏写明 不认领")
        yield from self.claim(asked=bool(verdict))
        yield from self.plan()
        yield from self.work()

    def verdict(self) -> str:
        """认领 or 不认领; empty: the row does not say."""
        cell = self.changed.get("claim")
        if cell is None:
            return ""
        written = squeezed(cell.text)
        for words in (REFUSED_CLAIM, CLAIMED):
            if written.startswith(words):
                return words[0]
        self.wrong(cell, "请写 认领 或 不认领")
        return ""

    def refusal(self) -> Iterator[Meant]:
        cell = self.changed["claim"]
        besides = [one for name, one in self.changed.items() if name not in ("claim", "reason")]
        for one in besides:
            self.wrong(one, "不认领的问题只写理由，不填其他栏目")
        where = self.changed.get("reason", cell)
        written = where.text if where is not cell else without(REFUSED_CLAIM, cell.text)
        reason = next((code for code, words in REFUSAL_REASONS.items() if squeezed(words) in squeezed(written)), None)
        if reason is None:
            self.wrong(where, f"请写明不认领的理由（{'、'.join(REFUSAL_REASONS.values())}）和情况说明")
        else:
            yield self.meant(RefuseClaim(reason, written.strip()), "claim", "reason")

    def claim(self, asked: bool) -> Iterator[Meant]:
        """To name 责任领导 and 责任人 of a problem that waits to be claimed is to claim it."""
        named = [name for name in ("leader", "person") if name in self.changed]
        if not asked and not (named and self.before.awaits_claim):
            for name in named:
                self.wrong(self.changed[name], "责任领导、责任人在认领时确定，变更请由办公室改派")
            return
        leader, person = self.leader(), self.who("person")
        if leader and person:
            yield self.meant(Claim(leader, person), "claim", "leader", "person")

    def leader(self) -> str:
        """责任领导: as written; a table without it means the only one of the unit."""
        if self.written("leader"):
            return self.who("leader")
        found = [
            person.id
            for person in self.organisation.people.values()
            if any(post.unit == self.problem.unit and Role.RESP_LEADER in post.roles for post in person.posts)
        ]
        if len(found) == 1:
            return found[0]
        self.wrong(
            self.any_cell("leader", "claim", "person"), "请写明责任领导：表中没有填，责任单位的责任领导也不止一人"
        )
        return ""

    def who(self, name: str) -> str:
        cell = self.cells.get(name)
        if cell is None or not cell.text:
            self.wrong(self.any_cell(name, "claim"), "认领须写明责任人" if name == "person" else "认领须写明责任领导")
            return ""
        return self.person(cell, cell.text)

    def person(self, cell: Cell, name: str) -> str:
        matched = match_person(Value(name, cell.place), self.people, self.problem.unit)
        if isinstance(matched, Matched):
            return matched.person.id
        known = f"（可写：{'、'.join(matched.candidates)}）" if matched.candidates else ""
        self.wrong(cell, f"“{name}”：{matched.question}{known}")
        return ""

    def plan(self) -> Iterator[Meant]:
        measures, due = self.changed.get("measures"), self.changed.get("due")
        read = self.due_on(due) if due is not None else None
        if measures is None and due is None:
            return
        drafts = tuple(map(MeasureDraft, single_measures(measures))) if measures is not None else ()
        yield self.meant(SubmitPlan(drafts, read.on if read else None), "measures", "due")

    def due_on(self, cell: Cell) -> Day | None:
        read = self.read_due(cell)
        if isinstance(read, Day) and read.time_of_day is None:
            return read
        self.wrong(cell, "整改时限请写成一个日期，如 2022-08-31")
        return None

    def read_due(self, cell: Cell) -> ReadDate:
        try:
            return read_date_cell(cell.raw, None)
        except WrongDate as wrong:
            return Unclear(wrong.code)

    def work(self) -> Iterator[Meant]:
        """整改进展 alone, or with 申请销号: the effect that is handed in."""
        progress, effect = self.text("progress"), self.text("effect")
        if "submit" not in self.changed:
            if progress or effect:
                said = "；".join(text for text in (progress, effect) if text)
                yield self.meant(ReportProgress(said), "progress", "effect")
            return
        submit = self.changed["submit"]
        if not (effect or progress):
            self.wrong(submit, "申请销号须在“整改成效”一栏写明成效")
            return
        if progress and effect:
            yield self.meant(ReportProgress(progress), "progress")
        signed_by = tuple(filter(None, (self.person(submit, name) for name in signers(submit.text))))
        done = tuple(range(1, len(self.problem.measures) + 1))
        yield self.meant(SubmitForRecheck(effect or progress, signed_by, done), "submit", "effect", "progress")

    def text(self, name: str) -> str:
        """What was written into a column of the work, without the state that the table printed before it."""
        cell = self.changed.get(name)
        if cell is None:
            return ""
        label = self.before.masked.state
        has_label = halfwidth(cell.text).startswith(f"{halfwidth(label)}:")
        return cell.text[len(label) + 1 :].strip() if has_label else cell.text

    # --- where it stands ---

    def written(self, name: str) -> bool:
        return name in self.cells and bool(self.cells[name].text)

    def any_cell(self, *names: str) -> Cell:
        return next(cell for name in (*names, *self.changed) if (cell := self.cells.get(name)) is not None)

    def meant(self, command: Command, *names: str) -> Meant:
        return Meant(command, tuple(self.changed[name].place for name in names if name in self.changed))


def single_measures(cell: Cell) -> tuple[str, ...]:
    """At 一是, 二是, or else at ；, with which a table joins them."""
    found = [measure.text for measure in split_measures([cell.value])]
    parts = BETWEEN_MEASURES.split(cell.text) if len(found) == 1 else found
    return tuple(part.strip() for part in parts if part.strip())


def without(words: Sequence[str], text: str) -> str:
    """The text after the word with which it begins."""
    found = next((word for word in words if text.startswith(word)), "")
    return text[len(found) :].strip("：:，,；; 。（）()")


def signers(text: str) -> tuple[str, ...]:
    """The names that stand in 申请销号 in place of a plain yes: who signs, beside whoever hands it in."""
    if squeezed(text).lower() in YES:
        return ()
    plain = text.replace("签字", "").replace("签名", "")
    for sign in BETWEEN_NAMES:
        plain = plain.replace(sign, "、")
    return tuple(name.strip(" :：") for name in plain.split("、") if name.strip(" :："))
