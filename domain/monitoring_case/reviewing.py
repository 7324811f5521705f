"""评议 公示: the village meets and votes, the result hangs on the wall for full days, and anyone may object.

The same steps lead into monitoring and out of it; which of them, in which order and how often, says the procedure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.citing import cited_if_any
from domain.events import Named, NewEvent
from domain.monitoring_case.monitoring_case import MonitoringCase, MonitoringEvent, MonitorStage
from domain.monitoring_case.notice_text import fit_for_the_public
from domain.monitoring_case.procedure import STEP_NAMES, ProcedureStep
from domain.owing import Obligation
from domain.policy import Duty
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class HoldReview(msgspec.Struct, frozen=True):
    """评议会: its minutes, how many came, how they voted; whoever is not counted abstained."""

    minutes: str
    attendance: int
    in_favour: int
    against: int = 0


class PostNotice(msgspec.Struct, frozen=True):
    """张贴公示: what hangs there and where; nothing private, and a name only masked."""

    text: str
    place: str = "村务公开栏"


class RaiseObjection(msgspec.Struct, frozen=True):
    """公示异议, by anyone."""

    objection: str
    raised_by: str = ""


class EndNotice(msgspec.Struct, frozen=True):
    """公示期满: the village signs that it hung for its full days and that nobody objected."""


# --- events -------------------------------------------------------------------------------------------------------


class ReviewHeld(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.review_held"):
    """``passed``: more than half of those who came were in favour; else the village may meet again."""

    by: Named
    minutes: Sealed
    attendance: int
    in_favour: int
    against: int
    passed: bool
    clearing: bool = False

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        if not self.passed:
            return state
        done = (*state.done, ProcedureStep.REVIEW_MEETING)
        return replace(state, stage=reached(state, MonitorStage.REVIEWED), done=done)


class NoticePosted(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.notice_posted"):
    by: Named
    text: Sealed
    place: str
    until: datetime
    clearing: bool = False

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        stage = reached(state, MonitorStage.IN_NOTICE)
        return replace(state, stage=stage, notice_until=self.until, notice_signed=False)


class ObjectionRaised(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.objection_raised"):
    """Everything is reviewed and noticed anew; the fifteen days run on."""

    by: Named
    objection: Sealed
    raised_by: Sealed | None = None
    clearing: bool = False
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.NOTICE_END})

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        matched = tuple(takewhile(lambda step: step is ProcedureStep.DATA_MATCH, state.done))
        return replace(state, stage=reached(state, MonitorStage.VERIFIED), done=matched)


class NoticeCompleted(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.notice_completed"):
    """The full days have passed and nobody objected."""

    clearing: bool = False
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.NOTICE_END})

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        done = (*state.done, ProcedureStep.PUBLIC_NOTICE)
        return replace(state, stage=reached(state, MonitorStage.NOTICED), done=done)


class NoticeSigned(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.notice_signed"):
    """The village's word for it: 公示无异议."""

    by: Named

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, notice_signed=True)


# --- decisions ----------------------------------------------------------------------------------------------------


def hold_review(case: MonitoringCase, command: HoldReview, c: Circumstances) -> Iterator[NewEvent]:
    is_next(case, ProcedureStep.REVIEW_MEETING)
    verified_positive(case)
    the_votes_add_up(command)
    yield (
        ReviewHeld,
        {
            "by": c.actor.named(),
            "minutes": c.seal(case.subject, "评议会议记录", command.minutes),
            "attendance": command.attendance,
            "in_favour": command.in_favour,
            "against": command.against,
            "passed": 2 * command.in_favour > command.attendance,
            "clearing": case.clearing,
        },
    )


def post_notice(case: MonitoringCase, command: PostNotice, c: Circumstances) -> Iterator[NewEvent]:
    no_notice_runs(case)
    is_next(case, ProcedureStep.PUBLIC_NOTICE)
    ends = c.due(Duty.NOTICE_END)
    yield (
        NoticePosted,
        {
            "by": c.actor.named(),
            "text": c.seal(case.subject, "公示内容", fit_for_the_public(command.text)),
            "place": cited_if_any(command.place, "公示地点"),
            "until": ends.at,
            "clearing": case.clearing,
            "arms": (Obligation(Duty.NOTICE_END, ends, c.at),),
        },
    )


def raise_objection(case: MonitoringCase, command: RaiseObjection, c: Circumstances) -> Iterator[NewEvent]:
    raised_in_time(case, c)
    yield (
        ObjectionRaised,
        {
            "by": c.actor.named(),
            "objection": c.seal(case.subject, "异议内容", command.objection),
            "raised_by": c.seal(case.subject, "异议人", command.raised_by) if command.raised_by else None,
            "clearing": case.clearing,
        },
    )


def end_notice(case: MonitoringCase, command: EndNotice, c: Circumstances) -> Iterator[NewEvent]:
    """The days themselves end by the moment below: whoever signs earlier is told until when it hangs."""
    running = case.owes(Duty.NOTICE_END)
    if running is not None:
        raise Refused("notice_running", number=case.monitor_no, until=running.due.on)
    if case.done[-1:] != (ProcedureStep.PUBLIC_NOTICE,) or case.notice_signed:
        raise Refused("no_notice_to_sign", number=case.monitor_no)
    yield NoticeSigned, {"by": c.actor.named()}


def complete_notice(case: MonitoringCase, c: Circumstances) -> Iterator[NewEvent]:
    """The moment at which the last full day ends without an objection."""
    yield NoticeCompleted, {"clearing": case.clearing}


# --- rules --------------------------------------------------------------------------------------------------------


def is_next(case: MonitoringCase, step: ProcedureStep) -> None:
    """The steps come in the order of the procedure, and none is left out (R004-20)."""
    ahead = case.ahead
    if step not in ahead:
        coming = "、".join(STEP_NAMES[s] for s in ahead) or "无"
        raise Refused("step_done", step=STEP_NAMES[step], procedure=case.procedure.title, ahead=coming)
    missing = ahead[: ahead.index(step)]
    if missing:
        names = "、".join(STEP_NAMES[s] for s in missing)
        raise Refused("step_missing", step=STEP_NAMES[step], procedure=case.procedure.title, missing=names)


def no_notice_runs(case: MonitoringCase) -> None:
    running = case.owes(Duty.NOTICE_END)
    if running is not None:
        raise Refused("notice_running", number=case.monitor_no, until=running.due.on)


def verified_positive(case: MonitoringCase) -> None:
    if not case.positive:
        raise Refused("verified_negative", number=case.monitor_no)


def the_votes_add_up(command: HoldReview) -> None:
    counted = command.in_favour + command.against
    if command.attendance < 1 or min(command.in_favour, command.against) < 0 or counted > command.attendance:
        raise Refused("votes_do_not_add_up", attendance=command.attendance, counted=counted)


def raised_in_time(case: MonitoringCase, c: Circumstances) -> None:
    """While it hangs; what was said then may be entered later, as long as the county has not decided."""
    if case.in_notice:
        return
    if case.notice_until is None or c.at > case.notice_until or ProcedureStep.PUBLIC_NOTICE not in case.done:
        raise Refused("objection_too_late", number=case.monitor_no)


def reached(case: MonitoringCase, stage: MonitorStage) -> MonitorStage:
    """A clearance is one stage as a whole."""
    return case.stage if case.clearing else stage
