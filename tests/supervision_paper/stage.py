"""Problems of units that are late together, and the paper that comes of it.

The common path runs to 整改 due on Wednesday 31 August 2022: 督办函 on 5 September, 通报 on the 9th, 约谈 on the 15th.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.case import Command
from domain.casework import Caller, Casework, Recorded
from domain.policy import Level
from domain.problem.classification import Severity
from domain.problem.registering import Dispatch, RegisterProblem
from domain.supervision_paper.paper import SupervisionPaper, paper_id
from tests.problem.acts import DUE, finding
from tests.problem.people import INSPECTOR, OFFICE, POSTS, TOWN, UNITS
from tests.problem.story import Story, instant, punctual_moments, staffed_casework

CAMPAIGN = "xiaoxian_2022"
LETTER_DAY, CIRCULAR_DAY, INTERVIEW_DAY = date(2022, 9, 5), date(2022, 9, 9), date(2022, 9, 15)
DAYS = {Level.LETTER: LETTER_DAY, Level.CIRCULATE: CIRCULAR_DAY, Level.INTERVIEW: INTERVIEW_DAY}


def with_people(casework: Casework) -> Casework:
    """A casework on any store, with the units and people of the stories."""
    for command in (*UNITS, *POSTS):
        given(casework, command, "导入员", "2017-01-01 08:00")
    return casework


def given(
    casework: Casework,
    command: Command,
    by: str,
    at: str,
    case_id: UUID | None = None,
    command_id: str = "",
    **late: str,
) -> Recorded:
    occurred = instant(late["occurred_at"]) if "occurred_at" in late else None
    caller = Caller(
        person=by,
        command_id=command_id or f"stage/{by}/{at}/{case_id}/{command}",
        recorded_at=instant(at),
        occurred_at=occurred,
        late_reason=late.get("late_reason", ""),
    )
    return casework.handle(command, caller, case_id)


def dispatched_problems(
    casework: Casework, count: int, unit: str = TOWN, due_on: date = DUE, severity: Severity = Severity.ORDINARY
) -> list[UUID]:
    """So many problems, registered and given to a unit on 8 August."""
    found = []
    for number in range(count):
        command = RegisterProblem(finding(content=f"{unit}第{number + 1}件 {due_on}", severity=severity))
        recorded = given(
            casework, command, INSPECTOR, "2022-08-08 09:00", command_id=f"register/{unit}/{due_on}/{number}"
        )
        dispatch = Dispatch(unit, due_on=due_on)
        given(casework, dispatch, OFFICE, "2022-08-08 10:00", recorded.case_id)
        found.append(recorded.case_id)
    return found


def time_passes(casework: Casework, cases: list[UUID], until: str) -> None:
    for case_id in cases:
        for _ in punctual_moments(casework, case_id, until):
            pass


def paper_of(
    casework: Casework, level: Level = Level.LETTER, day: date | None = None, serial: int = 1, unit: str = TOWN
) -> SupervisionPaper | None:
    stream = paper_id(CAMPAIGN, unit, level, day or DAYS[level], serial)
    state = casework.load(stream, fresh=True).state
    assert state is None or isinstance(state, SupervisionPaper)
    return state


def drafted(
    count: int = 2, level: Level = Level.LETTER, severity: Severity = Severity.ORDINARY, unit: str = TOWN
) -> tuple[Story, list[UUID]]:
    """A paper with so many problems, on the day on which they reached its level; the story is of the paper."""
    casework = staffed_casework()
    cases = dispatched_problems(casework, count, unit, severity=severity)
    day = DAYS[level]
    time_passes(casework, cases, f"{day} 09:00")
    return Story(casework, paper_id(CAMPAIGN, unit, level, day, 1), instant(f"{day} 09:00")), cases
