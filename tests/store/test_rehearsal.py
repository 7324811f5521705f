"""Commands that are tried out read what is in the store and leave nothing in it, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from eventsourcing.persistence import IntegrityError

from adapters.event_store.opening import OpenStore
from adapters.packs import packs_folder, shipped_calendar
from adapters.rehearsal import Rehearsal
from domain.calendar import SHANGHAI
from domain.case import Command
from domain.casework import Caller, Casework
from domain.problem.claiming import Claim
from domain.problem.planning import SubmitPlan
from domain.problem.problem import Stage
from domain.problem.registering import Dispatch, RegisterProblem
from domain.refusal import Refused
from tests.conftest import Database
from tests.problem.acts import DUE, MEASURES, finding
from tests.problem.people import HEAD, LEADER, OFFICE, PERSON, POSTS, TOWN, UNITS
from tests.problem.story import packs

NINE = datetime(2022, 8, 8, 9, 0, tzinfo=SHANGHAI).astimezone(UTC)
REGISTERED = (RegisterProblem(finding()), OFFICE), (Dispatch(TOWN, due_on=DUE), OFFICE)
CLAIMED = (Claim(LEADER, PERSON), HEAD)
PLANNED = (SubmitPlan(MEASURES), PERSON)


@pytest.fixture
def store(database: Database) -> Iterator[OpenStore]:
    with database.open() as opened:
        yield opened


@pytest.fixture
def casework(store: OpenStore) -> Casework:
    made = Casework(store.recorder, store.vault, packs(), shipped_calendar(packs_folder()))
    for number, command in enumerate((*UNITS, *POSTS)):
        made.handle(command, by("操作员", f"organise:{number}"))
    return made


def by(person: str, command_id: str) -> Caller:
    return Caller(person=person, command_id=command_id, recorded_at=NINE)


def given(*acts: tuple[Command, str]) -> list[tuple[Command, Caller]]:
    return [(command, by(person, f"row:{type(command).__name__}")) for command, person in acts]


def count(store: OpenStore) -> int | None:
    return store.recorder.max_notification_id()


def test_commands_that_follow_on_one_another_are_tried_and_nothing_is_kept(
    store: OpenStore, casework: Casework
) -> None:
    before = count(store)
    assert Rehearsal(casework).attempt(given(*REGISTERED, CLAIMED, PLANNED)) > 4
    assert count(store) == before


def test_they_are_tried_on_top_of_what_is_there(store: OpenStore, casework: Casework) -> None:
    rehearsal = Rehearsal(casework)
    register, dispatch = given(*REGISTERED)
    case_id = casework.handle(*register).case_id
    casework.handle(*dispatch, case_id)
    assert rehearsal.attempt(given(CLAIMED, PLANNED), case_id) == 2
    assert casework.problem(case_id).stage is Stage.DISPATCHED
    with pytest.raises(Refused, match="wrong_stage"):
        rehearsal.attempt([(CLAIMED[0], by(HEAD, "again"))], case_id)  # what was tried is in view
    rehearsal.forget()
    assert rehearsal.attempt(given(CLAIMED), case_id) == 1


def test_what_is_known_already_adds_nothing_and_another_body_is_refused(casework: Casework) -> None:
    rehearsal = Rehearsal(casework)
    register, _ = given(*REGISTERED)
    case_id = casework.handle(*register).case_id
    assert rehearsal.attempt([register]) == 0
    with pytest.raises(Refused, match="same_id_other_body"):
        rehearsal.attempt([(RegisterProblem(finding(content="另一个问题")), register[1])], case_id)


def test_what_really_happened_after_a_trial_is_met_by_the_next_one(casework: Casework) -> None:
    rehearsal = Rehearsal(casework)
    rehearsal.attempt(given(*REGISTERED))
    rehearsal.forget()
    register, dispatch = given(*REGISTERED)
    case_id = casework.handle(*register).case_id
    casework.handle(*dispatch, case_id)
    assert rehearsal.attempt(given(*REGISTERED)) == 0
    assert rehearsal.attempt(given(CLAIMED), case_id) == 1
    assert casework.handle(*given(CLAIMED)[0], case_id).version == 4


def test_refusals_by_authority_are_told_beside_it(store: OpenStore, casework: Casework) -> None:
    rehearsal = Rehearsal(casework)
    with pytest.raises(Refused):
        rehearsal.attempt([(RegisterProblem(finding()), by(LEADER, "not his"))])
    assert [line.command for line in rehearsal.audit_log] == ["RegisterProblem"]


def test_what_was_tried_is_kept_in_one_append_and_then_seen_by_everybody(store: OpenStore, casework: Casework) -> None:
    rehearsal = Rehearsal(casework)
    before = count(store) or 0
    added = rehearsal.attempt(given(*REGISTERED, CLAIMED, PLANNED))
    rehearsal.keep()
    assert (count(store) or 0) > before + added - 1
    case_id = casework.handle(*given(*REGISTERED)[0]).case_id  # the same command again: it is there
    problem = casework.problem(case_id)
    assert problem.stage is Stage.PLAN_REVIEW
    fresh = Casework(store.recorder, casework.vault, casework.packs, casework.calendar).problem(case_id)
    assert fresh == problem
    assert casework.vault.reveal([problem.content.ref]) == {problem.content.ref: finding().content}


def test_if_somebody_else_was_there_meanwhile_nothing_of_it_is_kept(store: OpenStore, casework: Casework) -> None:
    rehearsal = Rehearsal(casework)
    rehearsal.attempt(given(*REGISTERED))
    others = RegisterProblem(finding(content="别人登记的"))
    taken = casework.handle(others, by(OFFICE, "meanwhile"))  # the next number of the place
    before = count(store)
    with pytest.raises(IntegrityError):
        rehearsal.keep()
    assert count(store) == before
    assert casework.problem(taken.case_id).number.endswith("0001")
    register, _ = given(*REGISTERED)
    assert casework.problem(casework.handle(*register).case_id).number.endswith("0002")
    assert rehearsal.attempt([register]) == 0
