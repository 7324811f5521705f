"""授权代签 and 代行职责: a right that is lent, by whoever holds it, for its days; both persons are kept apart."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.deputising import (
    Delegate,
    Delegated,
    EndAbsence,
    EndDelegation,
    NameDeputy,
    RecordAbsence,
)
from domain.organisation import Role
from domain.problem.claiming import Claim, OverturnRefusal, RefusalReason, RefuseClaim
from domain.problem.looking_back import PassLookBack
from domain.problem.paper import RecordPaperDecision
from domain.problem.planning import ApprovePlan
from domain.problem.problem import Stage
from domain.problem.rechecking import PassLayer
from domain.problem.rectifying import ReportProgress, RequestExtension
from tests.authority.arranging import appointed, arranged, last_actor
from tests.problem.acts import (
    HANDED_IN,
    claim_refused,
    closing,
    layer_passed,
    plan_submitted,
    to_checking,
    to_claimed,
    to_close_pending,
    to_dispatched,
    to_plan_review,
    to_rectifying,
)
from tests.problem.people import (
    BYSTANDER,
    CHECKER,
    HEAD,
    INSPECTOR,
    LEADER,
    LIAISON,
    OFFICE,
    OTHER_HEAD,
    PERSON,
    SECOND_OFFICE,
    TOWN,
    TOWN_CLERK,
)
from tests.problem.story import given, happened

REFUSING = RefuseClaim(RefusalReason.NOT_TRUE, "辖区内不存在")
FRIDAY, MONDAY = date(2022, 8, 12), date(2022, 8, 15)
TO_LIAISON = Delegate(HEAD, LIAISON, FRIDAY, "外出学习")
OFFICE_TO_SECOND = Delegate(OFFICE, BYSTANDER, date(2022, 12, 30), "外出学习")


# --- lent ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("X-08")
def test_a_delegate_acts_in_the_post_of_whoever_lent_it_and_the_event_says_for_whom() -> None:
    story = given(*to_dispatched())
    story.when(REFUSING, LIAISON).refused("not_permitted")
    arranged(story, TO_LIAISON, HEAD).then(happened(Delegated, by=HEAD, reason="外出学习"))
    story.when(REFUSING, LIAISON, "2022-08-10 09:00").accepted()
    actor = last_actor(story)
    assert (actor.person, actor.on_behalf_of, actor.post, actor.role) == (LIAISON, HEAD, "镇长", Role.HEAD)


def test_whoever_lent_a_right_keeps_it() -> None:
    story = given(*to_dispatched())
    arranged(story, TO_LIAISON, HEAD).accepted()
    story.when(REFUSING, HEAD).accepted()
    assert last_actor(story).on_behalf_of is None


def test_a_delegation_has_its_days() -> None:
    story = given(*to_dispatched())
    arranged(story, Delegate(HEAD, LIAISON, FRIDAY, "外出", since=date(2022, 8, 10)), HEAD).accepted()
    story.when(REFUSING, LIAISON, "2022-08-09 23:59").refused("not_permitted")
    story.when(REFUSING, LIAISON, "2022-08-13 00:00").refused("wrong_stage")  # by then nobody had answered
    later = given(*to_claimed(), casework=story.casework)
    later.doing(plan_submitted(), *to_rectifying()[-1:])
    later.when(RequestExtension("连日降雨", date(2022, 9, 15)), LIAISON, "2022-08-13 00:00").refused("not_permitted")
    later.when(RequestExtension("连日降雨", date(2022, 9, 15)), LIAISON, "2022-08-12 23:59").accepted()


def test_it_may_be_for_some_acts_or_some_roles_only() -> None:
    story = given(*to_dispatched())
    arranged(story, Delegate(HEAD, LIAISON, FRIDAY, "外出", acts=("认领",)), HEAD).accepted()
    story.when(REFUSING, LIAISON).refused("not_permitted")
    story.when(Claim(LEADER, PERSON), LIAISON).accepted()
    both = given(*to_dispatched(), casework=story.casework)
    appointed(both, OTHER_HEAD, TOWN, Role.RESP_LEADER, Role.HEAD)
    arranged(both, Delegate(OTHER_HEAD, CHECKER, FRIDAY, "外出", roles=(Role.RESP_LEADER,)), OTHER_HEAD).accepted()
    both.when(REFUSING, CHECKER).refused("not_permitted")
    both.when(Claim(LEADER, PERSON), CHECKER).accepted()


def test_what_was_lent_is_not_lent_on() -> None:
    story = given(*to_dispatched())
    arranged(story, TO_LIAISON, HEAD).accepted()
    arranged(story, Delegate(LIAISON, BYSTANDER, FRIDAY, "也外出", roles=(Role.HEAD,)), LIAISON).refused(
        "nothing_to_lend", name=LIAISON
    )
    arranged(story, Delegate(LIAISON, BYSTANDER, FRIDAY, "也外出"), LIAISON).accepted()
    story.when(REFUSING, BYSTANDER).refused("not_permitted")


def test_a_delegation_ends_when_it_is_taken_back() -> None:
    story = given(*to_dispatched())
    arranged(story, EndDelegation(HEAD, LIAISON), HEAD).refused("nothing_to_end", what="授权")
    arranged(story, TO_LIAISON, HEAD).accepted()
    arranged(story, EndDelegation(HEAD, LIAISON), HEAD).accepted()
    story.when(REFUSING, LIAISON).refused("not_permitted")


def test_only_he_himself_or_his_head_says_it() -> None:
    story = given()
    for by in (OFFICE, OTHER_HEAD, LIAISON):
        arranged(story, TO_LIAISON, by).refused("not_for_another", name=by, other=HEAD)
    arranged(story, Delegate(CHECKER, LIAISON, FRIDAY, "外出"), HEAD).accepted()
    arranged(story, RecordAbsence(CHECKER, FRIDAY, MONDAY), OTHER_HEAD).refused("not_for_another")
    arranged(story, RecordAbsence(CHECKER, FRIDAY, MONDAY), HEAD).accepted()
    arranged(story, NameDeputy("东村干部", PERSON), HEAD).accepted()


def test_delegations_that_make_no_sense_are_refused() -> None:
    story = given()
    arranged(story, Delegate(HEAD, HEAD, FRIDAY, "外出"), HEAD).refused("for_himself")
    arranged(story, Delegate(HEAD, LIAISON, date(2022, 8, 1), "外出"), HEAD).refused("term_over")
    arranged(story, Delegate(HEAD, LIAISON, FRIDAY, "外出", since=MONDAY), HEAD).refused("term_over")
    arranged(story, Delegate(HEAD, LIAISON, FRIDAY, " "), HEAD).refused("text_missing")
    arranged(story, Delegate(HEAD, "查无此人", FRIDAY, "外出"), HEAD).refused("unknown_person")
    arranged(story, Delegate(HEAD, LIAISON, FRIDAY, "外出", acts=("批钱",)), HEAD).refused("unknown_act", act="批钱")


# --- separation of duties binds both ------------------------------------------------------------------------------


@pytest.mark.requirement("X-08")
def test_nobody_does_through_a_delegate_what_he_may_not_do_himself() -> None:
    story = given(*to_checking())
    appointed(story, LEADER, TOWN, Role.TOWN)
    arranged(story, Delegate(LEADER, BYSTANDER, date(2022, 9, 30), "外出"), LEADER).accepted()
    story.when(PassLayer("看过了"), BYSTANDER).refused("sod_1", name=LEADER)


def test_nobody_does_as_a_delegate_what_he_may_not_do_himself() -> None:
    story = given(*to_checking())
    arranged(story, Delegate(CHECKER, PERSON, date(2022, 9, 30), "外出"), CHECKER).accepted()
    story.when(PassLayer("看过了"), PERSON).refused("sod_1", name=PERSON)


def test_whoever_had_it_checked_for_him_does_not_close_it() -> None:
    story = given(*to_checking())
    appointed(story, CHECKER, "县专班", Role.OFFICE)
    arranged(story, Delegate(CHECKER, BYSTANDER, date(2022, 9, 30), "外出"), CHECKER).accepted()
    story.when(PassLayer("看过了"), BYSTANDER, "2022-08-23 10:00").accepted()
    assert story.problem.current.recheckers == (BYSTANDER, CHECKER)
    story.when(closing(), CHECKER).refused("sod_1", name=CHECKER)
    story.when(closing(), OFFICE).accepted()


def test_whoever_had_it_closed_for_him_does_not_look_back() -> None:
    story = given(*to_close_pending())
    appointed(story, OFFICE, "督查一组", Role.INSPECTOR)
    arranged(story, OFFICE_TO_SECOND, OFFICE).accepted()
    story.when(closing(), BYSTANDER, "2022-08-24 10:00").accepted()
    assert story.problem.closed_by == (BYSTANDER, OFFICE)
    story.when(PassLookBack("正常"), OFFICE).refused("sod_7", name=OFFICE)
    story.when(PassLookBack("正常"), INSPECTOR).accepted()


def test_the_signature_of_a_delegate_is_that_of_whoever_lent_it() -> None:
    story = given(*to_rectifying())
    arranged(story, Delegate(PERSON, LIAISON, date(2022, 9, 30), "外出"), PERSON).accepted()
    story.when(HANDED_IN, LIAISON, "2022-08-22 10:00").accepted()
    assert story.problem.current.submitters == (LIAISON, PERSON, LEADER)


def test_a_plan_that_was_handed_in_for_somebody_is_not_approved_by_him() -> None:
    story = given(*to_claimed())
    arranged(story, Delegate(PERSON, LIAISON, date(2022, 9, 30), "外出"), PERSON).accepted()
    story.doing(plan_submitted(by=LIAISON))
    appointed(story, PERSON, "县专班", Role.OFFICE)
    story.when(ApprovePlan(), PERSON).refused("own_work", name=PERSON)


# --- away ---------------------------------------------------------------------------------------------------------


def test_a_deputy_acts_while_the_other_is_away() -> None:
    story = given(*to_dispatched())
    arranged(story, RecordAbsence(HEAD, date(2022, 8, 9), FRIDAY, LIAISON), HEAD).accepted()
    story.when(REFUSING, LIAISON, "2022-08-08 23:00").refused("not_permitted")
    story.when(REFUSING, LIAISON, "2022-08-09 09:00").accepted()
    assert last_actor(story).on_behalf_of == HEAD


def test_the_standing_deputy_acts_when_none_is_named_for_these_days() -> None:
    story = given(*to_dispatched())
    arranged(story, NameDeputy(HEAD, LIAISON), HEAD).accepted()
    story.when(REFUSING, LIAISON).refused("not_permitted")
    arranged(story, RecordAbsence(HEAD, date(2022, 8, 9), FRIDAY), HEAD).accepted()
    story.when(REFUSING, LIAISON, "2022-08-09 09:00").accepted()


def test_whoever_is_back_earlier_needs_no_deputy() -> None:
    story = given(*to_dispatched())
    arranged(story, EndAbsence(HEAD), HEAD).refused("nothing_to_end", what="不在岗")
    arranged(story, RecordAbsence(HEAD, date(2022, 8, 8), FRIDAY, LIAISON), HEAD).accepted()
    arranged(story, EndAbsence(HEAD), HEAD, "2022-08-09 08:00").accepted()
    story.when(REFUSING, LIAISON, "2022-08-09 09:00").refused("not_permitted")


def test_a_verdict_is_not_given_through_a_deputy_of_the_refusing_unit() -> None:
    story = given(*to_dispatched(), claim_refused())
    arranged(story, RecordAbsence(SECOND_OFFICE, date(2022, 8, 8), FRIDAY, HEAD), SECOND_OFFICE).accepted()
    story.when(OverturnRefusal("确有此事", LEADER, PERSON), HEAD).refused("sod_4", name=HEAD)
    assert story.problem.stage is Stage.REFUSED


def test_an_act_of_the_town_office_needs_no_way_up_while_its_deputy_is_there() -> None:
    story = given(*to_checking(), layer_passed())
    arranged(story, RecordAbsence(TOWN_CLERK, date(2022, 8, 20), date(2022, 9, 1), BYSTANDER), TOWN_CLERK).accepted()
    story.when(closing(), OFFICE).accepted()
    assert last_actor(story).way is None


@pytest.mark.requirement("X-08")
def test_whoever_is_away_decides_nothing_while_his_deputy_is_there() -> None:
    story = given(*to_dispatched())
    arranged(story, RecordAbsence(HEAD, date(2022, 8, 9), FRIDAY, LIAISON), HEAD).accepted()
    told = story.when(REFUSING, HEAD, "2022-08-09 09:00").refused("away", name=HEAD, deputy=LIAISON)
    assert told.problem.stage is Stage.DISPATCHED
    story.when(REFUSING, HEAD, "2022-08-08 23:00").accepted()


def test_he_says_himself_that_he_is_back_and_then_signs() -> None:
    story = given(*to_dispatched())
    arranged(story, RecordAbsence(HEAD, date(2022, 8, 8), FRIDAY, LIAISON), HEAD).accepted()
    arranged(story, EndAbsence(HEAD), HEAD, "2022-08-09 08:00").accepted()
    story.when(REFUSING, HEAD, "2022-08-09 09:00").accepted()


def test_without_a_deputy_in_place_he_may_still_sign() -> None:
    story = given(*to_dispatched())
    arranged(story, RecordAbsence(HEAD, date(2022, 8, 8), FRIDAY), HEAD).accepted()
    story.when(REFUSING, HEAD, "2022-08-09 09:00").accepted()
    away_too = given(*to_dispatched())
    arranged(away_too, RecordAbsence(HEAD, date(2022, 8, 8), FRIDAY, LIAISON), HEAD).accepted()
    arranged(away_too, RecordAbsence(LIAISON, date(2022, 8, 8), FRIDAY), LIAISON).accepted()
    away_too.when(REFUSING, HEAD, "2022-08-09 09:00").accepted()


def test_he_may_still_report_what_he_saw() -> None:
    story = given(*to_rectifying())
    arranged(story, RecordAbsence(PERSON, date(2022, 8, 8), MONDAY, LEADER), PERSON).accepted()
    story.when(ReportProgress("路上看到已清淤"), PERSON, "2022-08-12 10:00").accepted()


def test_a_paper_that_he_signed_before_he_left_counts_one_of_the_days_away_does_not() -> None:
    story = given(*to_plan_review())
    away = RecordAbsence(OFFICE, date(2022, 8, 11), FRIDAY, SECOND_OFFICE)
    arranged(story, away, OFFICE, "2022-08-10 18:00").accepted()
    signed = RecordPaperDecision(ApprovePlan(), OFFICE, date(2022, 8, 11), "c" * 64, "县里停网")
    story.when(signed, LIAISON, "2022-08-11 10:00").refused("away", name=OFFICE, deputy=SECOND_OFFICE)
    story.when(replace(signed, signed_on=date(2022, 8, 10)), LIAISON).accepted()
