"""访谈 测试 查阅 核查 检查表 数据: what is recorded in a village beside its households, and by whom."""

from __future__ import annotations

from typing import Any

import pytest

from domain.inspection.finding import FindingMade
from domain.inspection.inspection import DrawOf
from domain.inspection.recording import (
    AnswerChecklist,
    ChecklistAnswered,
    CheckProject,
    CollectData,
    DataCollected,
    DataSource,
    Fact,
    Interview,
    Interviewed,
    ItemAnswer,
    KnowledgeTested,
    LedgersRead,
    Opinion,
    OpinionsRecorded,
    ProjectChecked,
    ReadLedgers,
    RecordInterviews,
    RecordOpinions,
    RecordTest,
    items_of,
)
from domain.inspection.registers import FactsNoted, unit_register
from domain.inspection.sampling import CommitSampleSeed, DrawSample, FreezeFrame
from domain.inspection.visiting import VisitHouseholds
from domain.problem.classification import AreaLevel
from domain.problem.problem import Stage as ProblemStage
from domain.sampling.frame import Entry, commitment
from tests.campaign.places import SECRETARY_OF_A, TEAM_LEAD, A, B
from tests.inspection.trips import Trip, begun, met, ready, seed_of
from tests.problem.story import happened, packs, stored_events

DUTY_GAP = ItemAnswer("DUTY.VILLAGE-1", "没有责任清单")


def in_b() -> Trip:
    return begun(ready(), B, "2023-09-14 09:00")


def sampled(trip: Trip, of: DrawOf, *ids: str) -> Trip:
    name, seed, entries = str(of), seed_of(of), tuple(Entry(one) for one in ids)
    trip.do(CommitSampleSeed(name, commitment(seed))).do(FreezeFrame(name, entries, of, village=B))
    return trip.do(DrawSample(name, seed, entries, count=len(ids)))


def test_an_interview_names_the_post_and_what_was_said_is_sealed() -> None:
    trip = in_b()
    said = Interview("村书记", "台账由专干填写", SECRETARY_OF_A)
    trip.when(RecordInterviews(B, (said,)), TEAM_LEAD).then(
        happened(Interviewed, post="村书记", interviewee=SECRETARY_OF_A, said="台账由专干填写", drawn=False)
    )
    trip.when(RecordInterviews(B, (Interview("网格员", ""),)), TEAM_LEAD).refused("text_missing", field="访谈记录")


@pytest.mark.requirement("R000-21")
def test_an_interview_of_somebody_who_was_drawn_says_so() -> None:
    trip = sampled(in_b(), DrawOf.PEOPLE, SECRETARY_OF_A)
    trip.when(RecordInterviews(B, (Interview("网格员", "熟悉情况", SECRETARY_OF_A),)), TEAM_LEAD).then(
        happened(Interviewed, drawn=True)
    )


@pytest.mark.requirement("R000-22")
def test_a_test_is_recorded_by_class_and_its_result_is_protected() -> None:
    trip = in_b()
    trip.when(RecordTest(B, "网格员", 3, "平均82分"), TEAM_LEAD).then(
        happened(KnowledgeTested, tested_class="网格员", tested=3, result="平均82分")
    )
    assert "82" not in str(trip.history[-1])
    trip.when(RecordTest(B, "网格员", 0, "无"), TEAM_LEAD).refused("nobody_tested", tested_class="网格员")


@pytest.mark.requirement("R000-19")
def test_ledgers_that_were_read_are_named_with_what_they_showed() -> None:
    trip = in_b()
    trip.when(ReadLedgers(B, ("监测台账", "务工台账"), "缺两户签字"), TEAM_LEAD).then(
        happened(LedgersRead, ledgers=("监测台账", "务工台账"), showed="缺两户签字")
    )
    trip.when(ReadLedgers(B, ("监测台账",)), TEAM_LEAD).then(happened(LedgersRead, showed=None))
    trip.when(ReadLedgers(B, ()), TEAM_LEAD).refused("text_missing")


@pytest.mark.requirement("R000-26")
def test_a_project_is_held_against_its_ledger() -> None:
    trip = sampled(in_b(), DrawOf.PROJECTS, "水渠项目")
    trip.when(CheckProject(B, "水渠项目", False, "台账面积与实地不符"), TEAM_LEAD).then(
        happened(ProjectChecked, project="水渠项目", drawn=True, ledger_agrees=False, record="台账面积与实地不符")
    )
    trip.when(CheckProject(B, "冷库", True, "一致"), TEAM_LEAD).then(happened(ProjectChecked, drawn=False))


@pytest.mark.requirement("R000-05", "R000-09")
def test_each_item_of_the_checklist_has_a_finding_or_none() -> None:
    trip = in_b()
    five = tuple(ItemAnswer(f"RECTIFY-{n}", "专班未开会" if n == 2 else "") for n in range(1, 6))
    trip.when(AnswerChecklist(B, five), TEAM_LEAD).accepted()
    [event] = [event for event in trip.history if isinstance(event, ChecklistAnswered)]
    assert [trip.reveal(answer.found.ref) if answer.found else None for answer in event.answers] == [
        None,
        "专班未开会",
        None,
        None,
        None,
    ]
    trip.when(AnswerChecklist(B, (ItemAnswer("WORK.MONITORING-1"),)), TEAM_LEAD).accepted()
    trip.when(AnswerChecklist(B, (ItemAnswer("DUTY-99"),)), TEAM_LEAD).refused("unknown_item", item="DUTY-99")
    visit = trip.inspection.visit(B)
    assert visit is not None
    assert visit.answered == {*(f"RECTIFY-{n}" for n in range(1, 6)), "WORK.MONITORING-1"}


@pytest.mark.requirement("R001-02")
def test_each_gap_on_the_checklist_becomes_a_problem_by_itself() -> None:
    trip = in_b()
    answers = AnswerChecklist(B, (ItemAnswer("RECTIFY-1"), ItemAnswer("RECTIFY-2", "没有专班"), DUTY_GAP))
    trip.when(answers, TEAM_LEAD).then(
        happened(ChecklistAnswered),
        happened(FindingMade, village=B, by=TEAM_LEAD, factual_basis="没有专班", rule="有专班推进"),
        happened(FindingMade, village=B, by=TEAM_LEAD, factual_basis="没有责任清单"),
    )
    problems = [trip.casework.problem(found.problem) for found in trip.inspection.findings]
    assert [(one.category, one.stage, one.area_level) for one in problems] == [
        ("RECTIFY", ProblemStage.REGISTERED, AreaLevel.VILLAGE),
        ("DUTY.VILLAGE", ProblemStage.REGISTERED, AreaLevel.VILLAGE),
    ]
    assert [one.place.village for one in problems] == [B, B]
    assert trip.reveal(problems[0].content.ref) == "没有专班"


@pytest.mark.requirement("R001-02")
def test_a_gap_that_is_answered_again_is_the_same_problem() -> None:
    trip = in_b().do(AnswerChecklist(B, (DUTY_GAP,)))
    trip.when(AnswerChecklist(B, (DUTY_GAP,)), TEAM_LEAD).then(happened(ChecklistAnswered))
    assert len(trip.inspection.findings) == 1


@pytest.mark.requirement("R001-02")
def test_the_checklist_is_drawn_from_the_whole_taxonomy() -> None:
    pack = packs()["qijia_2021"]
    looked_at = {category.code for category, _ in items_of(pack).values()}
    assert looked_at == {category.code for category in pack.taxonomy}
    assert len(looked_at) == 21


@pytest.mark.requirement("R000-11")
def test_satisfaction_and_income_are_counted_and_tell_of_no_person() -> None:
    trip = in_b()
    trip.do(VisitHouseholds(B, met(trip.drawn(B)[:10])))
    counted = RecordOpinions(B, (Opinion("RESULT.SATISFACTION-1", 10, 9),), income_up=7, income_same=2, income_down=1)
    asked = ({"question": "RESULT.SATISFACTION-1", "asked": 10, "satisfied": 9},)
    trip.when(counted, TEAM_LEAD).then(happened(OpinionsRecorded, opinions=asked, income_up=7, income_down=1))


@pytest.mark.parametrize(
    "counted",
    [
        RecordOpinions(B, (Opinion("RESULT.SATISFACTION-1", 11, 9),)),
        RecordOpinions(B, (Opinion("RESULT.SATISFACTION-1", 5, 6),)),
        RecordOpinions(B, (Opinion("RESULT.SATISFACTION-1", 5, -1),)),
        RecordOpinions(B, income_up=8, income_down=3),
        RecordOpinions(B, income_up=8, income_down=-3),
    ],
)
def test_no_more_answers_than_households(counted: RecordOpinions) -> None:
    trip = in_b()
    trip.do(VisitHouseholds(B, met(trip.drawn(B)[:10])))
    trip.when(counted, TEAM_LEAD).refused("opinions_exceed", met=10)


@pytest.mark.requirement("R000-35", "R001-58")
def test_a_figure_comes_from_a_system_or_an_inspector_and_once_in_a_campaign() -> None:
    trip = in_b()
    figures = (Fact("COLLECTIVE_INCOME", "12.4万元", DataSource.SYSTEM), Fact("TOILETS", "43座"))
    trip.when(CollectData(B, figures), TEAM_LEAD).accepted()
    [event] = [event for event in trip.history if isinstance(event, DataCollected)]
    assert [fact.taken_from for fact in event.collected] == [DataSource.SYSTEM, DataSource.INSPECTOR]
    [noted] = stored_events(trip.casework, unit_register("haogou_2023", B))
    assert isinstance(noted, FactsNoted)
    assert noted.facts == ("COLLECTIVE_INCOME", "TOILETS")
    trip.when(CollectData(B, figures[1:]), TEAM_LEAD).refused("fact_asked_before", whom=B, facts="TOILETS")
    trip.do(CollectData(B, (Fact("ROADS", "3公里"),)))
    trip.when(CollectData(B, (Fact("ROADS", "3公里"),)), TEAM_LEAD).refused("fact_asked_before")


def test_of_another_village_the_same_fact_may_be_taken() -> None:
    trip = begun(in_b(), A, "2023-09-14 15:00")
    for village in (A, B):
        trip.when(CollectData(village, (Fact("TOILETS", "43座"),)), TEAM_LEAD).accepted()


RECORDS: tuple[Any, ...] = (
    RecordInterviews(B, (Interview("村书记", "清楚"),)),
    RecordTest(B, "网格员", 3, "平均82分"),
    ReadLedgers(B, ("监测台账",)),
    CheckProject(B, "水渠项目", True, "一致"),
    AnswerChecklist(B, (ItemAnswer("RECTIFY-1"),)),
    RecordOpinions(B),
    CollectData(B, (Fact("TOILETS", "43座"),)),
)
each_record = pytest.mark.parametrize("command", RECORDS, ids=lambda command: type(command).__name__)


@each_record
def test_sent_twice_it_happens_once(command: Any) -> None:
    trip = in_b()
    trip.when(command, TEAM_LEAD, command_id="once").accepted()
    position = trip.log_position
    trip.when(command, TEAM_LEAD, "2023-09-16 15:00", command_id="once").then_nothing()
    assert trip.log_position == position


@each_record
def test_it_is_recorded_by_the_party_in_a_visit_that_is_open(command: Any) -> None:
    begun(ready(), A, "2023-09-14 09:00").when(command, TEAM_LEAD).refused("visit_not_begun")
    in_b().when(command, SECRETARY_OF_A).refused("not_of_the_party")
