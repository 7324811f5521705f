"""监测对象的时点: a notice ends by itself; all else that is owed is reminded of once and warned of once.

Source: domain reference, sections 3 and 6.
"""

from __future__ import annotations

from msgspec.structs import replace

from domain.calendar import BusinessCalendar
from domain.case import Moment
from domain.monitoring_case.monitoring_case import MonitoringCase, MonitoringEvent
from domain.monitoring_case.reviewing import complete_notice
from domain.policy import Duty, Policy
from domain.reminding import Told, told_moments
from domain.resetting import DeadlinesReset, ResetDeadlines


class MonitoringReminded(Told, MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.reminded"):
    """临期提醒."""


class MonitoringOverdueWarned(Told, MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.overdue_warned"):
    """逾期催办."""


class ResetMonitoringDeadlines(ResetDeadlines, frozen=True):
    """监测时限重算."""


class MonitoringDeadlinesReset(
    DeadlinesReset, MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.deadlines_reset"
):
    def apply(self, state: MonitoringCase) -> MonitoringCase:
        """A notice that runs hangs until its new end."""
        ends = next((owed.due.at for owed in self.arms if owed.duty is Duty.NOTICE_END), state.notice_until)
        return replace(state, notice_until=ends)


def moments(case: MonitoringCase, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    """Every moment the case still has ahead of it (or has slept through), oldest first."""
    notice = case.owes(Duty.NOTICE_END)
    owed = [obligation for obligation in case.obligations if obligation is not notice]
    found = list(told_moments(owed, case.told, calendar, MonitoringReminded, MonitoringOverdueWarned))
    if notice is not None:
        found.append(Moment(notice.due.at, f"notice-ends {notice.key}", "公示期满", complete_notice))
    return sorted(found, key=lambda moment: moment.at)
