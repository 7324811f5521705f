"""The one load: an office with cases of several kinds, and a clerk whose commands follow them through their lives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from adapters.play.bringing import CannotBring, draw_of, next_command, whoever_may
from adapters.play.steps import Bring
from adapters.play.world import World
from domain.calendar import SHANGHAI
from domain.case import Command
from domain.casework import Casework
from domain.duty.performing import TakeUpDuty
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.problem.claiming import Claim, OverturnRefusal, RefusalReason, RefuseClaim
from domain.problem.closing import RefuseClose
from domain.problem.planning import ReturnPlan
from domain.problem.problem import Problem, Stage
from domain.problem.rechecking import FourCheck, ReturnRectification
from domain.problem.rectifying import GrantExtension, ReportProgress, RequestExtension
from domain.problem.registering import Dispatch, RegisterProblem
from domain.problem.suspending import GrantPause, RequestSuspension, SuspendReason
from tests.faults.journal import Order
from tests.monitoring_case import people as neighbours
from tests.monitoring_case.acts import clue
from tests.problem.acts import finding
from tests.problem.people import BYSTANDER, COUNTY, HEAD, LEADER, OFFICE, OTHER_TOWN, PERSON, POSTS, TOWN, UNITS

SECRETARY = "县委书记"
OFFICIALS = (*POSTS, *neighbours.POSTS, AppointPerson(SECRETARY, SECRETARY, "书记", COUNTY, (Role.HEAD,)))
PLACES = (*UNITS, *neighbours.UNITS, *(EstablishUnit(name, UnitKind.VILLAGE, TOWN) for name in ("南村", "北村")))
PACK = "xiaoxian_2022"


def setting() -> Iterator[tuple[Command, str]]:
    """The units and the people, each command with who gives it."""
    yield from ((command, "导入员") for command in (*PLACES, *OFFICIALS))
    yield TakeUpDuty("qijia_2021", "COUNTY_SECRETARY", COUNTY, SECRETARY, ""), OFFICE


def problem(number: int) -> RegisterProblem:
    return RegisterProblem(finding(PACK, content=f"第{number}处资料更新不及时", town=(TOWN, OTHER_TOWN)[number % 2]))


def household(number: int) -> Command:
    return clue(f"household/{number:05}", PACK)


class Clerk:
    """Draws what is asked next, from what the cases have come to; ``drawn`` is where the draw begins."""

    def __init__(self, casework: Casework, cases: list[UUID], prefix: str, number: int, drawn: str) -> None:
        self.casework = casework
        self.cases = cases
        self.prefix = prefix
        self.number = number
        self.random = random.Random(drawn)
        self.world = World(casework)

    def order(self, command: Command, by: str, case_id: UUID | None = None) -> Order:
        self.number += 1
        return Order(f"{self.prefix}/{self.number}", command, by, case_id)

    def next(self, now: datetime) -> Order | None:
        """What is asked at this instant; None if nobody may, or nothing leads on."""
        self.world.now = now
        kind = self.random.random()
        if kind < 0.04:
            return self.order(household(self.number), neighbours.GRID_WORKER)
        if kind < 0.14 or not self.cases:
            return self.order(problem(self.number), OFFICE)
        case_id = self.random.choice(self.cases[-200:])
        state = self.casework.load(case_id, fresh=True).state
        try:
            return self.go_on(state, case_id, now.astimezone(SHANGHAI).date(), kind)
        except CannotBring:
            return None

    def go_on(self, state: Problem, case_id: UUID, today: date, kind: float) -> Order:
        """One step on the main path, one aside from it, or one that will be refused. Raises CannotBring."""
        if kind > 0.97:
            return self.order(Claim(LEADER, PERSON), BYSTANDER, case_id)
        if kind > 0.75 and (aside := self.aside(state, today)):
            return self.order(aside, whoever_may(aside, state, (HEAD,), self.world), case_id)
        if state.stage in (Stage.CHECK_1, Stage.CHECK_2, Stage.CHECK_3) and state.current.pooled:
            command, by, pool = next(draw_of(state, self.bring(today), self.world))
            return self.order(command, by, pool)
        command = next_command(state, self.bring(today), self.world)
        return self.order(command, whoever_may(command, state, (), self.world), case_id)

    def bring(self, today: date) -> Bring:
        return Bring((), Stage.CLOSED, dispatch=self.dispatch(today))

    def dispatch(self, today: date) -> Dispatch:
        return Dispatch(self.random.choice((TOWN, OTHER_TOWN)), due_on=today + timedelta(self.random.randint(1, 12)))

    def aside(self, state: Problem, today: date) -> Any:
        """What people also do at this stage."""
        later = today + timedelta(self.random.randint(2, 20))
        choices: dict[Stage, tuple[Any, ...]] = {
            Stage.DISPATCHED: (RefuseClaim(RefusalReason.NOT_TRUE, "辖区内不存在"),),
            Stage.REFUSED: (OverturnRefusal("现场核实存在", LEADER, PERSON),),
            Stage.CLAIMED: (ReportProgress("正在核对"), RequestExtension("连日降雨", later)),
            Stage.PLAN_REVIEW: (ReturnPlan("措施不具体"),),
            Stage.RECTIFYING: (
                *(ReportProgress("正在核对"), RequestExtension("连日降雨", later), GrantExtension(), GrantPause()),
                RequestSuspension(SuspendReason.SEASON, "等待施工季节", later),
            ),
            Stage.CHECK_1: (ReturnRectification((FourCheck.EFFECT_MET,), "成效不达标"),),
            Stage.CLOSE_PENDING: (RefuseClose((FourCheck.CAUSE_CLEAR,), "原因未查明"),),
        }
        offered = choices.get(state.stage, ())
        return self.random.choice(offered) if offered else None
