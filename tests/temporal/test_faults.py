"""Whatever is killed, down, deleted or doubled: every moment happens once, at its instant."""

from __future__ import annotations

import asyncio
import shutil
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from adapters.clock import Clock
from adapters.temporal.lifecycles import Nudge
from tests.temporal.office import CLAIM_ENDS_AT, DISPATCHED_AT, Office, clock_before, open_office
from tests.temporal.polling import until
from tests.temporal.serving import ended, program, serving, until_happened, until_it_waits_for
from tests.temporal.test_server import kill

HOUR = 3600.0


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The days of CLAIM end in an hour: nothing falls due while the test runs."""
    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, HOUR)) as office:
        yield office


@pytest.fixture
def late_office(tmp_path: Path) -> Iterator[Office]:
    """The days of CLAIM have just ended: what is dispatched here falls due at once."""
    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, -1)) as office:
        yield office


def test_a_worker_killed_between_append_and_result_leaves_exactly_one_event(late_office: Office) -> None:
    office = late_office

    async def scenario() -> None:
        async with serving(office) as on:
            case_id = office.dispatched_problem()
            await on.relay_all()
            with program("let_and_be_killed", on.server.address, office.installation.folder.root) as worker:
                assert await ended(worker) == -signal.SIGKILL
            [(name, cause)] = office.moments_let(case_id)
            assert name == "ClaimExpired"
            assert cause.endswith("attempt 1")
            async with on.worker():
                await until_it_waits_for(on.client, case_id, "催办")
            assert office.moments_let(case_id) == [(name, cause)]

    asyncio.run(scenario())


def test_temporal_down_over_a_moment_and_a_command_arriving_first_give_the_same_events(tmp_path: Path) -> None:
    claimed_at = CLAIM_ENDS_AT + timedelta(hours=9)

    async def on_time(office: Office) -> UUID:
        async with serving(office) as on, on.worker():
            case_id = office.dispatched_problem()
            await on.relay_all()
            await until_happened(office, case_id, "ClaimExpired")
            office.claim(case_id, claimed_at)
            await on.relay_all()
            await until_it_waits_for(on.client, case_id, "报送整改方案")
            return case_id

    async def down(office: Office) -> UUID:
        async with serving(office) as on:
            case_id = office.dispatched_problem()
            async with on.worker():
                await on.relay_all()
                await until_it_waits_for(on.client, case_id, "认领期限")
            await on.server.stop()
            office.claim(case_id, claimed_at)
            await on.server.start()
            async with on.worker():
                await on.relay_all()
                await until_it_waits_for(on.client, case_id, "报送整改方案")
            return case_id

    histories, causes = [], []
    for scenario, clock in ((on_time, clock_before(CLAIM_ENDS_AT, 2)), (down, clock_before(CLAIM_ENDS_AT, HOUR))):
        with open_office(tmp_path / scenario.__name__, clock) as office:
            case_id = asyncio.run(scenario(office))
            histories.append(office.happened(case_id))
            causes.append([cause.split()[0] for _, cause in office.moments_let(case_id)])
    assert histories[0] == histories[1]
    assert causes == [["workflow"], ["settled"]]


@pytest.mark.requirement("X-10")
def test_temporals_database_deleted_and_rebuilt_twice_brings_every_lifecycle_back_and_nothing_twice(
    office: Office,
) -> None:
    async def scenario() -> None:
        async with serving(office) as on, on.worker():
            past, ahead = office.dispatched_problem(when=DISPATCHED_AT - timedelta(days=1)), office.dispatched_problem()
            await on.relay_all()
            await until_it_waits_for(on.client, past, "临期提醒")
            await until_it_waits_for(on.client, ahead, "认领期限")
            before = office.moments_let(past)
            kill(on.server)
            await on.server.exited()
            shutil.rmtree(on.server.folder)
            await on.server.start()
            assert await on.rebuild() == 2
            assert await on.rebuild() == 2
            await until_it_waits_for(on.client, past, "临期提醒")
            await until_it_waits_for(on.client, ahead, "认领期限")
            assert office.moments_let(past) == before
            assert office.moments_let(ahead) == []

    asyncio.run(scenario())


def test_a_relay_killed_between_signal_and_position_causes_no_second_event(late_office: Office) -> None:
    office = late_office

    async def scenario() -> None:
        async with serving(office) as on, on.worker():
            case_id = office.dispatched_problem()
            await on.tell(case_id)  # the signal went out, the position did not move
            await on.relay_all()
            await until_happened(office, case_id, "ClaimExpired")
            await on.tell(case_id)
            await on.relay_all()
            await until_it_waits_for(on.client, case_id, "催办")
            assert [name for name, _ in office.moments_let(case_id)] == ["ClaimExpired"]

    asyncio.run(scenario())


def test_a_lost_workflow_is_found_by_the_sweeper_and_the_others_are_left_alone(office: Office) -> None:
    async def scenario() -> None:
        async with serving(office) as on, on.worker():
            lost, kept = office.dispatched_problem(), office.dispatched_problem()
            office.registered_problem()  # waits for nothing, so nobody need wait with it
            await on.relay_all()
            await until_it_waits_for(on.client, lost, "认领期限")
            await on.client.get_workflow_handle(f"problem/{lost}").terminate()

            async def only_one_is_open() -> bool:
                return await on.lifecycles.open_ids() == {f"problem/{kept}"}

            await until(only_one_is_open)
            assert await on.sweeper.sweep() == 1
            await until_it_waits_for(on.client, lost, "认领期限")

    asyncio.run(scenario())


def test_a_moment_long_past_is_nudged_although_its_workflow_is_open(tmp_path: Path) -> None:
    async def scenario(office: Office) -> None:
        async with serving(office) as on:
            case_id = office.dispatched_problem()
            await on.relay_all()

            async def it_is_open() -> bool:
                return await on.lifecycles.open_ids() == {f"problem/{case_id}"}

            await until(it_is_open)
            assert await on.sweeper.sweep() == 1
            async with on.worker():
                await until_happened(office, case_id, "ClaimExpired")

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, -HOUR)) as office:
        asyncio.run(scenario(office))


def test_on_a_fast_clock_a_moment_is_late_by_real_seconds_lest_those_who_are_on_their_way_be_nudged(
    tmp_path: Path,
) -> None:
    async def scenario(office: Office) -> None:
        async with serving(office) as on:
            case_id = office.dispatched_problem()
            await on.relay_all()

            async def it_is_open() -> bool:
                return await on.lifecycles.open_ids() == {f"problem/{case_id}"}

            await until(it_is_open)
            assert office.installation.now() > CLAIM_ENDS_AT + timedelta(hours=1)
            assert await on.sweeper.sweep() == 0

    an_hour_in_a_millisecond = Clock(datetime.now(UTC), CLAIM_ENDS_AT, HOUR * 1000)
    with open_office(tmp_path, an_hour_in_a_millisecond) as office:
        asyncio.run(scenario(office))


def test_while_the_store_cannot_be_read_the_lifecycle_waits_and_quotes_nothing_of_it(late_office: Office) -> None:
    office = late_office

    async def scenario() -> None:
        async with serving(office) as on, on.worker():
            case_id = office.dispatched_problem()
            nudge = Nudge("problem", case_id, office.version(case_id))
            with office.unreadable(case_id, because="金丝雀"):
                await on.lifecycles.nudge(nudge)

                async def it_was_tried_again() -> bool:
                    tried = (await on.describe(case_id)).raw_description.pending_activities
                    return bool(tried and tried[0].attempt > 1)

                await until(it_was_tried_again)
                description = await on.describe(case_id)
                assert description.raw_description.pending_activities[0].last_failure.message == "TopicError"
                assert "金丝雀" not in str(description.raw_description)
                history = await on.client.get_workflow_handle(f"problem/{case_id}").fetch_history()
                assert len(history.events) < 15
                assert "金丝雀" not in history.to_json()
            await until_happened(office, case_id, "ClaimExpired")

    asyncio.run(scenario())


def test_what_a_case_waits_for_is_found_in_temporal_while_no_worker_runs(office: Office) -> None:
    async def scenario() -> None:
        async with serving(office) as on:
            case_id = office.dispatched_problem()
            async with on.worker():
                await on.relay_all()
                await until_it_waits_for(on.client, case_id, "认领期限")
            waiting = "DubanStage = 'DISPATCHED' AND DubanDue <= '2022-08-31' AND ExecutionStatus = 'Running'"

            async def it_is_found() -> bool:
                return [execution.id async for execution in on.client.list_workflows(waiting)] == [f"problem/{case_id}"]

            await until(it_is_found)
            found = (await on.describe(case_id)).typed_search_attributes
            assert {pair.key.name: pair.value for pair in found if pair.key.name.startswith("Duban")} == {
                "DubanCase": office.problem(case_id).problem_no,
                "DubanStage": "DISPATCHED",
                "DubanUnit": "甲镇",
                "DubanDue": "2022-08-19",
            }

    asyncio.run(scenario())
