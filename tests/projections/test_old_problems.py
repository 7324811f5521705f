"""旧账回头看: problems of the screening, of last year's assessment and of covert supervision, each with a result."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain.policy import Duty
from domain.problem.looking_back import PassLookBack, ReportFalse, ReportRebound
from domain.problem.registering import RegisterProblem
from projections.ledger_lines import Selection
from projections.old_problems import OldProblems, old_problems
from projections.seeing import ByFolding
from tests.problem.acts import finding, to_closed
from tests.problem.people import INSPECTOR, TOWN
from tests.problem.story import given, packs
from tests.projections.chronicle import Chronicle
from tests.projections.every_kind import AFTER

SOURCES = {
    "SCREENING": "防止返贫动态监测帮扶集中排查",
    "ASSESSMENT_2021": "2021年考核评估反馈",
    "COVERT": "省市督查暗访",
}


def told(story: Chronicle, as_of: str | None = None, **chosen: str) -> OldProblems:
    return old_problems(ByFolding(story.casework.recorder, story.view(as_of)), Selection(**chosen), packs())


def closed(story: Chronicle, case: str, source: str, category: str = "BASICS") -> None:
    what = replace(finding(category=category, content=f"{case}的资料缺失"), source=source)
    for act in to_closed(what):
        story.give(act.at, act.by, act.command, case)


@pytest.mark.requirement("R002-25")
@pytest.mark.parametrize(("code", "label"), SOURCES.items())
def test_the_three_sources_are_told_apart_by_code_label_or_alias(chronicle: Chronicle, code: str, label: str) -> None:
    own = next(source for source in packs()["xiaoxian_2022"].sources if source.code == code)
    for number, word in enumerate((code, label, *own.aliases)):
        found = RegisterProblem(replace(finding(content=f"第{number}处"), source=word))
        chronicle.give(f"2022-08-08 09:0{number}", INSPECTOR, found, f"P{number}")
    chronicle.give("2022-08-08 09:30", INSPECTOR, RegisterProblem(replace(finding(), source="ON_SITE")), "new")
    table = told(chronicle)
    assert [(one.source, one.found) for one in table.sources] == [(label, 2 + len(own.aliases))]
    assert {line.source for line in table.lines} == {label}


@pytest.mark.requirement("R002-25")
def test_an_old_problem_is_listed_until_somebody_looked_back_at_it(chronicle: Chronicle) -> None:
    closed(chronicle, "P", "ASSESSMENT_2021")
    chronicle.give("2022-09-20 10:00", INSPECTOR, PassLookBack("现场仍然齐全"), "P")
    [before] = told(chronicle, "2022-09-19 12:00").lines
    assert (before.result, before.looked_on, before.state) == ("未回头看", None, "已销号")
    [after] = told(chronicle, "2022-09-20 12:00").lines
    assert (after.result, after.looked_on and after.looked_on.isoformat()) == ("改到位", "2022-09-20")
    [counted] = told(chronicle).sources
    assert counted.results == {"改到位": 1, "反弹": 0, "虚假整改": 0, "未回头看": 0}


@pytest.mark.requirement("R002-25")
@pytest.mark.parametrize(
    ("command", "result"),
    [(ReportRebound("又缺失", (AFTER,)), "反弹"), (ReportFalse("补写的日期", (AFTER,)), "虚假整改")],
)
def test_what_came_back_or_was_untrue_is_a_result_as_well(
    chronicle: Chronicle, command: ReportRebound | ReportFalse, result: str
) -> None:
    closed(chronicle, "P", "COVERT")
    chronicle.give("2022-09-20 10:00", INSPECTOR, command, "P")
    [line] = told(chronicle).lines
    assert (line.result, line.unit) == (result, TOWN)


@pytest.mark.requirement("R002-25")
def test_every_old_problem_owes_a_look_back_when_it_is_closed() -> None:
    """BASICS is drawn for one only by a share."""
    for source in SOURCES:
        story = given(*to_closed(replace(finding(), source=source)))
        assert story.due(Duty.LOOK_BACK) is not None
    assert given(*to_closed(replace(finding(), source="ON_SITE"))).due(Duty.LOOK_BACK) is None


def test_a_table_is_narrowed_to_a_campaign_and_a_place(chronicle: Chronicle) -> None:
    closed(chronicle, "P", "SCREENING")
    assert len(told(chronicle, unit=TOWN).lines) == 1
    assert told(chronicle, unit="乙镇").lines == ()
    assert told(chronicle, campaign="qijia_2021").lines == ()
