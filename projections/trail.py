"""责任链条 (L8): all that happened to one problem, in time order, each line citing its event.

Who, in which post and role, on whose behalf; when it happened and when it was recorded; evidence, deadlines with their
reasons, levels reached; then what paper followed each level, the days overdue, in whose hands it lay, and how late the
supervising side was (上级超时).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from domain.calendar import BusinessCalendar, explain, local_date
from domain.events import WAY_NAMES, Event, IdentityBasis, Named, topic
from domain.message.message import Message
from domain.obligations import Reminded
from domain.organisation import ROLE_NAMES, Role
from domain.owing import Obligation
from domain.policy import DUTY_NAMES, LEVEL_NAMES, RETENTION_NAMES, Duty, Level, RetentionRule
from domain.problem.levels import LevelPaperIssued
from domain.problem.problem import Evidence, EvidenceKind, Problem, ProblemEvent, SweepTask
from domain.problem.rechecking import EscalationProposed, EscalationReached
from domain.sealing import Sealed
from projections.as_of import Basis
from projections.deadlines import KeptDeadline, deadlines, duty_name
from projections.hands import Hand, hands
from projections.ledger import LedgerRow, Ref, apply
from projections.ledger_lines import Gate, Masked, OverdueSpan, Reveal, Say, Texts, day_of, nobody, overdue_spans
from projections.level_papers import ReachedLevel, reached_levels
from projections.message_ledger import MessageLine, told_by_event
from projections.trail_words import sentence

UNVERIFIED = "身份未核验"
HASH_SHOWN = 12
"""So many digits of an evidence hash are printed."""


class ArmedDeadline(msgspec.Struct, frozen=True):
    """A deadline that an event armed, and why it falls on that day."""

    duty: Duty
    name: str
    due_on: date
    explanation: str


class Piece(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece of evidence: the beginning of its hash, its kind, when and by whom it was taken if that is known."""

    sha256: str
    kind: EvidenceKind
    taken_at: datetime | None = None
    taken_by: str = ""


class TrailLine(msgspec.Struct, frozen=True, kw_only=True):
    """One event; ``version`` cites it within its case."""

    version: int
    topic: str
    occurred_at: datetime
    recorded_at: datetime
    recorded_later: bool  # 补录, or a moment that was recorded after its instant
    late_reason: str
    what: str
    who: str
    person: str  # the id of whoever acted
    post: str
    unit: str
    role: str
    on_behalf_of: str
    way: str  # 指定替代人, 交叉核验, 提级办理
    remark: str  # 身份未核验
    signers: tuple[Named, ...]  # who signed it besides
    evidence: tuple[Piece, ...]
    deadlines: tuple[ArmedDeadline, ...]
    level: str  # the level of the ladder reached by this event, if any
    level_name: str
    moment: bool  # happened by itself when its instant had come
    cause: str
    told: MessageLine | None = None  # whom it was told to, and what came of it


class SupervisorLateness(msgspec.Struct, frozen=True):
    """上级超时: what the supervising side did late, or has not done yet (``done_on`` None)."""

    duty: Duty
    name: str
    due_on: date
    done_on: date | None
    overdue_wd: int
    cites: tuple[int, ...] = ()  # the versions of what set it, and of what ended it
    done_by: int | None = None  # the version of what ended it


class SweepProgress(msgspec.Struct, frozen=True):
    """排查进度: how much of its list a unit has verified; ``share`` is - for a sweep without a list."""

    unit: str
    verified: int
    listed: int
    share: str
    signed: bool


class Trail(msgspec.Struct, frozen=True):
    """``retention``: how long the problem and its evidence are kept (保管期限), by its severity and its pack."""

    basis: Basis
    problem_no: str
    campaign: str
    household: str  # its opaque reference; empty if the problem is nobody's own
    retention: str
    lines: tuple[TrailLine, ...]
    overdue_spans: tuple[OverdueSpan, ...]
    hands: tuple[Hand, ...]
    supervisor_lateness: tuple[SupervisorLateness, ...]
    deadlines: tuple[KeptDeadline, ...]
    sweeps: tuple[SweepProgress, ...] = ()
    levels: tuple[ReachedLevel, ...] = ()


class Reckoned(NamedTuple):
    """All of a trail that is reckoned, and no text: what concerns many problems is told from this."""

    basis: Basis
    events: Sequence[ProblemEvent]
    rows: Sequence[LedgerRow]  # the ledger's row after each event
    overdue_spans: tuple[OverdueSpan, ...]
    hands: tuple[Hand, ...]
    deadlines: tuple[KeptDeadline, ...]
    supervisor_lateness: tuple[SupervisorLateness, ...]
    levels: tuple[ReachedLevel, ...]

    @property
    def last(self) -> LedgerRow:
        return self.rows[-1]


def reckon(events: Sequence[ProblemEvent], basis: Basis, calendar: BusinessCalendar) -> Reckoned:
    """From the events of one problem in stream order, the registration among them.

    That a transfer (移交) was proposed is told to nobody: whoever needs to know of it reads it in its own case.
    """
    events = [event for event in events if not on_a_transfer(event)]
    rows = list(rows_after(events))
    today = day_of(basis.as_of)
    kept = tuple(deadlines(events, today, calendar))
    return Reckoned(
        basis=basis,
        events=events,
        rows=rows,
        overdue_spans=overdue_spans(rows[-1], today, calendar),
        hands=tuple(hands(events, rows, basis.as_of, calendar)),
        deadlines=kept,
        supervisor_lateness=tuple(supervisor_lateness(kept, events)),
        levels=reached_levels(events),
    )


def tell(
    events: Sequence[ProblemEvent],
    basis: Basis,
    calendar: BusinessCalendar,
    reveal: Reveal,
    kept: RetentionRule,
    messages: Sequence[Message] = (),
    unmask: Gate = nobody,
) -> Trail:
    """The trail of one problem from its events in stream order, the registration among them (see ``reckon``).

    户主姓名 is masked but for those whom ``unmask`` entitles.
    """
    reckoned = reckon(events, basis, calendar)
    last = reckoned.last
    say = saying(reckoned.events, last, reveal, in_full=last.subject in unmask([last]))
    told = told_by_event(messages, min(basis.as_of, basis.known_at))
    return Trail(
        basis=basis,
        problem_no=last.problem_no,
        campaign=last.campaign,
        household=last.household,
        retention=RETENTION_NAMES[kept.of(last.severity)],
        lines=tuple(
            replace(trail_line(event, say), told=told.get(event.originator_version))
            for event in sorted(reckoned.events, key=lambda event: event.occurred_at)
        ),
        overdue_spans=reckoned.overdue_spans,
        hands=reckoned.hands,
        supervisor_lateness=reckoned.supervisor_lateness,
        deadlines=reckoned.deadlines,
        sweeps=tuple(map(progress, sweeps_after(reckoned.events))),
        levels=reckoned.levels,
    )


def on_a_transfer(event: Event) -> bool:
    """移交 as the highest level of the ladder: reached, decided on, annotated."""
    return getattr(event, "level", None) is Level.REFER


def saying(events: Sequence[Event], row: LedgerRow, reveal: Reveal, *, in_full: bool = False) -> Say:
    """How the texts of these events of a problem are said: the name of its household masked wherever they say it."""
    texts = Texts([*shown_texts(events), row.householder], reveal)
    return texts if in_full else Masked(texts, texts(row.householder))


def shown_texts(events: Sequence[Event]) -> list[Ref]:
    """The sealed texts that the lines show, and no others: what is revealed is logged."""
    shown: list[Ref] = []

    def note(sealed: Sealed) -> str:
        shown.append(sealed.ref)
        return ""

    for event in events:
        sentence(event, note)
        if event.envelope.late_reason is not None:
            note(event.envelope.late_reason)
    return shown


# --- the lines ------------------------------------------------------------------------------------------------------


def trail_line(event: ProblemEvent, say: Say) -> TrailLine:
    envelope, actor = event.envelope, event.envelope.actor
    level = level_of(event)
    return TrailLine(
        version=event.originator_version,
        topic=topic(type(event)),
        occurred_at=event.occurred_at,
        recorded_at=event.timestamp,
        recorded_later=event.timestamp != event.occurred_at,
        late_reason=say(envelope.late_reason.ref) if envelope.late_reason else "",
        what=sentence(event, lambda sealed: say(sealed.ref)),
        who=actor.name,
        person=actor.person,
        post=actor.post,
        unit=actor.unit,
        role=ROLE_NAMES[Role(actor.role)] if actor.role in ROLE_NAMES else "",
        on_behalf_of=actor.on_behalf_of or "",
        way=WAY_NAMES[actor.way] if actor.way else "",
        remark=UNVERIFIED if envelope.identity_basis is IdentityBasis.ASSERTED else "",
        signers=tuple(signers_of(event)),
        evidence=tuple(map(shown_piece, getattr(event, "evidence", ()))),
        deadlines=tuple(armed_deadline(owed) for owed in event.arms),
        level="" if level is Level.NONE else level.name,
        level_name="" if level is Level.NONE else LEVEL_NAMES[level],
        moment=envelope.identity_basis is IdentityBasis.NONE,
        cause=envelope.cause,
    )


def shown_piece(piece: Evidence) -> Piece:
    return Piece(piece.sha256[:HASH_SHOWN], piece.kind, piece.taken_at, piece.taken_by)


def armed_deadline(owed: Obligation) -> ArmedDeadline:
    return ArmedDeadline(owed.duty, duty_name(owed), owed.due.on, explain(owed.due))


def signers_of(event: ProblemEvent) -> Iterator[Named]:
    """Whoever signed besides the one who acted: those who sign a submission, an issue, a refusal, on paper."""
    for said in (getattr(event, field, None) for field in ("signers", "signer", "decider")):
        signed = said if isinstance(said, tuple) else (said,)
        yield from (one for one in signed if one is not None and one.person != event.envelope.actor.person)


def level_of(event: ProblemEvent) -> Level:
    if isinstance(event, Reminded):
        return Level.REMIND
    return event.level if isinstance(event, EscalationReached | EscalationProposed) else Level.NONE


# --- who was late ---------------------------------------------------------------------------------------------------


def rows_after(events: Sequence[ProblemEvent]) -> Iterator[LedgerRow]:
    """The ledger's row after each event."""
    row: LedgerRow | None = None
    for event in events:
        row = apply(row, event)
        assert row is not None, "the first event of a problem is its registration"
        yield row


def supervisor_lateness(
    deadlines: Iterable[KeptDeadline], events: Sequence[ProblemEvent]
) -> Iterator[SupervisorLateness]:
    """Every duty of the supervising side that was, or is, done later than its last day, in working days."""
    for kept in deadlines:
        if kept.supervising and kept.past_wd:
            cites = (kept.set_by, kept.ended_by) if kept.ended_by else (kept.set_by,)
            yield SupervisorLateness(
                kept.duty, kept.name, kept.due_on, kept.ended_on, kept.past_wd, cites, kept.ended_by
            )
    for event in events:
        if isinstance(event, LevelPaperIssued) and event.owed_on is not None and event.late_wd:
            signed_on, duty, version = local_date(event.occurred_at), Duty.LETTER_SIGN, event.originator_version
            yield SupervisorLateness(
                duty, DUTY_NAMES[duty], event.owed_on, signed_on, event.late_wd, (version,), version
            )


def sweeps_after(events: Sequence[ProblemEvent]) -> tuple[SweepTask, ...]:
    """The tasks of its sweeps, as they stand after these events."""
    state: Problem | None = None
    for event in events:
        state = event.evolve(state)
    return state.sweeps if state else ()


def progress(task: SweepTask) -> SweepProgress:
    return SweepProgress(task.unit, task.verified, len(task.items or {}), task.share, task.signed_by is not None)
