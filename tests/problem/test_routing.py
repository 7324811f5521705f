"""按类交办 部门核查: where a problem goes and which department checks it follow from the units of its item."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.authorising import UNIT
from domain.casework import Caller
from domain.organisation import Role, UnitKind
from domain.organising import EstablishUnit
from domain.problem.classification import AreaLevel
from domain.problem.problem import Place, Stage
from domain.problem.rechecking import LayerPassed, PassLayer
from domain.problem.registering import Dispatch, ProblemDispatched
from tests.authority.arranging import appointed, arranged
from tests.problem.acts import NOT_EFFECTIVE, finding, layer_passed, registered, to_checking
from tests.problem.people import COUNTY, LEAD_DEPT, OFFICE, TOWN, VILLAGE
from tests.problem.story import THREE_LAYERS, Story, given, happened

SCHOOLS, CLINICS = "县教体局", "县卫健局"
BY_ITEM = Dispatch(due_on=date(2022, 8, 31))
SEEN = PassLayer("到校查看")


def with_departments(story: Story) -> Story:
    for department in (SCHOOLS, CLINICS):
        arranged(story, EstablishUnit(department, UnitKind.DEPARTMENT, COUNTY)).accepted()
        appointed(story, f"{department}科长", department, Role.LEAD_DEPT)
        appointed(story, f"{department}局长", department, *UNIT)
    return story


def found(pack: str, category: str, level: AreaLevel | None = None) -> Story:
    what = replace(finding(pack, category), place=Place(COUNTY, TOWN, VILLAGE), area_level=level)
    return with_departments(given(registered(what)))


@pytest.mark.requirement("R001-17")
@pytest.mark.parametrize(
    ("pack", "category", "level", "unit"),
    [
        ("qijia_2021", "D2.1", None, TOWN),
        ("qijia_2021", "D2.1", AreaLevel.TOWN, TOWN),
        ("qijia_2021", "D2.1", AreaLevel.COUNTY, SCHOOLS),
        ("qijia_2021", "D2.2", AreaLevel.COUNTY, CLINICS),
        ("xiaoxian_2022", "SEC.EDU", None, TOWN),
        ("xiaoxian_2022", "SEC.EDU", AreaLevel.COUNTY, SCHOOLS),
        ("haogou_2023", "DUTY", None, VILLAGE),
    ],
)
def test_a_problem_goes_to_the_unit_of_its_item_unless_another_is_named(
    pack: str, category: str, level: AreaLevel | None, unit: str
) -> None:
    found(pack, category, level).when(BY_ITEM, OFFICE).then(happened(ProblemDispatched, unit=unit))
    found(pack, category, level).when(replace(BY_ITEM, unit=TOWN), OFFICE).then(happened(ProblemDispatched, unit=TOWN))


@pytest.mark.requirement("R001-17")
def test_where_no_unit_of_the_item_is_there_one_is_named() -> None:
    story = found("qijia_2021", "D3.4", AreaLevel.COUNTY)
    story.when(BY_ITEM, OFFICE).refused("no_unit_of_the_item", category="乡村特色产业情况")
    story.when(replace(BY_ITEM, unit=SCHOOLS), OFFICE).accepted()


def in_layer_two(category: str) -> Story:
    story = with_departments(given(*to_checking(finding(THREE_LAYERS, category)), layer_passed()))
    assert story.problem.stage is Stage.CHECK_2
    return story


@pytest.mark.requirement("R001-17")
def test_in_layer_two_the_lead_department_of_the_item_checks_and_no_other() -> None:
    story = in_layer_two("SEC.EDU")
    story.when(SEEN, f"{CLINICS}科长").refused("not_the_lead", leads=SCHOOLS)
    story.when(NOT_EFFECTIVE, LEAD_DEPT).refused("not_the_lead")
    story.when(SEEN, f"{SCHOOLS}科长").then(happened(LayerPassed, layer=2, by=f"{SCHOOLS}科长"))


@pytest.mark.requirement("R001-17")
def test_what_a_department_may_do_now_says_the_same() -> None:
    story = in_layer_two("SEC.EDU")

    def asked(person: str) -> dict[str, str]:
        caller = Caller(person=person, command_id="", recorded_at=story.now)
        return {given.command: given.code for given in story.casework.permissions(caller, story.case)}

    assert (asked(LEAD_DEPT)["pass_layer"], asked(LEAD_DEPT)["return_rectification"]) == ("not_the_lead",) * 2
    assert asked(f"{SCHOOLS}科长")["pass_layer"] == ""


@pytest.mark.requirement("R001-17")
def test_that_another_department_tried_is_in_the_audit_log() -> None:
    outcome = in_layer_two("SEC.EDU").when(SEEN, LEAD_DEPT)
    assert outcome.refusal is not None
    assert outcome.refusal.by_authority


def test_where_the_lead_department_is_not_there_any_lead_department_checks() -> None:
    in_layer_two("SEC.HOUSE").when(SEEN, LEAD_DEPT).then(happened(LayerPassed, layer=2))
