"""签发时限: the office is reminded to sign a letter, and asked for it when it is late (上级超时)."""

from __future__ import annotations

from domain.calendar import BusinessCalendar
from domain.case import Moment
from domain.policy import Policy
from domain.reminding import Told, told_moments
from domain.resetting import DeadlinesReset, ResetDeadlines
from domain.supervision_paper.paper import PaperEvent, SupervisionPaper


class PaperReminded(Told, PaperEvent, frozen=True, kw_only=True, tag="paper.reminded"):
    """提醒签发: on the last working day on which the office owes its signature."""


class PaperOverdue(Told, PaperEvent, frozen=True, kw_only=True, tag="paper.overdue"):
    """逾期未签发: at the first scan that finds the letter unsigned."""


class ResetPaperDeadlines(ResetDeadlines, frozen=True):
    """督办文书时限重算."""


class PaperDeadlinesReset(DeadlinesReset, PaperEvent, frozen=True, kw_only=True, tag="paper.deadlines_reset"):
    """The signature that the office owes."""


def moments(paper: SupervisionPaper, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    told = told_moments(paper.obligations, paper.told, calendar, PaperReminded, PaperOverdue)
    return sorted(told, key=lambda moment: moment.at)
