"""导入办理: the rows of a file, each tried as a whole; those that are clear are written, many in one transaction.

A row is decided on top of those before it that wait to be written, so what is written is what was tried. If somebody
else acted meanwhile, or a row is refused, the rows that wait are given anew. An import that is killed has written
whole rows, and goes on behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from eventsourcing.persistence import IntegrityError

from adapters.importing.intake import Entry
from adapters.installation import Installation
from adapters.rehearsal import Rehearsal
from domain.case import Command
from domain.casework import Caller, case_created_by
from domain.events import Channel
from domain.problem.problem import Problem, Stage
from domain.refusal import Refused
from domain.sealing import KeyDestroyed

AT_ONCE = 50
"""Rows of a transaction, at most: others wait for it."""

IMPORTED_OTHERWISE = "这一行以前已经导入过，而这次的单位、人员、日期或发文字号不同；原来的内容没有改动"
VOIDED = "{number} 已作废；确要重新登记，请把文件另存一份后再导入"
Given = Sequence[tuple[Command, Caller]]


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one row: 已导入, 已有 (imported before), 被拒绝, 待定, or, in a preview, 可导入."""

    place: str
    label: str
    result: str
    problem_no: str = ""
    message: str = ""


class TakingIn:
    """Gives the commands of every complete row in the name of one person, or, without ``confirm``, tries them.

    ``together``: a row may rest on one above it, so a preview keeps in view what it tried.
    """

    def __init__(self, opened: Installation, person: str, confirm: bool, together: bool = False) -> None:
        self.opened, self.casework = opened, opened.casework
        self.person, self.confirm, self.together = person, confirm, together
        self.rehearsal = Rehearsal(opened.casework)
        self.told: list[Outcome] = []
        self.waiting: list[tuple[int, Entry, Given]] = []
        """Rows that were tried and are to be written, with their place in what is told."""

    def outcomes(self, entries: Iterable[Entry]) -> list[Outcome]:
        """What became of each row; one that is refused does not stop the others."""
        for entry in entries:
            self.take(entry)
        self.write()
        if self.confirm and self.rehearsal.audit_log:
            self.casework.recorder.insert_events([], audit=self.rehearsal.audit_log)
        return self.told

    def take(self, entry: Entry) -> None:
        if entry.waiting:
            self.tell(entry, "待定", message="；".join(d.question for d in entry.waiting))
            return
        given = [
            (command, self.opened.caller(self.person, command_id, Channel.IMPORT))
            for command_id, command in entry.command_ids()
        ]
        try:
            added = self.rehearsal.attempt(given)
        except Refused as refused:
            self.tell_refused(entry, refused)
            self.take_back()
            return
        if not added:
            self.told.append(self.known(entry, given))
        elif not self.confirm:
            self.tell(entry, "可导入")
        else:
            self.waiting.append((len(self.told), entry, given))
            self.tell(entry, "已导入")
        if self.confirm and len(self.waiting) == AT_ONCE:
            self.write()
        elif not (self.confirm or self.together):
            self.rehearsal.forget()

    def take_back(self) -> None:
        """A row was refused, perhaps in its second command: nothing of it may stay, and all before it must."""
        if self.together and not self.confirm:
            return
        self.rehearsal.forget()
        try:
            for _, _, given in self.waiting:
                self.rehearsal.attempt(given)
            self.write()
        except Refused:
            self.rehearsal.forget()
            self.one_by_one()

    def write(self) -> None:
        try:
            self.rehearsal.keep()
        except (IntegrityError, KeyDestroyed):
            self.one_by_one()
            return
        for at, entry, given in self.waiting:
            self.told[at] = self.now(entry, given, "已导入")
        self.waiting = []

    def one_by_one(self) -> None:
        """Somebody else was there: every row that waits is tried and given by itself."""
        for at, entry, given in self.waiting:
            try:
                self.rehearsal.attempt(given)
                self.rehearsal.forget()
                self.told[at] = self.give(entry, given)
            except Refused as refused:
                self.rehearsal.forget()
                self.told[at] = refusal(entry, refused)
        self.waiting = []

    def give(self, entry: Entry, given: Given) -> Outcome:
        """Raises Refused."""
        case_id, added = None, 0
        for command, caller in given:
            recorded = self.casework.handle(command, caller, case_id)
            case_id = recorded.case_id
            added += len(recorded.events)
        return self.now(entry, given, "已导入") if added else self.known(entry, given)

    # --- what is told ---

    def tell(self, entry: Entry, result: str, message: str = "") -> None:
        self.told.append(Outcome(str(entry.place), entry.label, result, message=message))

    def tell_refused(self, entry: Entry, refused: Refused) -> None:
        self.told.append(refusal(entry, refused))

    def now(self, entry: Entry, given: Given, result: str, message: str = "") -> Outcome:
        command, caller = given[0]
        state = self.casework.load(case_created_by(command, caller.command_id)).state
        return Outcome(str(entry.place), entry.label, result, getattr(state, "problem_no", ""), message)

    def known(self, entry: Entry, given: Given) -> Outcome:
        """A row that was imported before, as it stands now."""
        command, caller = given[0]
        state = self.casework.load(case_created_by(command, caller.command_id)).state
        voided = isinstance(state, Problem) and state.stage is Stage.VOIDED
        number = getattr(state, "problem_no", "")
        return self.now(entry, given, "已有", VOIDED.format(number=number) if voided else "")


def refusal(entry: Entry, refused: Refused) -> Outcome:
    message = IMPORTED_OTHERWISE if refused.code == "same_id_other_body" else refused.message
    return Outcome(str(entry.place), entry.label, "被拒绝", message=message)
