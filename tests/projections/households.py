"""Households of August 2022 to May 2023 as chronicles: those of the ledger, and those of the summary of two moments."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from domain.monitoring_case.assisting import RecordAid, RecordVisit
from domain.monitoring_case.entering import ApproveCase, EnterSystem, RejectCase, ReviewByTown
from domain.monitoring_case.household_register import AidKind, RecordAidGiven
from domain.monitoring_case.monitoring_case import ClueSource, HouseholdKind, MonitorClass, Risk, RiskKind
from domain.monitoring_case.verifying import MemberDraft, RegisterClue
from domain.problem.classification import Scope
from domain.problem.finding import Finding
from domain.problem.problem import Place
from domain.problem.registering import RegisterProblem
from tests.monitoring_case.acts import (
    MET,
    PAPER,
    POSTED,
    TO_ASSISTED,
    clue,
    urgently_helped,
    verification,
)
from tests.monitoring_case.people import APPROVER, GRID_WORKER, HELP_CONTACT, INSURER, RESIDENT, TOWN_REVIEWER
from tests.problem.people import CADRE, COUNTY, OFFICE, TOWN, VILLAGE
from tests.projections.chronicle import Chronicle

CAMPAIGN = "xiaoxian_2022"
POOR = (Risk(RiskKind.INCOME),)


def tell_the_ledger(story: Chronicle) -> None:
    """helped: entered on day 13 with everything; late: entered on day 16; waiting: verified, entered by nobody."""
    for act in (TO_ASSISTED[0], urgently_helped()):
        story.give(act.at, act.by, act.command, "helped")
    found = replace(clue("household/0008", kind=HouseholdKind.ORDINARY), source=ClueSource.SELF_REPORT)
    story.give("2022-08-10 16:10", CADRE, found, "late")
    story.give("2022-08-10 16:20", INSURER, clue("household/0009"), "waiting")
    for case in ("helped", "late", "waiting"):
        story.give("2022-08-12 09:00", GRID_WORKER, verification(), case)
    for case in ("helped", "late"):
        story.give("2022-08-12 15:00", CADRE, MET, case)
        story.give("2022-08-13 09:00", CADRE, POSTED, case)
        story.give("2022-08-19 10:00", TOWN_REVIEWER, ReviewByTown("同意"), case)
    story.give("2022-08-22 10:00", APPROVER, ApproveCase(MonitorClass.UNSTABLE), "helped")
    story.give("2022-08-22 10:10", APPROVER, ApproveCase(MonitorClass.SUDDEN), "late")
    story.give("2022-08-23 10:00", TOWN_REVIEWER, EnterSystem("3413-0007"), "helped")
    story.give("2022-08-26 10:00", TOWN_REVIEWER, EnterSystem("3413-0008"), "late")
    story.give("2022-08-30 10:00", HELP_CONTACT, TO_ASSISTED[-1].command, "helped")
    story.give("2022-09-05 10:00", HELP_CONTACT, RecordVisit("报销到账", date(2022, 9, 1)), "helped")
    story.give("2022-09-25 10:00", HELP_CONTACT, RecordVisit("正常"), "helped")
    story.give("2022-09-26 10:00", RESIDENT, RecordVisit("正常"), "helped")
    story.give("2022-09-27 10:00", HELP_CONTACT, RecordAid(AidKind.JOB, "公益岗上岗"), "helped")
    beside = RecordAidGiven("household/0010", VILLAGE, AidKind.INCOME, "临时救助", (PAPER,))
    story.give("2022-09-28 10:00", TOWN_REVIEWER, beside, "beside")


# --- the households of the summary ----------------------------------------------------------------------------------


def problem(category: str, household: str) -> RegisterProblem:
    found = Finding(
        CAMPAIGN,
        category,
        "排查发现的问题",
        scope=Scope.HOUSEHOLD,
        place=Place(COUNTY, TOWN, VILLAGE),
        household_ref=household,
        householder="某某某",
    )
    return RegisterProblem(found)


def out_of(story: Chronicle, case: str, household: str) -> RegisterClue:
    source = {"source": ClueSource.PROBLEM, "problem": story.cases[case]}
    return replace(clue(household, risks=POOR), **source)


def proposed(story: Chronicle, case: str, household: str, source: str, members: int, met_at: str) -> None:
    """Found and verified on the morning of the day on which the village meets."""
    day = met_at[:10]
    family = tuple(MemberDraft(f"成员{number}") for number in range(1, members + 1))
    story.give(f"{day} 08:00", OFFICE, out_of(story, source, household), case)
    seen = verification(members=family, risks=POOR, second_worker=RESIDENT)
    story.give(f"{day} 09:00", GRID_WORKER, seen, case)
    story.give(met_at, CADRE, MET, case)


def tell_three_households(story: Chronicle) -> None:
    """M1 of a monitoring problem, M2 of a housing problem and rejected by the county, M3 of an income problem."""
    story.give("2022-08-11 12:00", OFFICE, problem("MONITORING", "household/1"), "P9")
    story.give("2022-08-13 12:00", OFFICE, problem("SEC.HOUSE", "household/2"), "P6")
    story.give("2022-08-15 12:00", OFFICE, problem("INCOME", "household/3"), "P3")
    proposed(story, "M1", "household/1", "P9", 4, "2022-08-16 12:00")
    proposed(story, "M2", "household/2", "P6", 2, "2022-08-21 12:00")
    story.give("2022-08-21 15:00", CADRE, POSTED, "M2")
    proposed(story, "M3", "household/3", "P3", 5, "2022-08-26 12:00")
    story.give("2022-08-27 09:00", TOWN_REVIEWER, ReviewByTown("同意"), "M2")
    story.give("2022-08-27 12:00", APPROVER, RejectCase("有稳定收入", "已当面说明"), "M2")
    story.pass_until("2022-09-30 12:00")
