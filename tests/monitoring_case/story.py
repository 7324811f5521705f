"""Stories of households at risk: given-when-then over the real casework, with their people and procedures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from adapters.event_store.memory import MemoryRecorder
from adapters.packs import packs_folder, shipped_calendar
from adapters.vault import SealingVault
from domain.casework import Caller, Casework
from domain.event_table import EVENTS
from domain.events import Event, topic
from domain.monitoring_case.household_register import HouseholdRegister, register_of
from domain.monitoring_case.monitoring_case import MonitoringCase
from domain.monitoring_case.procedure import MonitoringRules, Procedure, ProcedureStep, Purpose
from domain.organisation import ORGANISATION_ID
from domain.pack import Pack
from domain.sealing import Sealed
from tests.monitoring_case.people import POSTS, UNITS
from tests.problem.story import MASTER_KEY, Act, Story, instant, organisation_events, packs

TWO_NOTICES, TWO_REVIEWS, MATCHED_FIRST = "two_notices", "two_reviews", "matched_first"
WITHOUT_LEAF = "without_leaf"
MATCHING = Procedure(
    "matching",
    "先比对后评议",
    Purpose.INCLUSION,
    (ProcedureStep.VERIFY, ProcedureStep.DATA_MATCH, ProcedureStep.REVIEW_MEETING, ProcedureStep.PUBLIC_NOTICE),
)
RULES = {
    TWO_NOTICES: MonitoringRules(profiles=("monitor_two_notices",), departments=("医保局", "住建局")),
    TWO_REVIEWS: MonitoringRules(profiles=("id_2020", "exit_2020")),
    MATCHED_FIRST: MonitoringRules(procedures=(MATCHING,)),
}


@cache
def places() -> dict[str, Pack]:
    """The packs as shipped, and some with other procedures."""
    base = packs()["xiaoxian_2022"]
    others = {name: replace(base, id=name, monitoring=rules) for name, rules in RULES.items()}
    leaves = tuple(category for category in base.taxonomy if category.code != base.monitoring.category)
    return packs() | others | {WITHOUT_LEAF: replace(base, id=WITHOUT_LEAF, taxonomy=leaves)}


def empty_casework() -> Casework:
    recorder = MemoryRecorder()
    return Casework(recorder, SealingVault(MASTER_KEY, recorder), places(), shipped_calendar(packs_folder()))


@cache
def whole_organisation() -> tuple[Any, ...]:
    casework = empty_casework()
    casework.recorder.insert_events(organisation_events())
    for number, command in enumerate((*UNITS, *POSTS)):
        caller = Caller(person="导入员", command_id=f"field/{number}", recorded_at=instant("2017-01-01 09:00"))
        casework.handle(command, caller)
    return tuple(casework.recorder.select_events(ORGANISATION_ID))


def staffed() -> Casework:
    """A casework with the people of the problems and those of the households."""
    casework = empty_casework()
    casework.recorder.insert_events(whole_organisation())
    return casework


class HouseholdStory(Story):
    """The story of one case of a household."""

    @property
    def monitored(self) -> MonitoringCase:
        state = self.state
        assert isinstance(state, MonitoringCase)
        return state

    def register(self, household_ref: str) -> HouseholdRegister:
        state = self.casework.load(register_of(household_ref), fresh=True).state
        assert isinstance(state, HouseholdRegister)
        return state


def given(*acts: Act, casework: Casework | None = None) -> HouseholdStory:
    """A case to which these acts happened; without any, nobody is monitored yet."""
    story = HouseholdStory(casework or staffed())
    story.doing(*acts)
    return story


def everything(story: Story) -> list[Event]:
    """The whole log in its order, without the organisation."""
    stored: Any = story.casework.recorder.select_notifications(None, 100_000)
    events = [EVENTS.decode(one.topic, one.state) for one in stored]
    return [event for event in events if not topic(type(event)).startswith("organisation.")]


def sealed_texts(story: Story) -> list[tuple[str, str]]:
    """Under whose key each text of the case is sealed, and what it is said to be."""
    refs = [sealed.ref for event in story.history for sealed in sealed_in(event)]
    return [(value.subject, value.field) for value, _ in story.casework.recorder.sealed_values(refs)]


def sealed_in(value: Any) -> Iterator[Sealed]:
    match value:
        case Sealed():
            yield value
        case tuple():
            for item in value:
                yield from sealed_in(item)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from sealed_in(getattr(value, name))
