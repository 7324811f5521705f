"""交换意见 整改函: the inspection ends, views are exchanged, the letter goes out in time, with its list and copies.

Source: domain reference, section 8; R003-12 to R003-16.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.campaign.campaign import document_cited
from domain.circumstances import Circumstances
from domain.citing import cited
from domain.document.content import content_digest
from domain.document.kinds import DocumentKind
from domain.document.marks import Marks
from domain.document.masthead import Masthead, SaidOfProblem, masthead, said_of
from domain.document.numbering import number_letter
from domain.events import Elsewhere, Named, NewEvent, in_stream
from domain.inspection.acknowledging import every_household_was_asked
from domain.inspection.inspection import FindingRef, Inspection, InspectionEvent, Stage
from domain.inspection.planning import over_limit
from domain.inspection.profile import profile_of, reached_by
from domain.inspection.visiting import letter_owed
from domain.organisation import Role
from domain.owing import Obligation
from domain.papers import LetterKind
from domain.policy import Duty
from domain.problem.classification import Mode
from domain.problem.problem import ENDED, Problem
from domain.problem.problem import Stage as ProblemStage
from domain.problem.registering import Dispatch
from domain.problem.registering import dispatch as dispatch_problem
from domain.refusal import Refused
from domain.sampling.profile import require_enough
from domain.sealing import Fingerprint, Sealed

LEADERS = (Role.HEAD, Role.RESP_LEADER)

# --- commands -----------------------------------------------------------------------------------------------------


class FinishOnSite(msgspec.Struct, frozen=True):
    """结束实地督查: without ``last_on`` it ended when something was last seen, but not before the day planned."""

    last_on: date | None = None


class ExchangeViews(msgspec.Struct, frozen=True):
    """交换意见: with leaders of the inspected unit."""

    leaders: tuple[str, ...]
    record: str


class ListedProblem(msgspec.Struct, frozen=True):
    """A line of the list: which problem, who rectifies it, how, until when."""

    problem_no: str
    unit: str
    due_on: date | None = None
    mode: Mode = Mode.TIME_LIMITED
    demand: str = ""


class IssueLetter(msgspec.Struct, frozen=True):
    """发出整改函: with the list of all that was found, signed by a named person, with its mandatory copies.

    A letter without a list says that nothing was found. Its 发文字号 is given at the signature, unless it bears one
    already that was given elsewhere.
    """

    addressee: str
    lines: tuple[ListedProblem, ...] = ()
    copies: tuple[str, ...] = ()
    letter_no: str = ""
    marks: Marks = Marks()


class ConfirmLetter(msgspec.Struct, frozen=True):
    """签收整改函: by a person of the inspected area."""


# --- events -------------------------------------------------------------------------------------------------------


class OnSiteFinished(InspectionEvent, frozen=True, kw_only=True, tag="inspection.on_site_finished"):
    first_on: date
    last_on: date
    villages: tuple[str, ...]
    households: int
    over_limit: int = 0

    def apply(self, state: Inspection) -> Inspection:
        return replace(state, stage=Stage.FINISHED, last_on=self.last_on)


class ViewsExchanged(InspectionEvent, frozen=True, kw_only=True, tag="inspection.views_exchanged"):
    by: Named
    leaders: tuple[Named, ...]
    record: Sealed

    def apply(self, state: Inspection) -> Inspection:
        return replace(state, stage=Stage.VIEWS_EXCHANGED)


class LetterLine(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    problem: UUID
    problem_no: str
    unit: str
    mode: Mode
    due_on: date | None = None
    demand: Sealed | None = None
    said: SaidOfProblem | None = None


PRINTED = ("letter_no", "addressee", "signer", "lines", "copies", "basis_document", "masthead", "first_on", "last_on")
"""Of a letter, what is printed besides its day."""


class LetterIssued(InspectionEvent, frozen=True, kw_only=True, tag="inspection.letter_issued"):
    """All that is printed of the letter stands here, texts by what was sealed, and is covered by ``digest``."""

    letter_no: str
    addressee: str
    signer: Named
    lines: tuple[LetterLine, ...]
    copies: tuple[str, ...] = ()
    late_days: int = 0
    basis_document: str = ""
    masthead: Masthead
    first_on: date
    last_on: date
    digest: Fingerprint
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.LETTER})

    @property
    def intact(self) -> bool:
        """Whether the digest is still that of what stands here."""
        printed = {name: getattr(self, name) for name in PRINTED}
        return self.digest == content_digest([local_date(self.occurred_at), printed])

    def apply(self, state: Inspection) -> Inspection:
        listed = tuple(line.problem_no for line in self.lines)
        return replace(state, stage=Stage.LETTER_ISSUED, listed=listed, letter_no=self.letter_no)


class SelfCheckOrdered(InspectionEvent, frozen=True, kw_only=True, tag="inspection.self_check_ordered"):
    """全域自查自纠: every town and village of the area goes through the list (R003-16)."""

    area: str
    problems: tuple[str, ...]


class LetterServed(InspectionEvent, frozen=True, kw_only=True, tag="inspection.letter_served"):
    by: Named

    def apply(self, state: Inspection) -> Inspection:
        return replace(state, stage=Stage.TRACKING)


# --- decisions ----------------------------------------------------------------------------------------------------


def finish_on_site(inspection: Inspection, command: FinishOnSite, c: Circumstances) -> Iterator[NewEvent]:
    every_visit_is_complete(inspection)
    every_household_was_asked(inspection, c)
    last_on = command.last_on or max(inspection.seen_on or c.today, min(inspection.last_on, c.today))
    if not inspection.first_on <= last_on <= c.today:
        raise Refused("not_ended_yet", first=inspection.first_on, last=last_on, today=c.today)
    reached = reached_by(inspection, inspection.visits)
    require_enough(profile_of(c.pack.inspection), reached)
    moved = last_on != inspection.last_on
    yield (
        OnSiteFinished,
        {
            "first_on": inspection.first_on,
            "last_on": last_on,
            "villages": tuple(visit.village for visit in inspection.visits),
            "households": sum(len(village.households.entries) for village in reached.villages),
            "over_limit": over_limit((last_on - inspection.first_on).days + 1, c),
            "arms": letter_owed(last_on, c) if moved else (),
        },
    )


def exchange_views(inspection: Inspection, command: ExchangeViews, c: Circumstances) -> Iterator[NewEvent]:
    leaders = tuple(c.named(person) for person in command.leaders)
    if not any(leads_in(person, inspection.area, c) for person in command.leaders):
        raise Refused("no_leader_present", area=inspection.area)
    record = c.seal(inspection.subject, "交换意见记录", command.record)
    yield ViewsExchanged, {"by": c.actor.named(), "leaders": leaders, "record": record}


def issue_letter(inspection: Inspection, command: IssueLetter, c: Circumstances) -> Iterator[NewEvent]:
    views_come_before(inspection, c)
    every_copy_is_sent(command, c)
    every_household_was_asked(inspection, c)
    found = {finding.problem_no: finding for finding in inspection.findings}
    every_finding_is_listed(command, found, c)
    owed = next((one for one in inspection.obligations if one.duty is Duty.LETTER), None)
    late = owed is not None and c.at > owed.due.at
    numbered = number_of(inspection, command, c)
    printed = {
        "letter_no": numbered.fields["document_no"] if numbered else cited(command.letter_no, "函号"),
        "addressee": command.addressee,
        "signer": c.actor.named(),
        "lines": tuple(letter_line(inspection, line, found[line.problem_no], c) for line in command.lines),
        "copies": command.copies,
        "basis_document": document_cited(c),
        "masthead": masthead(c.actor.unit, DocumentKind.RECTIFICATION_LETTER, c, command.marks),
        "first_on": inspection.first_on,
        "last_on": inspection.last_on,
    }
    if numbered:
        yield numbered
    yield (
        LetterIssued,
        {
            **printed,
            "late_days": (c.today - owed.due.on).days if late and owed else 0,
            "digest": content_digest([c.today, printed]),
        },
    )
    for line in command.lines:
        yield from listed(line, found[line.problem_no], c)
    if c.pack.inspection.area_self_check and command.lines:
        yield self_check_ordered(inspection, command, c)


def confirm_letter(inspection: Inspection, command: ConfirmLetter, c: Circumstances) -> Iterator[NewEvent]:
    of_the_area(inspection, c)
    yield LetterServed, {"by": c.actor.named()}


# --- rules --------------------------------------------------------------------------------------------------------


def every_visit_is_complete(inspection: Inspection) -> None:
    """A sample that is short keeps its visit open, and an open visit keeps the inspection open."""
    left = [visit.village for visit in inspection.visits if visit.completed_at is None]
    if left or not inspection.visits:
        raise Refused("visits_open", villages="、".join(left) or "（没有安排任何村）")


def views_come_before(inspection: Inspection, c: Circumstances) -> None:
    if c.pack.inspection.letter is None:
        raise Refused("no_letter_here", pack=c.pack.title)
    if c.pack.inspection.views_exchanged and inspection.stage is not Stage.VIEWS_EXCHANGED:
        raise Refused("views_not_exchanged", number=inspection.number)


def every_copy_is_sent(command: IssueLetter, c: Circumstances) -> None:
    """整改函及问题清单同时抄送: each of the copies that the pack names (R003-15)."""
    form = c.pack.letter(LetterKind.RECTIFICATION_LETTER)
    without = [copy for copy in (form.copies if form else ()) if copy not in command.copies]
    if without:
        raise Refused("copy_missing", copies="、".join(without))


def every_finding_is_listed(command: IssueLetter, found: dict[str, FindingRef], c: Circumstances) -> None:
    """Each finding that still stands is on the list, once; nothing else is."""
    c.organisation.unit(command.addressee)
    listed = [line.problem_no for line in command.lines]
    strangers = [number for number in listed if number not in found]
    if strangers or len(set(listed)) < len(listed):
        raise Refused("not_a_finding", numbers="、".join(strangers or listed))
    standing = (number for number, finding in found.items() if problem_of(finding, c).stage not in ENDED)
    without = [number for number in standing if number not in listed]
    if without:
        raise Refused("finding_not_listed", numbers="、".join(without))


def of_the_area(inspection: Inspection, c: Circumstances) -> None:
    if not c.organisation.is_within(c.actor.unit, inspection.area):
        raise Refused("not_of_the_area", name=c.actor.name, area=inspection.area)


# --- parts --------------------------------------------------------------------------------------------------------


def leads_in(person: str, area: str, c: Circumstances) -> bool:
    posts = c.organisation.person(person).posts_at(c.at)
    held = (post for post in posts if c.organisation.is_within(post.unit, area))
    return any(role in post.roles for post in held for role in LEADERS)


def letter_line(inspection: Inspection, line: ListedProblem, found: FindingRef, c: Circumstances) -> LetterLine:
    demand = c.seal(str(found.problem), "整改要求", line.demand) if line.demand.strip() else None
    said = said_of(problem_of(found, c), c)
    return LetterLine(found.problem, line.problem_no, line.unit, line.mode, line.due_on, demand, said)


def number_of(inspection: Inspection, command: IssueLetter, c: Circumstances) -> Elsewhere | None:
    """发文字号 by the group's own count; None: the letter bears one from elsewhere."""
    if command.letter_no.strip():
        return None
    return number_letter(inspection.id, c.actor.unit, DocumentKind.RECTIFICATION_LETTER, c)


def listed(line: ListedProblem, found: FindingRef, c: Circumstances) -> Iterator[NewEvent]:
    """The problem is given to its unit; what was given to it on the spot stays as it is."""
    problem = problem_of(found, c)
    if problem.stage is ProblemStage.REGISTERED:
        given = Dispatch(line.unit, line.mode, line.due_on)
        yield from in_stream(found.problem, dispatch_problem(problem, given, c))


def self_check_ordered(inspection: Inspection, command: IssueLetter, c: Circumstances) -> NewEvent:
    problems = tuple(line.problem_no for line in command.lines)
    owed = Obligation(Duty.AREA_SELF_CHECK, c.due(Duty.AREA_SELF_CHECK), c.at)
    return SelfCheckOrdered, {"area": inspection.area, "problems": problems, "arms": (owed,)}


def problem_of(found: FindingRef, c: Circumstances) -> Problem:
    problem: Problem = c.look(found.problem)
    return problem
