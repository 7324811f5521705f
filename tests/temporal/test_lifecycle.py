"""The lifecycle on a server that skips time: what it waits for, what it lets happen, when it ends."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError, WorkflowHandle
from temporalio.service import RPCError

from adapters.day_tables import load_tables
from adapters.packs import packs_folder
from adapters.recounting import COMMANDS
from adapters.temporal.lifecycles import Nudge, workflow_id
from domain.calendar import BusinessCalendar, DayTable, Holiday
from domain.problem.problem import Problem, Stage
from domain.problem.registering import Dispatch
from tests.temporal.office import (
    CLAIM_ENDS_AT,
    DISPATCHED_AT,
    NOT_CLAIMED_WARNED_AT,
    OFFICE,
    TOWN,
    Office,
    at,
    open_office,
)
from tests.temporal.serving import details
from tests.temporal.skipping import SkippingTime, skipping_time
from workflows.problem_lifecycle import WAITS_FOR


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def handle_of(time: SkippingTime, case_id: UUID) -> WorkflowHandle[Any, Any]:
    return time.lifecycles.client.get_workflow_handle(workflow_id("problem", case_id))


def test_every_stage_of_the_domain_has_its_words() -> None:
    assert WAITS_FOR.keys() == set(Stage)


def test_what_falls_due_happens_at_its_instant_and_names_the_workflow_as_its_cause(office: Office) -> None:
    async def scenario() -> None:
        async with skipping_time(office, DISPATCHED_AT) as time:
            case_id = office.dispatched_problem()
            await time.tell(office, case_id)
            await time.reach(at("2022-08-15 09:01"))
            run_id = (await handle_of(time, case_id).describe()).run_id
            cause = f"workflow {workflow_id('problem', case_id)} run {run_id} attempt 1"
            assert office.happened(case_id)[-2:] == [
                ("ClaimExpired", CLAIM_ENDS_AT),
                ("EscalationReached", NOT_CLAIMED_WARNED_AT),
            ]
            assert office.moments_let(case_id) == [("ClaimExpired", cause), ("EscalationReached", cause)]

    asyncio.run(scenario())


def test_a_change_heard_in_time_moves_the_timer(office: Office) -> None:
    async def scenario() -> None:
        async with skipping_time(office, DISPATCHED_AT) as time:
            case_id = office.dispatched_problem()
            await time.tell(office, case_id)
            await time.reach(at("2022-08-12 10:00"))
            office.claim(case_id, at("2022-08-12 10:00"))
            await time.tell(office, case_id)
            await time.reach(at("2022-08-15 23:00"))
            assert "ClaimExpired" not in [name for name, _ in office.happened(case_id)]
            assert "报送整改方案" in await details(time.lifecycles.client, case_id)

    asyncio.run(scenario())


def test_a_calendar_replaced_while_it_waits_moves_the_timer_by_the_recount_alone(office: Office) -> None:
    """Two working days from 31 December: until the 5th by the law alone, until the 3rd by a notice with worked days."""
    year = DayTable(
        2027,
        1,
        ("国办发明电〔2026〕0号",),
        (Holiday("元旦", date(2027, 1, 1), date(2027, 1, 1)),),
        (date(2027, 1, 2), date(2027, 1, 3)),
    )

    async def scenario() -> None:
        began = at("2026-12-31 10:00")
        async with skipping_time(office, began) as time:
            moved, kept = (office.registered_problem(began) for _ in range(2))
            for case_id in (moved, kept):
                office.give(Dispatch(TOWN, due_on=date(2027, 3, 1)), OFFICE, began, case_id)
                await time.tell(office, case_id)
            await time.reach(at("2027-01-01 10:00"))
            office.casework.calendar = BusinessCalendar([*load_tables(packs_folder() / "calendar"), year])
            office.give(COMMANDS[Problem]("2027年放假安排公布"), OFFICE, at("2027-01-01 10:00"), moved)
            await time.tell(office, moved)
            await time.reach(at("2027-01-04 08:00"))
            expired = ("ClaimExpired", at("2027-01-04 00:00"))
            assert office.happened(moved)[-1] == expired
            assert "ClaimExpired" not in [name for name, _ in office.happened(kept)], "nobody recounted it"
            await time.reach(at("2027-01-06 08:00"))
            assert ("ClaimExpired", at("2027-01-06 00:00")) in office.happened(kept)
            assert [name for name, _ in office.moments_let(moved)].count("ClaimExpired") == 1

    asyncio.run(scenario())


def test_late_doubled_and_reordered_signals_do_no_harm(office: Office) -> None:
    async def scenario() -> None:
        async with skipping_time(office, DISPATCHED_AT) as time:
            case_id = office.dispatched_problem()
            for version in (3, 1, 3, 2, 3):
                await time.lifecycles.nudge(Nudge("problem", case_id, version))
            await time.reach(at("2022-08-15 09:01"))
            for version in (2, 5, 4):
                await time.lifecycles.nudge(Nudge("problem", case_id, version))
            await time.reach(at("2022-08-15 10:00"))
            assert [name for name, _ in office.moments_let(case_id)] == ["ClaimExpired", "EscalationReached"]

    asyncio.run(scenario())


def test_the_page_says_in_words_what_is_waited_for_and_until_when(office: Office) -> None:
    async def scenario() -> None:
        async with skipping_time(office, DISPATCHED_AT) as time:
            case_id = office.dispatched_problem()
            await time.tell(office, case_id)
            await time.reach(at("2022-08-10 09:01"))
            assert (await details(time.lifecycles.client, case_id)).split("\n\n") == [
                "已交办，等待责任单位认领；逾期未认领的转入核实。",
                "整改时限：2022-08-19",
                "下一个时点：认领期限，2022-08-12 24:00（北京时间）",
            ]
            await time.reach(at("2022-08-13 00:01"))
            assert "未认领，等待核实裁定" in await details(time.lifecycles.client, case_id)

    asyncio.run(scenario())


def test_a_run_ends_when_there_is_nothing_to_wait_for_and_the_next_change_begins_another(office: Office) -> None:
    async def scenario() -> None:
        async with skipping_time(office, DISPATCHED_AT) as time:
            case_id = office.registered_problem()
            await time.lifecycles.begin(Nudge("problem", case_id, office.version(case_id)))
            await handle_of(time, case_id).result()
            office.dispatch(case_id)
            await time.tell(office, case_id)
            await time.reach(at("2022-08-13 00:01"))
            assert office.happened(case_id)[-1] == ("ClaimExpired", CLAIM_ENDS_AT)

    asyncio.run(scenario())


def test_for_a_case_that_waits_for_nothing_no_workflow_is_started(office: Office) -> None:
    async def scenario() -> None:
        async with skipping_time(office, DISPATCHED_AT) as time:
            case_id = office.registered_problem()
            await time.tell(office, case_id)
            with pytest.raises(RPCError, match="not found"):
                await handle_of(time, case_id).describe()

    asyncio.run(scenario())


def test_a_version_that_the_store_lacks_is_given_up_and_the_moment_still_happens(office: Office) -> None:
    async def scenario() -> None:
        async with skipping_time(office, DISPATCHED_AT) as time:
            case_id = office.dispatched_problem()
            await time.lifecycles.nudge(Nudge("problem", case_id, 99))
            await time.reach(at("2022-08-13 00:01"))
            assert office.happened(case_id)[-1] == ("ClaimExpired", CLAIM_ENDS_AT)
            assert len((await handle_of(time, case_id).fetch_history()).events) < 50

    asyncio.run(scenario())


def test_a_case_that_the_store_does_not_have_is_not_waited_for(office: Office) -> None:
    async def scenario() -> None:
        async with skipping_time(office, DISPATCHED_AT) as time:
            lost = uuid4()
            await time.lifecycles.nudge(Nudge("problem", lost, 3))
            await handle_of(time, lost).result()

    asyncio.run(scenario())


def test_a_server_whose_clock_runs_ahead_is_told_not_due_until_the_moment_has_come(office: Office) -> None:
    async def scenario() -> None:
        async with skipping_time(office, DISPATCHED_AT, ahead=timedelta(seconds=2)) as time:
            case_id = office.dispatched_problem()
            await time.tell(office, case_id)
            await time.reach(at("2022-08-13 00:01"))
            [expired] = [e for e in office.events(case_id) if type(e).__name__ == "ClaimExpired"]
            assert expired.occurred_at == CLAIM_ENDS_AT <= expired.timestamp
            assert "not_due" in await answers(time, case_id)

    asyncio.run(scenario())


async def answers(time: SkippingTime, case_id: UUID) -> list[str]:
    """What the case answered when it was asked to let a moment happen, in order."""
    history = await handle_of(time, case_id).fetch_history()
    markers = [e.marker_recorded_event_attributes.details for e in history.events]
    asked = [(msgspec.json.decode(m["data"].payloads[0].data), m["result"].payloads[0].data) for m in markers if m]
    return [msgspec.json.decode(answer)["answer"] for question, answer in asked if question["activity_type"] == "let"]


def test_a_cancelled_lifecycle_ends_as_cancelled(office: Office) -> None:
    async def scenario() -> None:
        async with skipping_time(office, DISPATCHED_AT) as time:
            case_id = office.dispatched_problem()
            await time.tell(office, case_id)
            await handle_of(time, case_id).cancel()
            with pytest.raises(WorkflowFailureError):
                await handle_of(time, case_id).result()
            assert (await handle_of(time, case_id).describe()).status is WorkflowExecutionStatus.CANCELED

    asyncio.run(scenario())


def test_no_personal_value_and_no_free_text_is_in_any_message(office: Office) -> None:
    async def scenario() -> None:
        async with skipping_time(office, DISPATCHED_AT) as time:
            case_id = office.dispatched_problem(householder="金丝雀")
            await time.tell(office, case_id)
            await time.reach(at("2022-08-15 09:01"))
            history = (await handle_of(time, case_id).fetch_history()).to_json()
            everything = b64decoded(history)
            assert "XX2022" in everything
            for value in ("金丝雀", "某镇长", "某扶贫专干", OFFICE):
                assert value not in everything

    asyncio.run(scenario())


def b64decoded(history_json: str) -> str:
    """The history with its payloads, which are base64 in its JSON, opened."""
    payloads = re.findall(r'"data": ?"([A-Za-z0-9+/=]+)"', history_json)
    return history_json + "".join(base64.b64decode(payload).decode() for payload in payloads)
