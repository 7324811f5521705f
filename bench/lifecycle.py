"""One problem's whole life, as often as wanted: seventeen commands of five people, twenty events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

from adapters.event_store.opening import OpenStore, open_in_memory
from adapters.packs import load_packs, packs_folder, shipped_calendar
from domain.calendar import SHANGHAI
from domain.case import Command
from domain.casework import Caller, Casework, Recorded
from domain.loading import EventMapper
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.problem.claiming import Claim
from domain.problem.classification import Scope
from domain.problem.closing import ApproveClose, Check, Satisfaction
from domain.problem.finding import Finding
from domain.problem.planning import ApprovePlan, MeasureDraft, SubmitPlan
from domain.problem.problem import Evidence, Place
from domain.problem.rechecking import FourCheck, PassLayer, ReturnRectification
from domain.problem.rectifying import AddEvidence, GrantExtension, ReportProgress, RequestExtension, SubmitForRecheck
from domain.problem.registering import Dispatch, RegisterProblem

CAMPAIGN = "heyuan_2018"
UNITS = (
    EstablishUnit("示例市", UnitKind.CITY),
    EstablishUnit("示例县", UnitKind.COUNTY, "示例市"),
    EstablishUnit("县攻坚办", UnitKind.OFFICE, "示例县"),
    EstablishUnit("督查组", UnitKind.GROUP, "示例县"),
    EstablishUnit("示例镇", UnitKind.TOWN, "示例县"),
)
PEOPLE = (
    AppointPerson("office", "办公室干部", "主任", "县攻坚办", (Role.OFFICE,)),
    AppointPerson("inspector", "督查干部", "组员", "督查组", (Role.INSPECTOR,)),
    AppointPerson("head", "镇长", "镇长", "示例镇", (Role.HEAD,)),
    AppointPerson("leader", "分管领导", "副镇长", "示例镇", (Role.RESP_LEADER,)),
    AppointPerson("person", "经办干部", "干事", "示例镇", (Role.RESP_PERSON,)),
)

TEXT = "经实地核查，该户住房屋面漏雨，厨房与卧室未分开，帮扶责任人三个月未入户，相关台账与实际情况不一致。"
HOLDS = Check(True, TEXT)
PHOTO = Evidence("a" * 64)
AFTER_REGISTERING: tuple[tuple[str, str, Command], ...] = (
    ("09-10T10:00", "office", Dispatch("示例镇", due_on=date(2018, 9, 28))),
    ("09-11T10:00", "head", Claim("leader", "person")),
    ("09-12T10:00", "person", SubmitPlan((MeasureDraft(TEXT), MeasureDraft(TEXT), MeasureDraft(TEXT)))),
    ("09-12T15:00", "office", ApprovePlan()),
    ("09-18T10:00", "person", ReportProgress(TEXT, (1,))),
    ("09-20T10:00", "person", AddEvidence((PHOTO,))),
    ("09-26T10:00", "person", ReportProgress(TEXT, (2,))),  # a reminder fell due the day before: it is settled first
    ("09-27T10:00", "head", RequestExtension(TEXT, date(2018, 10, 31))),
    ("09-27T15:00", "office", GrantExtension()),
    ("10-10T10:00", "person", ReportProgress(TEXT, (3,))),
    ("10-29T10:00", "person", SubmitForRecheck(TEXT, ("leader",), (), (PHOTO,))),  # again a reminder before it
    ("10-29T15:00", "inspector", ReturnRectification((FourCheck.RECTIFIED,), TEXT)),
    ("10-30T09:00", "person", AddEvidence((PHOTO,))),
    ("10-30T10:00", "person", SubmitForRecheck(TEXT, ("leader",), (), (PHOTO,))),
    ("10-30T15:00", "inspector", PassLayer(TEXT)),
    (
        "10-31T10:00",
        "office",
        ApproveClose(HOLDS, HOLDS, HOLDS, HOLDS, TEXT, satisfaction=Satisfaction("office", "当面")),
    ),
)
COMMANDS = 1 + len(AFTER_REGISTERING)


def casework_on(store: OpenStore) -> Casework:
    """A casework of the shipped rules on an empty store, with the people appointed."""
    folder = packs_folder()
    casework = Casework(store.recorder, store.vault, load_packs(folder), shipped_calendar(folder))
    for number, command in enumerate((*UNITS, *PEOPLE)):
        casework.handle(command, caller("operator", f"organisation {number}", "09-01T08:00"))
    return casework


def live(casework: Casework) -> Iterator[Recorded]:
    """A new problem from 登记 to 销号, with the answer to every command."""
    name = uuid4().hex
    finding = Finding(
        CAMPAIGN,
        "H3",
        TEXT,
        Scope.HOUSEHOLD,
        place=Place(county="示例县", town="示例镇"),
        household_ref=f"household {name}",
        householder="户主",
    )
    registered = casework.handle(RegisterProblem(finding), caller("inspector", f"{name}/register", "09-10T09:00"))
    yield registered
    for number, (at, person, command) in enumerate(AFTER_REGISTERING):
        yield casework.handle(command, caller(person, f"{name}/{number}", at), registered.case_id)


def live_through(casework: Casework, problems: int = 1) -> None:
    for _ in range(problems):
        for _ in live(casework):
            pass


def payloads() -> list[list[tuple[str, bytes]]]:
    """Topic and bytes of the events that a life adds to its case, command by command."""
    mapper = EventMapper()
    with open_in_memory() as store:
        stored = [map(mapper.to_stored_event, recorded.events) for recorded in live(casework_on(store))]
        return [[(event.topic, event.state) for event in events] for events in stored]


def caller(person: str, command_id: str, at: str) -> Caller:
    instant = datetime.fromisoformat(f"2018-{at}").replace(tzinfo=SHANGHAI).astimezone(UTC)
    return Caller(person=person, command_id=command_id, recorded_at=instant)
