"""A lifecycle sleeps until its first moment: nothing of it runs before, and a change is heard all the same."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from temporalio.api.enums.v1 import EventType

from adapters.temporal.lifecycles import Lifecycles, Nudge, workflow_id
from adapters.temporal.settings import BRISK
from adapters.temporal.sweeper import Sweeper
from tests.temporal.office import CLAIM_ENDS_AT, Office, clock_before, open_office
from tests.temporal.polling import until
from tests.temporal.serving import Serving, details, serving, until_happened, until_it_waits_for
from workflows.activities import caused_by
from workflows.waiting import CASE, STAGE

HOUR = 3600.0


async def events_of(on: Serving, case_id: UUID) -> list[str]:
    history = await on.client.get_workflow_handle(f"problem/{case_id}").fetch_history()
    return [EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history.events]


def test_until_its_first_moment_nothing_runs_and_temporal_shows_what_is_waited_for(tmp_path: Path) -> None:
    async def scenario(office: Office) -> None:
        async with serving(office) as on, on.worker():
            case_id = office.dispatched_problem()
            await on.relay_all()
            assert "下一个时点：认领期限" in await details(on.client, case_id)
            shown = (await on.describe(case_id)).typed_search_attributes
            assert shown.get(STAGE) == "DISPATCHED"
            assert shown.get(CASE) == office.problem(case_id).number
            assert await events_of(on, case_id) == ["WORKFLOW_EXECUTION_STARTED", "WORKFLOW_EXECUTION_SIGNALED"]

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, HOUR)) as office:
        asyncio.run(scenario(office))


def test_when_its_moment_comes_it_lets_it_happen_in_its_first_turn(tmp_path: Path) -> None:
    async def scenario(office: Office) -> None:
        async with serving(office) as on, on.worker():
            case_id = office.dispatched_problem()
            await on.relay_all()
            await until_happened(office, case_id, "ClaimExpired")
            await until_it_waits_for(on.client, case_id, "催办")
            assert (await events_of(on, case_id)).count("MARKER_RECORDED") == 1
            assert [name for name, _ in office.moments_let(case_id)] == ["ClaimExpired"]

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, 5)) as office:
        asyncio.run(scenario(office))


def test_a_change_ends_the_sleep_and_is_waited_for_from_then_on(tmp_path: Path) -> None:
    async def scenario(office: Office) -> None:
        async with serving(office) as on, on.worker():
            case_id = office.dispatched_problem()
            await on.relay_all()
            office.claim(case_id, CLAIM_ENDS_AT - timedelta(hours=1))
            await on.relay_all()
            await until_it_waits_for(on.client, case_id, "报送整改方案")

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, HOUR)) as office:
        asyncio.run(scenario(office))


def test_the_sweeper_leaves_those_who_sleep_asleep_and_to_the_relay_what_it_has_not_told(tmp_path: Path) -> None:
    async def scenario(office: Office) -> None:
        async with serving(office) as on, on.worker():
            asleep = office.dispatched_problem()
            assert await on.sweeper.sweep() == 0  # the relay will tell
            await on.relay_all()
            await on.lifecycles.begin(Nudge("problem", asleep, office.version(asleep)))
            assert await events_of(on, asleep) == ["WORKFLOW_EXECUTION_STARTED", "WORKFLOW_EXECUTION_SIGNALED"]

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, HOUR)) as office:
        asyncio.run(scenario(office))


def test_the_sweeper_begins_a_case_of_which_the_relay_will_say_nothing(tmp_path: Path) -> None:
    """A backup taken before the relay had moved on: what a lifecycle let happen itself, it tells nobody."""

    async def scenario(office: Office) -> None:
        async with serving(office) as on, on.worker():
            case_id = office.dispatched_problem()
            position = on.relay.position
            position.move(position.read(), office.log()[-1].id)
            moment = office.casework.view(case_id).next_moment
            by_itself = f"{caused_by(workflow_id('problem', case_id))}of before attempt 1"
            assert office.casework.let(case_id, moment.key, office.installation.now(), by_itself) == "acted"
            assert await on.sweeper.sweep() == 1
            await on.relay_all()

            async def it_is_there() -> bool:
                return await on.lifecycles.open_ids() == {workflow_id("problem", case_id)}

            await until(it_is_there)

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, -60)) as office:
        asyncio.run(scenario(office))


def with_horizon(on: Serving, horizon: float) -> Lifecycles:
    settings = msgspec.structs.replace(BRISK, horizon=horizon)
    return Lifecycles(on.client, on.office.installation.clock, settings, on.office.casework.view)


def sweeper_with(on: Serving, lifecycles: Lifecycles) -> Sweeper:
    return Sweeper(
        on.office.casework,
        on.office.installation.waiting_ids,
        lifecycles,
        on.office.installation.now,
        on.relay.position,
    )


@pytest.mark.parametrize(("horizon", "begun"), [(HOUR / 2, 0), (2 * HOUR, 1)])
def test_a_case_that_waits_beyond_the_horizon_has_no_workflow_and_nearer_the_sweeper_begins_it(
    tmp_path: Path, horizon: float, begun: int
) -> None:
    async def scenario(office: Office) -> None:
        async with serving(office) as on, on.worker():
            case_id = office.dispatched_problem()
            near = with_horizon(on, 1.0)
            await near.nudge(Nudge("problem", case_id, office.version(case_id)))
            assert await near.open_ids() == set()
            position = on.relay.position
            position.move(position.read(), office.log()[-1].id)
            lifecycles = with_horizon(on, horizon)
            assert await sweeper_with(on, lifecycles).sweep() == begun

            async def as_many_are_open() -> bool:
                return len(await lifecycles.open_ids()) == begun

            await until(as_many_are_open)

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, HOUR)) as office:
        asyncio.run(scenario(office))
