"""上下一般粗: a plan that repeats the superior's text or another unit's is shown to the reviewer, or refused."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain.problem.amending import ConfirmAmendment, RequestVoid
from domain.problem.claiming import Claim
from domain.problem.classification import Scope
from domain.problem.deriving import DeriveProblem
from domain.problem.finding import Finding
from domain.problem.planning import ApprovePlan, MeasureDraft, PlanApproved, PlanSubmitted, ReturnPlan, SubmitPlan
from domain.problem.problem import Stage
from tests.problem.acts import DUE, PHOTO, claimed, dispatched, finding, registered
from tests.problem.people import (
    HEAD,
    LEADER,
    OFFICE,
    OTHER_HEAD,
    OTHER_PERSON,
    OTHER_TOWN,
    PERSON,
    SECOND_OFFICE,
    THIRD_HEAD,
    THIRD_TOWN,
    TOWN,
)
from tests.problem.story import Act, Story, given, happened

pytestmark = pytest.mark.requirement("R002-27")

SUPERIOR = "由各乡镇逐村核对低收入人口台账，漏登的当日补登，错登的三日内更正，月底前由分管领导签字后报县专班备案"
LAID_OUT_ANEW = SUPERIOR.replace("，", "； ").replace("漏登的", "漏登的：").replace("月底", "\n月底") + "。"
MUCH_ALIKE = SUPERIOR.replace("各乡镇", "甲镇").replace("县专班", "督查办")
OWN = "组织驻村干部入户走访二十三户，对三户收入骤减的落实公益岗位，八月二十日前把走访记录交镇乡村振兴办存档"
WHAT_IS_ASKED = "县级暗访发现，台账登记不全不准的问题在多个乡镇不同程度存在，须逐村逐户对照系统数据核对一遍并更正"


def asked(town: str = TOWN) -> Finding:
    return finding(content=WHAT_IS_ASKED, town=town)


def parent_with_plan(*measures: str) -> Story:
    """A problem under way in the second town, from which others are derived."""
    drafts = tuple(MeasureDraft(text) for text in measures)
    return given(
        registered(asked(OTHER_TOWN)),
        dispatched(to=OTHER_TOWN),
        claimed(OTHER_HEAD, OTHER_HEAD, OTHER_PERSON),
        Act(SubmitPlan(drafts), OTHER_PERSON, "2022-08-10 10:00"),
        Act(ApprovePlan(), OFFICE, "2022-08-11 10:00"),
    )


def derived(parent: Story, what: Finding | None = None, unit: str = TOWN, head: str = HEAD) -> Story:
    """A child of it, claimed by the unit."""
    parent.when(DeriveProblem(what or finding(town=unit), unit, DUE), OFFICE).accepted()
    child = Story(parent.casework, parent.problem.children[-1], parent.now)
    person = PERSON if unit == TOWN else head
    child.when(Claim(LEADER if unit == TOWN else head, person), head).accepted()
    parent.now = child.now
    return child


def plan(*texts: str) -> SubmitPlan:
    return SubmitPlan(tuple(MeasureDraft(text) for text in texts))


# --- what is compared ---------------------------------------------------------------------------------------------


def test_a_plan_says_how_alike_it_is_to_the_superiors_and_approval_then_needs_a_reason() -> None:
    parent = parent_with_plan(SUPERIOR)
    child = derived(parent)
    child.when(plan(OWN, MUCH_ALIKE), PERSON).accepted()
    alike = child.problem.plan_resembles
    assert alike is not None
    assert 80 <= alike.percent < 100
    assert alike.problem_no == parent.problem.problem_no
    refused = child.when(ApprovePlan(), OFFICE)
    refused.refused("alike_plan_unexplained", percent=alike.percent, problem_no=alike.problem_no)
    child.when(ApprovePlan(" "), OFFICE).refused("alike_plan_unexplained")
    child.when(ApprovePlan("两镇情况相同，措施一并部署"), OFFICE).then(
        happened(PlanApproved, reason="两镇情况相同，措施一并部署")
    )


def test_a_plan_of_ones_own_is_approved_without_a_reason() -> None:
    child = derived(parent_with_plan(SUPERIOR))
    child.when(plan(OWN), PERSON).accepted()
    alike = child.problem.plan_resembles
    assert alike is not None
    assert alike.percent < 40
    child.when(ApprovePlan(), OFFICE).then(happened(PlanApproved, reason=None))


def test_the_text_that_asks_for_the_rectification_is_compared_too() -> None:
    parent = parent_with_plan(OWN)
    derived(parent).when(plan(WHAT_IS_ASKED), PERSON).refused("plan_copied", problem_no=parent.problem.problem_no)


def test_the_plan_of_a_sibling_is_compared() -> None:
    parent = parent_with_plan(SUPERIOR)
    sibling = derived(parent, unit=THIRD_TOWN, head=THIRD_HEAD)
    sibling.when(plan(OWN), THIRD_HEAD).accepted()
    child = derived(parent)
    child.when(plan(OWN), PERSON).refused("plan_copied", problem_no=sibling.problem.problem_no)
    child.when(plan(f"{OWN}，并张榜公示七日"), PERSON).accepted()
    alike = child.problem.plan_resembles
    assert alike is not None
    assert (alike.percent >= 80, alike.problem_no) == (True, sibling.problem.problem_no)


def test_a_sibling_that_was_entered_by_mistake_is_nobodys_plan() -> None:
    parent = parent_with_plan(SUPERIOR)
    sibling = derived(parent, unit=THIRD_TOWN, head=THIRD_HEAD)
    sibling.when(plan(OWN), THIRD_HEAD).accepted()
    sibling.when(RequestVoid("重复登记", (PHOTO,)), OFFICE).accepted()
    sibling.when(ConfirmAmendment(), SECOND_OFFICE).accepted()
    assert sibling.problem.stage is Stage.VOIDED
    derived(parent).when(plan(OWN), PERSON).accepted()


def test_its_own_earlier_plan_is_not_held_against_it() -> None:
    child = derived(parent_with_plan(SUPERIOR))
    child.when(plan(OWN), PERSON).accepted()
    child.when(ReturnPlan("请写明责任人"), OFFICE).accepted()
    child.when(plan(OWN), PERSON).then(happened(PlanSubmitted))


@pytest.mark.parametrize("command", [plan(SUPERIOR), plan(OWN)])
def test_a_problem_that_was_derived_from_none_is_compared_with_none(command: SubmitPlan) -> None:
    parent_with_plan(SUPERIOR)
    given(registered(), dispatched(), claimed()).when(command, PERSON).then(happened(PlanSubmitted, resembles=None))


# --- verbatim copies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copy", [SUPERIOR, LAID_OUT_ANEW])
def test_a_verbatim_copy_is_refused_however_it_is_laid_out(copy: str) -> None:
    parent = parent_with_plan(SUPERIOR)
    derived(parent).when(plan(OWN, copy), PERSON).refused("plan_copied", problem_no=parent.problem.problem_no)


def test_one_household_may_be_given_the_same_measure_and_the_reviewer_is_told() -> None:
    what = replace(finding(), scope=Scope.HOUSEHOLD, household_ref="household/0001", householder="钱某某")
    child = derived(parent_with_plan(SUPERIOR), what)
    child.when(plan(SUPERIOR), PERSON).accepted()
    assert child.problem.plan_resembles is not None
    assert child.problem.plan_resembles.percent == 100
    child.when(ApprovePlan(), OFFICE).refused("alike_plan_unexplained", percent=100)


def test_a_short_text_is_nobodys() -> None:
    child = derived(parent_with_plan("加强组织领导"))
    child.when(plan("加强组织领导"), PERSON).then(happened(PlanSubmitted, resembles=None))
    child.when(ApprovePlan(), OFFICE).accepted()


def test_what_was_erased_is_not_compared() -> None:
    parent = parent_with_plan(SUPERIOR)
    child = derived(parent)
    vault = parent.casework.vault
    parent.casework.recorder.insert_events([], sealed=vault.destruction([parent.problem.subject]))
    child.when(plan(SUPERIOR), PERSON).then(happened(PlanSubmitted, resembles=None))


# --- the threshold --------------------------------------------------------------------------------------------------


def test_from_how_much_on_a_reason_is_needed_is_the_packs_to_say() -> None:
    parent = parent_with_plan(SUPERIOR)
    casework = parent.casework
    child = derived(parent)
    child.when(plan(MUCH_ALIKE), PERSON).accepted()
    assert child.problem.plan_resembles is not None
    percent = child.problem.plan_resembles.percent
    child.when(ApprovePlan(), OFFICE).refused("alike_plan_unexplained")
    pack = casework.packs["xiaoxian_2022"]
    for threshold, needed in ((percent, True), (percent + 1, False)):
        signals = replace(pack.policy.signals, alike_percent=threshold)
        casework.packs = {**casework.packs, pack.id: replace(pack, policy=replace(pack.policy, signals=signals))}
        outcome = child.when(ApprovePlan(), OFFICE)
        outcome.refused("alike_plan_unexplained") if needed else outcome.accepted()


def test_no_text_of_another_problem_stands_in_the_event() -> None:
    child = derived(parent_with_plan(SUPERIOR))
    child.when(plan(MUCH_ALIKE), PERSON).accepted()
    stored = [event.state.decode() for event in child.casework.recorder.select_events(child.case)]
    assert "resembles" in stored[-1]
    assert not any("台账" in state for state in stored)
