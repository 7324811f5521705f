"""同类问题 by leaf, class of cause and village; causes, 第一责任人, measures and requests in ledger and trail."""

from __future__ import annotations

from datetime import date

import pytest

from domain.problem.claiming import Claim
from domain.problem.finding import Finding
from domain.problem.planning import ApprovePlan, MeasureDraft, SubmitPlan
from domain.problem.problem import Place
from domain.problem.registering import Dispatch, RegisterProblem
from projections.alike import AlikeGroup, AlikeIn
from projections.ledger_lines import Selection
from tests.problem.people import COUNTY, HEAD, LEADER, OFFICE, PERSON, TOWN
from tests.projections.chronicle import Chronicle

DUE = date(2022, 8, 31)
WEST, EAST = "甲镇西村", "甲镇东村"


def planned(story: Chronicle, case: str, category: str, village: str, cause: str = "", kind: str = "") -> None:
    """A problem in a village whose plan is approved, with its cause if one is given."""
    finding = Finding("xiaoxian_2022", category, f"{case}的问题", place=Place(COUNTY, TOWN, village))
    story.give("2022-08-08 09:00", OFFICE, RegisterProblem(finding), case)
    story.give("2022-08-08 09:00", OFFICE, Dispatch(TOWN, due_on=DUE), case)
    story.give("2022-08-08 10:00", HEAD, Claim(LEADER, PERSON), case)
    plan = SubmitPlan((MeasureDraft(f"{case}的措施"),), cause=cause, cause_class=kind)
    story.give("2022-08-08 11:00", PERSON, plan, case)
    story.give("2022-08-08 12:00", OFFICE, ApprovePlan(), case)


def groups(
    story: Chronicle, at_least: int = 2, as_of: str | None = None, known_at: str | None = None, **chosen: str
) -> tuple[AlikeGroup, ...]:
    story.follower.catch_up()
    return story.ledgers.alike(story.view(as_of, known_at), Selection(**chosen), at_least).groups


@pytest.fixture
def several(chronicle: Chronicle) -> Chronicle:
    """Three of water for want of rules, in two villages; one of water for want of money; two with no cause yet."""
    planned(chronicle, "w1", "SEC.WATER", EAST, "无人管护", "制度机制不健全")
    planned(chronicle, "w2", "SEC.WATER", WEST, "没有收费办法", "INSTITUTION")
    planned(chronicle, "w3", "SEC.WATER", EAST, "管护不明", "INSTITUTION")
    planned(chronicle, "w4", "SEC.WATER", EAST, "没有资金", "FUNDING")
    planned(chronicle, "b1", "BASICS", EAST)
    planned(chronicle, "b2", "BASICS", WEST)
    planned(chronicle, "b3", "BASICS", WEST, "没有核对", "WORK")
    return chronicle


@pytest.mark.requirement("R004-44")
def test_like_problems_are_grouped_by_leaf_and_class_of_cause_and_counted_by_village(several: Chronicle) -> None:
    first, second = groups(several)
    assert (first.category_name, first.cause, first.count, first.closed) == ("安全饮水", "制度机制不健全", 3, 0)
    assert first.places == (AlikeIn(EAST, 2), AlikeIn(WEST, 1))
    assert first.problems == tuple(several.number(case) for case in ("w1", "w2", "w3"))
    assert (second.category, second.cause, second.count) == ("BASICS", "原因未分类", 2)


@pytest.mark.requirement("R004-44")
def test_groups_of_one_are_shown_where_they_are_asked_for(several: Chronicle) -> None:
    assert [(group.category, group.cause_class, group.count) for group in groups(several, at_least=1)] == [
        ("SEC.WATER", "INSTITUTION", 3),
        ("BASICS", "", 2),
        ("SEC.WATER", "FUNDING", 1),
        ("BASICS", "WORK", 1),
    ]
    assert [group.count for group in groups(several, at_least=3)] == [3]


def test_the_groups_are_those_of_the_moment_and_of_the_place_that_is_asked_for(several: Chronicle) -> None:
    before = groups(several, as_of="2022-08-08 10:59", known_at="2022-08-09 00:00")
    assert [(group.count, group.cause) for group in before] == [(4, "原因未分类"), (3, "原因未分类")], "no plan yet"
    assert [group.count for group in groups(several, at_least=1, unit=WEST)] == [1, 1, 1]
    assert groups(several, campaign="haogou_2023") == ()


@pytest.mark.requirement("R004-44")
def test_the_cause_stands_in_the_line_of_the_ledger_and_in_the_trail(several: Chronicle) -> None:
    line = several.line("w1")
    assert (line.cause, line.cause_class) == ("无人管护", "制度机制不健全")
    told = [line.what for line in several.trail("w1").lines]
    assert "报送整改方案：1．w1的措施；问题原因（制度机制不健全）：无人管护" in told


@pytest.mark.requirement("R004-37")
def test_the_first_responsible_stands_in_the_line_and_in_the_trail(chronicle: Chronicle) -> None:
    finding = Finding("assessment_2020", "BASICS", "资料不全", place=Place(COUNTY, TOWN))
    chronicle.give("2022-08-08 09:00", OFFICE, RegisterProblem(finding), "p")
    chronicle.give("2022-08-08 09:30", OFFICE, Dispatch(TOWN, due_on=DUE), "p")
    assert chronicle.line("p").first_responsible == "各村“两委”和驻村（扶贫）工作队"
    told = [line.what for line in chronicle.trail("p").lines]
    assert "交办甲镇，限期整改，整改时限2022-08-31，第一责任人各村“两委”和驻村（扶贫）工作队" in told


@pytest.mark.requirement("R004-27", "R004-36", "R004-42")
@pytest.mark.parametrize(
    "sentence",
    [
        "报送整改方案：1．培训村干部（集中培训）；2．建立制度（建章立制，治本）；3．请住建局检测（协调有关部门，住建局）；"
        "4．重新鉴定（重新鉴定，安全的不再采取措施，D级的由乙镇10天内落实安全住房）",
        "第1条措施完成，参训42人，佐证材料1件",
        "第2条措施完成，文件管护办法，佐证材料1件",
        "第3条措施以甲政函〔2022〕3号协调住建局办理",
        "住建局不予办理第3条措施的协调事项：人手不足",
        "住建局以住建函〔2022〕9号答复第3条措施的协调事项：已检测",
        "第4条措施的鉴定结论：D级",
        "依第4条措施的鉴定结论增加措施：落实安全住房（乙镇），2022-11-17前完成",
    ],
)
def test_what_was_done_of_a_plan_is_told_in_the_trail(further: Chronicle, sentence: str) -> None:
    assert sentence in [line.what for line in further.trail("carried_out").lines]


@pytest.mark.requirement("R004-27")
def test_the_line_says_how_a_request_stands(further: Chronicle) -> None:
    def standing(as_of: str) -> tuple[str, ...]:
        return further.line("carried_out", as_of=as_of).requests

    assert standing("2022-11-07 17:15") == ()
    assert standing("2022-11-07 17:16") == ("第3条 住建局 待答复（甲政函〔2022〕3号）",)
    assert standing("2022-11-07 17:17") == ("第3条 住建局 不予办理（甲政函〔2022〕3号）",)
    assert standing("2022-11-07 17:19") == ("第3条 住建局 已答复办理（住建函〔2022〕9号）",)


@pytest.mark.requirement("R004-36")
def test_the_measure_that_follows_stands_in_the_ledger(further: Chronicle) -> None:
    assert further.line("carried_out").measures[-1] == "落实安全住房"
