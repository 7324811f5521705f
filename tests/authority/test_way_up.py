"""A town of two officers can work: what nobody there may do goes up, in order, and each event says which way."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.authority import ACT_OF
from domain.deputising import (
    CrossCheckDrawn,
    CrossCheckEnded,
    DrawCrossCheck,
    EndCrossCheck,
    EndSubstitute,
    NameSubstitute,
    RecordAbsence,
    SubstituteEnded,
    SubstituteNamed,
)
from domain.events import Actor, Way
from domain.organisation import ORGANISATION_ID, Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.permitting import Asked, Eligible, eligible
from domain.policy import RetentionRule
from domain.problem.claiming import Claim, RefusalReason, RefuseClaim
from domain.problem.classification import AreaLevel
from domain.problem.closing import ApproveClose
from domain.problem.looking_back import PassLookBack
from domain.problem.paper import PaperDecisionRecorded, RecordPaperDecision
from domain.problem.planning import ApprovePlan, SubmitPlan
from domain.problem.problem import ProblemEvent, Stage
from domain.problem.rechecking import PassLayer
from domain.problem.rectifying import SubmitForRecheck
from domain.problem.registering import Dispatch, RegisterProblem
from domain.sampling.drawing import draw
from domain.sampling.frame import Entry, freeze
from projections.as_of import Basis
from projections.trail import tell
from projections.trail_words import sentence
from tests.authority.arranging import appointed, arranged, last_actor
from tests.problem.acts import DUE, MEASURES, PHOTO, closing, finding, to_checking, to_plan_review
from tests.problem.people import (
    BYSTANDER,
    CHECKER,
    COUNTY,
    GROUP_HEAD,
    HEAD,
    INSPECTOR,
    LIAISON,
    OFFICE,
    OTHER_CHECKER,
    OTHER_TOWN,
    SECOND_OFFICE,
    THIRD_TOWN,
    TOWN,
)
from tests.problem.story import Story, given, happened, stored_events

SMALL, SMALL_OFFICE = "丁镇", "丁镇专班"
MAYOR, CLERK = "丁镇镇长", "丁镇干事"
STAFF = (
    EstablishUnit(SMALL, UnitKind.TOWN, COUNTY),
    EstablishUnit(SMALL_OFFICE, UnitKind.OFFICE, SMALL),
    AppointPerson(MAYOR, MAYOR, "镇长", SMALL, (Role.HEAD, Role.RESP_LEADER)),
    AppointPerson(CLERK, CLERK, "干事", SMALL, (Role.RESP_PERSON, Role.TOWN)),
    AppointPerson(CLERK, CLERK, "专班主任", SMALL_OFFICE, (Role.OFFICE,)),
)
UNTIL = date(2022, 12, 30)
SUBSTITUTE = NameSubstitute("乙镇干事", SMALL, ("同意整改方案",), UNTIL, "丁镇只有两名干部")
CROSS_CHECK = DrawCrossCheck(SMALL, ("pass_layer", "return_rectification"), UNTIL, "丁镇只有两名干部")


def small_town() -> Story:
    """A problem of the village level that was dispatched to a town of two officers."""
    story = given()
    for command in STAFF:
        arranged(story, command).accepted()
    found = replace(finding(town=SMALL), area_level=AreaLevel.VILLAGE)
    story.when(RegisterProblem(found), INSPECTOR, "2022-08-08 14:00").accepted()
    story.when(Dispatch(SMALL, due_on=DUE), OFFICE).accepted()
    return story


def claimed_and_planned() -> Story:
    story = small_town()
    story.when(Claim(MAYOR, CLERK), MAYOR, "2022-08-09 10:00").accepted()
    story.when(SubmitPlan(MEASURES), CLERK, "2022-08-10 10:00").accepted()
    return story


def handed_in() -> Story:
    story = claimed_and_planned()
    story.when(ApprovePlan(), OFFICE, "2022-08-11 10:00").accepted()
    submission = SubmitForRecheck("均已完成", (MAYOR,), (1, 2), (PHOTO,))
    story.when(submission, CLERK, "2022-08-22 10:00").accepted()
    return story


def who_may(story: Story, command: type) -> Eligible:
    casework = story.casework
    policy = casework.rules(story.problem.campaign).policy
    organisation = casework.organisation_at(story.now)
    return eligible(Asked(ACT_OF[command], story.problem, organisation, policy, story.now))


def persons(actors: tuple[Actor, ...]) -> list[str]:
    return [actor.person for actor in actors]


# --- the story ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("X-08")
def test_a_town_of_two_officers_brings_a_problem_to_its_close_by_three_ways_up() -> None:
    story = claimed_and_planned()
    arranged(story, SUBSTITUTE, OFFICE).then(happened(SubstituteNamed, by=OFFICE, reason="丁镇只有两名干部"))
    story.when(ApprovePlan(), CLERK).refused("own_work")
    story.when(ApprovePlan(), "乙镇干事", "2022-08-11 10:00").accepted()
    story.when(SubmitForRecheck("均已完成", (MAYOR,), (1, 2), (PHOTO,)), CLERK, "2022-08-22 10:00").accepted()

    arranged(story, CROSS_CHECK, OFFICE).then(happened(CrossCheckDrawn, frame=(TOWN, OTHER_TOWN)))
    for officer in (MAYOR, CLERK):
        story.when(PassLayer("看过了"), officer).refused("sod_1")
    [neighbour] = persons(who_may(story, PassLayer).actors)
    story.when(PassLayer("到场查看"), neighbour, "2022-08-23 10:00").accepted()
    story.when(closing(), CLERK).refused("sod_1")
    story.when(closing(), OFFICE, "2022-08-24 10:00").accepted()

    assert story.problem.stage is Stage.CLOSED
    ways = [(event.envelope.actor.person, event.envelope.actor.way) for event in story.history]
    assert [pair for pair in ways if pair[1] is not None] == [
        ("乙镇干事", Way.SUBSTITUTE),
        (neighbour, Way.CROSS_CHECK),
        (OFFICE, Way.LEVEL_UP),
    ]


def test_the_trail_says_which_way_each_act_took() -> None:
    story = claimed_and_planned()
    arranged(story, SUBSTITUTE, OFFICE).accepted()
    story.when(ApprovePlan(), "乙镇干事", "2022-08-11 10:00").accepted()
    basis = Basis(story.now, story.now, story.log_position, provisional=False)
    calendar = story.casework.calendar
    events = [event for event in story.history if isinstance(event, ProblemEvent)]
    told = tell(events, basis, calendar, story.casework.vault.reveal, RetentionRule())
    assert [line.way for line in told.lines][-2:] == ["", "指定替代人"]


# --- the substitute -----------------------------------------------------------------------------------------------


def test_a_substitute_acts_only_while_nobody_at_the_node_may() -> None:
    story = claimed_and_planned()
    appointed(story, "丁镇新人", SMALL_OFFICE, Role.OFFICE)
    arranged(story, SUBSTITUTE, OFFICE).accepted()
    story.when(ApprovePlan(), "乙镇干事").refused("substitute_not_needed", names="丁镇新人")
    arranged(story, RecordAbsence("丁镇新人", date(2022, 8, 11), UNTIL), "丁镇新人").accepted()
    story.when(ApprovePlan(), "乙镇干事", "2022-08-11 10:00").accepted()


def test_a_deputy_at_the_node_comes_before_the_substitute() -> None:
    story = claimed_and_planned()
    appointed(story, "丁镇新人", SMALL_OFFICE, Role.OFFICE)
    arranged(story, SUBSTITUTE, OFFICE).accepted()
    arranged(story, RecordAbsence("丁镇新人", date(2022, 8, 11), UNTIL, BYSTANDER), "丁镇新人").accepted()
    story.when(ApprovePlan(), "乙镇干事", "2022-08-11 10:00").refused("substitute_not_needed", names=BYSTANDER)
    story.when(ApprovePlan(), BYSTANDER).accepted()
    assert (last_actor(story).on_behalf_of, last_actor(story).way) == ("丁镇新人", None)


def test_a_substitute_acts_at_his_node_in_his_acts_and_in_his_days() -> None:
    story = claimed_and_planned()
    elsewhere = replace(SUBSTITUTE, node=THIRD_TOWN)
    another_act = replace(SUBSTITUTE, acts=("return_plan",))
    over = replace(SUBSTITUTE, until=date(2022, 8, 10))
    for named in (elsewhere, another_act, over):
        arranged(story, named, OFFICE).accepted()
    story.when(ApprovePlan(), "乙镇干事", "2022-08-11 10:00").refused("not_permitted")


@pytest.mark.requirement("X-08")
def test_separation_of_duties_binds_a_substitute_too() -> None:
    story = handed_in()
    arranged(story, NameSubstitute(MAYOR, SMALL, ("pass_layer",), UNTIL, "无人"), OFFICE).accepted()
    story.when(PassLayer("看过了"), MAYOR).refused("sod_1")
    assert who_may(story, PassLayer).way is Way.LEVEL_UP


def test_who_names_a_substitute_looks_after_the_node() -> None:
    story = small_town()
    arranged(story, replace(SUBSTITUTE, node=TOWN), CLERK).refused("out_of_reach")
    arranged(story, SUBSTITUTE, LIAISON).refused("not_permitted")
    arranged(story, SUBSTITUTE, MAYOR).refused("not_permitted")
    arranged(story, SUBSTITUTE, CLERK).refused("own_substitute", node=SMALL)
    arranged(story, CROSS_CHECK, CLERK).refused("own_substitute")
    arranged(story, replace(SUBSTITUTE, node="戊镇"), OFFICE).refused("unknown_unit")
    arranged(story, replace(SUBSTITUTE, acts=()), OFFICE).refused("text_missing")
    arranged(story, replace(SUBSTITUTE, acts=("批钱",)), OFFICE).refused("unknown_act")
    arranged(story, replace(SUBSTITUTE, until=date(2022, 8, 1)), OFFICE).refused("term_over")
    arranged(story, replace(SUBSTITUTE, person="县专班前主任"), OFFICE, "2022-08-10 09:00").refused("holds_no_post")
    arranged(story, SUBSTITUTE, GROUP_HEAD).accepted()


# --- the neighbour ------------------------------------------------------------------------------------------------


def test_anybody_can_draw_again_and_gets_the_same_neighbour() -> None:
    story = handed_in()
    outcome = arranged(story, CROSS_CHECK, OFFICE)
    assert outcome.recorded is not None
    [event] = outcome.recorded.events
    assert isinstance(event, CrossCheckDrawn)
    again = draw(freeze(map(Entry, event.frame)), event.drawn.seed, event.drawn.plan)
    assert again == event.drawn
    assert event.cross_check.unit == again.ids[0]


def test_nobody_draws_until_it_suits() -> None:
    story = handed_in()
    arranged(story, CROSS_CHECK, OFFICE).accepted()
    arranged(story, CROSS_CHECK, OFFICE).refused("cross_check_drawn", node=SMALL)
    arranged(story, replace(CROSS_CHECK, acts=("approve_escalation",)), OFFICE).refused("no_neighbour")


def test_a_neighbour_checks_only_while_nobody_at_the_node_may() -> None:
    story = given(*to_checking())
    arranged(story, DrawCrossCheck(TOWN, ("pass_layer",), UNTIL, "互查"), OFFICE).accepted()
    story.when(PassLayer("看过了"), OTHER_CHECKER).refused("substitute_not_needed", names=CHECKER)
    story.when(PassLayer("看过了"), CHECKER).accepted()
    assert last_actor(story).way is None


def test_a_substitute_comes_before_the_neighbour() -> None:
    story = handed_in()
    arranged(story, CROSS_CHECK, OFFICE).accepted()
    [neighbour] = persons(who_may(story, PassLayer).actors)
    arranged(story, NameSubstitute(LIAISON, SMALL, ("pass_layer",), UNTIL, "无人"), OFFICE).accepted()
    assert who_may(story, PassLayer).way is Way.SUBSTITUTE
    story.when(PassLayer("看过了"), neighbour).refused("substitute_not_needed", names=LIAISON)
    story.when(PassLayer("看过了"), LIAISON).accepted()


# --- one level up -------------------------------------------------------------------------------------------------


def test_a_check_that_no_town_can_make_is_made_by_the_county_office() -> None:
    story = handed_in()
    found = who_may(story, PassLayer)
    assert (found.node, found.way, persons(found.actors)) == (SMALL, Way.LEVEL_UP, [OFFICE, SECOND_OFFICE])
    story.when(PassLayer("看过了"), SECOND_OFFICE, "2022-08-23 10:00").accepted()
    assert last_actor(story).way is Way.LEVEL_UP
    story.when(closing(), SECOND_OFFICE).refused("sod_1")
    story.when(closing(), OFFICE).accepted()


def test_the_county_office_does_not_check_for_a_town_that_can() -> None:
    given(*to_checking()).when(PassLayer("看过了"), OFFICE).refused("not_permitted")


def test_what_a_head_must_do_goes_to_the_head_one_level_up() -> None:
    story = small_town()
    appointed(story, "县长", COUNTY, Role.HEAD)
    refusing = RefuseClaim(RefusalReason.NOT_TRUE, "辖区内不存在")
    story.when(refusing, "县长").refused("not_permitted")
    arranged(story, RecordAbsence(MAYOR, date(2022, 8, 9), UNTIL), MAYOR).accepted()
    story.when(refusing, HEAD, "2022-08-09 10:00").refused("not_permitted")
    story.when(refusing, "县长", "2022-08-09 10:00").accepted()
    assert last_actor(story).way is Way.LEVEL_UP


def test_an_office_above_that_steps_in_by_its_own_right_is_not_going_up() -> None:
    story = claimed_and_planned()
    appointed(story, "丁镇新人", SMALL_OFFICE, Role.OFFICE)
    story.when(ApprovePlan(), OFFICE).accepted()
    assert last_actor(story).way is None


def test_what_belongs_to_the_county_is_at_home_there() -> None:
    story = given(*to_checking(replace(finding(), area_level=AreaLevel.TOWN)))
    story.when(PassLayer("看过了"), CHECKER, "2022-08-23 10:00").accepted()
    found = who_may(story, ApproveClose)
    assert (found.node, found.way) == (COUNTY, None)
    story.when(closing(), OFFICE).accepted()
    assert last_actor(story).way is None


def test_where_no_way_leads_to_anybody_there_is_a_gap() -> None:
    story = handed_in()
    for person in (OFFICE, SECOND_OFFICE):
        arranged(story, RecordAbsence(person, date(2022, 8, 22), UNTIL), person).accepted()
    found = who_may(story, PassLayer)
    assert (found.node, found.way, found.actors) == (SMALL, None, ())
    assert persons(who_may(story, PassLookBack).actors) == ["督查组员", "督查组长"]


# --- an end before the day ----------------------------------------------------------------------------------------


def test_a_substitute_is_taken_back_from_today_on() -> None:
    story = claimed_and_planned()
    arranged(story, EndSubstitute("乙镇干事", SMALL), OFFICE).refused("nothing_to_end", name="乙镇干事")
    arranged(story, SUBSTITUTE, OFFICE).accepted()
    arranged(story, EndSubstitute("乙镇干事", SMALL), CLERK).refused("own_substitute", node=SMALL)
    arranged(story, EndSubstitute("乙镇干事", SMALL), OFFICE).then(
        happened(SubstituteEnded, by=OFFICE, person="乙镇干事", node=SMALL)
    )
    story.when(ApprovePlan(), "乙镇干事").refused("not_permitted")
    arranged(story, EndSubstitute("乙镇干事", SMALL), OFFICE).refused("nothing_to_end")


def test_a_cross_check_is_taken_back_and_another_neighbour_may_be_drawn() -> None:
    story = claimed_and_planned()
    end = EndCrossCheck(SMALL, "镇里补了人")
    arranged(story, end, OFFICE).refused("nothing_to_end", name=SMALL)
    arranged(story, CROSS_CHECK, OFFICE).accepted()
    arranged(story, end, OFFICE).then(happened(CrossCheckEnded, by=OFFICE, node=SMALL, reason="镇里补了人"))
    arranged(story, end, OFFICE).refused("nothing_to_end")
    arranged(story, CROSS_CHECK, OFFICE).accepted()
    draws = [event for event in stored_events(story.casework, ORGANISATION_ID) if isinstance(event, CrossCheckDrawn)]
    assert [event.drawn.plan.purpose for event in draws] == [f"交叉核验/{SMALL}/1", f"交叉核验/{SMALL}/2"]


# --- on paper -----------------------------------------------------------------------------------------------------


def test_what_a_substitute_signed_on_paper_says_by_which_way() -> None:
    story = claimed_and_planned()
    arranged(story, SUBSTITUTE, OFFICE).accepted()
    today = story.now.date()
    signed = RecordPaperDecision(ApprovePlan(), "乙镇干事", today, "c" * 64, "停网")
    story.when(signed, OFFICE).accepted()
    recorded = next(event for event in story.history if isinstance(event, PaperDecisionRecorded))
    assert (recorded.way, recorded.decider.person, recorded.entered_by.person) == (Way.SUBSTITUTE, "乙镇干事", OFFICE)
    told = sentence(recorded, lambda sealed: story.reveal(sealed.ref) or "")
    assert "乙镇干事（指定替代人）" in told
    by_himself = given(*to_plan_review())
    by_himself.when(replace(signed, decider=OFFICE, signed_on=date(2022, 8, 11)), SECOND_OFFICE, "2022-08-11 10:00")
    plain = next(event for event in by_himself.history if isinstance(event, PaperDecisionRecorded))
    assert plain.way is None
