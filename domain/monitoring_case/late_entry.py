"""录入超期: a household that was entered after its fifteen days is a problem of its town (R002-15).

The problem is the town's, not the household's: nothing in it speaks of the household but the number of the case. Where
the taxonomy of the campaign has no leaf for monitoring, or the case is in no campaign, the late mark alone stands.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.circumstances import Circumstances
from domain.events import NewEvent, in_stream
from domain.monitoring_case.monitoring_case import MonitoringCase
from domain.problem.classification import AreaLevel, Mode
from domain.problem.finding import Finding
from domain.problem.problem import Place
from domain.problem.registering import ScreeningSigned, dispatched, registered

SOURCE = "监测对象录入超期"


class Raised(NamedTuple):
    """A problem that another case's command raises: its id, and what it begins with."""

    case_id: UUID
    events: tuple[NewEvent, ...]


def raise_problem(case: MonitoringCase, days_used: int, due_on: date, c: Circumstances) -> Raised | None:
    """Registered and given to the town, to be put right at once; None where the campaign has no such category."""
    leaf = c.pack.monitoring.category
    if c.pack.category(leaf) is None:
        return None
    finding = Finding(
        campaign=c.campaign,
        category=leaf,
        content=f"监测对象{case.monitor_no}应于{due_on.isoformat()}前录入系统，实际用时{days_used}天",
        area_level=AreaLevel.TOWN,
        place=Place(case.place.county, case.place.town),
        source_remark=SOURCE,
    )
    case_id = c.new_id("problem", SOURCE)
    begins = [
        *registered(case_id, finding, c),
        (ScreeningSigned, {"signer": c.actor.named()}),
        dispatched(case.place.town, Mode.IMMEDIATE, None, c, claim_owed=True),
    ]
    return Raised(case_id, tuple(in_stream(case_id, begins)))
