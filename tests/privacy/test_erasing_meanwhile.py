"""Two processes on one store: what is sealed for a subject while its erasure is being decided; what a dry run sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.packs import packs_folder, shipped_calendar
from domain.case import Command
from domain.casework import Caller, Casework
from domain.organisation import Role
from domain.organising import AppointPerson
from domain.privacy import EraseSubject, ErasureGround, HoldGround, PlaceHold
from domain.problem.closing import Satisfaction
from domain.problem.finding import Finding
from domain.problem.looking_back import PassLookBack
from domain.problem.registering import RegisterProblem
from domain.refusal import Refused
from tests.conftest import Database
from tests.monitoring_case.acts import clue
from tests.monitoring_case.people import GRID_WORKER
from tests.monitoring_case.story import whole_organisation
from tests.problem.acts import closed, closing, household_finding, to_close_pending
from tests.problem.people import CADRE, COUNTY, INSPECTOR
from tests.problem.story import Story, instant, packs

SUBJECT = "household/0001"
OFFICER, ARCHIVIST = "隐私专员", "档案员"
ERASE = EraseSubject(SUBJECT, ErasureGround.PERIOD_OVER)
LATER = instant("2033-03-01 09:00")
COMMAND_IDS = count(1)
ANOTHER = RegisterProblem(household_finding())

Meanwhile = Callable[[Casework, Casework, Command, Caller], None]


def by(person: str, at: Any = LATER) -> Caller:
    return Caller(person=person, command_id=f"meanwhile/{next(COMMAND_IDS)}", recorded_at=at)


@pytest.fixture
def two(database: Database) -> Iterator[tuple[Casework, Casework]]:
    """Two processes on one store, in which the one problem of the household was closed ten years ago."""
    with ExitStack() as open_stores:
        stores = [open_stores.enter_context(database.open()) for _ in range(2)]
        calendar = shipped_calendar(packs_folder())
        here, there = (Casework(store.recorder, store.vault, packs(), calendar) for store in stores)
        here.recorder.insert_events(whole_organisation())
        for person, role in ((OFFICER, Role.PRIVACY_OFFICER), (ARCHIVIST, Role.ARCHIVIST)):
            here.handle(
                AppointPerson(person, person, "专员", COUNTY, (role,)), by("导入员", instant("2017-01-02 09:00"))
            )
        long_closed(here)
        yield here, there


def long_closed(casework: Casework) -> None:
    asked = closing(satisfaction=Satisfaction(CADRE, "当面"))
    story = Story(casework).doing(*to_close_pending(of_the_household()), closed(command=asked))
    story.when(PassLookBack("正常"), INSPECTOR, "2022-09-26 10:00").accepted()
    story.when(PassLookBack("正常"), INSPECTOR, "2022-11-25 10:00").accepted()


def of_the_household() -> Finding:
    return household_finding(category="SEC.WATER")


def just_before_the_append(
    casework: Casework, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]
) -> None:
    """Let something happen once, after the process has looked and decided, and before it appends."""
    append, waiting = casework.recorder.insert_events, [meanwhile]

    def insert(*args: Any, **kwargs: Any) -> Any:
        if waiting:
            try:
                waiting.pop()()
            except Refused as refusal:
                raise AssertionError("what was to happen meanwhile was refused") from refusal
        return append(*args, **kwargs)

    monkeypatch.setattr(casework.recorder, "insert_events", insert)


@pytest.mark.requirement("X-05")
@pytest.mark.parametrize(
    ("command", "caller"),
    [
        (ANOTHER, by(INSPECTOR)),
        (replace(clue(), household_ref=SUBJECT), by(GRID_WORKER, instant("2022-12-01 09:00"))),  # days can be counted
    ],
    ids=["a problem", "a monitoring case"],
)
def test_a_case_registered_between_the_look_and_the_append_keeps_its_key(
    two: tuple[Casework, Casework], monkeypatch: pytest.MonkeyPatch, command: Command, caller: Caller
) -> None:
    here, there = two
    just_before_the_append(here, monkeypatch, lambda: there.handle(command, caller))
    with pytest.raises(Refused) as refusal:
        here.handle(ERASE, by(OFFICER))
    assert refusal.value.code == "case_under_way"
    assert not any(key is None for key in here.recorder.wrapped_keys([SUBJECT]).values())  # type: ignore[attr-defined]


def test_a_hold_placed_between_the_look_and_the_append_stands(
    two: tuple[Casework, Casework], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = two
    hold = PlaceHold(SUBJECT, HoldGround.REFERRAL, "第3号移交")
    just_before_the_append(here, monkeypatch, lambda: there.handle(hold, by(ARCHIVIST)))
    with pytest.raises(Refused) as refusal:
        here.handle(ERASE, by(OFFICER))
    assert refusal.value.code == "hold_stands"


def test_what_is_sealed_for_others_meanwhile_is_no_conflict(
    two: tuple[Casework, Casework], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = two
    other = replace(household_finding(), household_ref="household/0002")
    just_before_the_append(here, monkeypatch, lambda: there.handle(RegisterProblem(other), by(INSPECTOR)))
    assert here.handle(ERASE, by(OFFICER)).events


def test_a_registration_that_comes_after_the_append_is_refused(
    two: tuple[Casework, Casework], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = two
    just_before_the_append(there, monkeypatch, lambda: here.handle(ERASE, by(OFFICER)))
    with pytest.raises(Refused) as refusal:
        there.handle(ANOTHER, by(INSPECTOR))
    assert refusal.value.code == "key_destroyed"


def test_a_dry_run_notices_that_the_key_is_gone(two: tuple[Casework, Casework]) -> None:
    here, there = two
    assert there.rehearse(ANOTHER, by(INSPECTOR))
    last = here.recorder.max_notification_id() or 0
    assert here.rehearse(ERASE, by(OFFICER))
    assert here.recorder.max_notification_id() == last
    assert there.rehearse(ANOTHER, by(INSPECTOR)), "a dry run of an erasure destroys nothing"
    here.handle(ERASE, by(OFFICER))
    for command, person, code in ((ANOTHER, INSPECTOR, "key_destroyed"), (ERASE, CADRE, "not_permitted")):
        with pytest.raises(Refused) as refusal:
            there.rehearse(command, by(person))
        assert refusal.value.code == code
    with pytest.raises(Refused) as refusal:
        there.rehearse(ERASE, by(OFFICER, instant("2033-03-02 09:00")))
    assert refusal.value.code == "erased_already"
