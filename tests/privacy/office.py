"""A data folder with people, a household's problem in each of two towns, and one that is nobody's."""

from __future__ import annotations

from datetime import date

from adapters.installation import Installation
from domain.organisation import Role
from domain.organising import AppointPerson
from domain.problem.classification import Scope
from domain.problem.finding import Finding
from domain.problem.problem import Place
from domain.problem.registering import Dispatch, RegisterProblem
from tests.problem.people import COUNTY, OFFICE, OTHER_TOWN, TOWN, VILLAGE
from tests.problem.story import organisation_events

OFFICER = "隐私专员"
HOUSEHOLDER, NEIGHBOUR = "欧阳样本", "诸葛样本"
HERE, THERE = "household/here", "household/there"


def staffed(opened: Installation) -> Installation:
    opened.casework.recorder.insert_events(organisation_events())
    officer = AppointPerson(OFFICER, OFFICER, "专员", COUNTY, (Role.PRIVACY_OFFICER,))
    opened.casework.handle(officer, opened.caller("导入员"))
    return opened


def household(ref: str, name: str, town: str, village: str = "") -> Finding:
    return Finding(
        "xiaoxian_2022",
        "SEC.WATER",
        f"{name}家中水压不足",
        scope=Scope.HOUSEHOLD,
        place=Place(COUNTY, town, village),
        household_ref=ref,
        householder=name,
        household_kind="脱贫户",
    )


def found(opened: Installation, finding: Finding, unit: str) -> str:
    """Registered and dispatched: its 问题编号."""
    case_id = opened.casework.handle(RegisterProblem(finding), opened.caller(OFFICE)).case_id
    opened.casework.handle(Dispatch(unit, due_on=date(2022, 8, 31)), opened.caller(OFFICE), case_id)
    return opened.casework.problem(case_id).problem_no


def two_households(opened: Installation) -> tuple[str, str]:
    """One in the village of the first town, one in the other town, and a problem of no household."""
    here = found(opened, household(HERE, HOUSEHOLDER, TOWN, VILLAGE), TOWN)
    there = found(opened, household(THERE, NEIGHBOUR, OTHER_TOWN), OTHER_TOWN)
    found(opened, Finding("xiaoxian_2022", "BASICS", "资料未归档", place=Place(COUNTY, TOWN)), TOWN)
    return here, there
