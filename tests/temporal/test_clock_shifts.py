"""Clocks that are wrong by a day, machines that sleep over a deadline: nothing missed, nothing twice, nothing early."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from adapters.temporal.server import TemporalServer
from adapters.temporal.settings import TemporalSettings
from tests.temporal.office import CLAIM_ENDS_AT, DISPATCHED_AT, Office, clock_before, open_office
from tests.temporal.serving import LIBFAKETIME, clock_shifted, duban, ended, until_happened
from tests.temporal.skipping import skipping_time
from workflows.waiting import Patience

PATIENT = TemporalSettings(cached_workflows=0)  # as in production, on a server that never moves a task

with_a_shifted_clock = pytest.mark.skipif(LIBFAKETIME is None, reason="needs Debian's package faketime")


def expiries(office: Office, case_id: UUID) -> list[str]:
    return [name for name, _ in office.happened(case_id) if name == "ClaimExpired"]


def happened_on_time_and_once(office: Office, case_id: UUID) -> bool:
    happened = [at for name, at in office.happened(case_id) if name == "ClaimExpired"]
    return happened == [CLAIM_ENDS_AT]


# --- a day each way, with real processes --------------------------------------------------------------------------


@with_a_shifted_clock
def test_a_machine_whose_clock_is_a_day_slow_lets_nothing_happen_early_and_misses_nothing(tmp_path: Path) -> None:
    """Temporal wakes it when the days of claiming end; by its own clock they end tomorrow."""

    async def scenario(office: Office) -> None:
        data = office.installation.folder.root
        case_id, past = office.dispatched_problem(), office.dispatched_problem(when=DISPATCHED_AT - timedelta(days=2))
        with duban("up", data, **clock_shifted("-1d")) as slow:
            await until_happened(office, past, "ClaimExpired")  # it works, and two days ago is past for it too
            await asyncio.sleep(6)  # so that Temporal's timer has come, and was answered not_due
            assert expiries(office, case_id) == []
            slow.terminate()
            assert await ended(slow) == 0
        with duban("up", data) as right:
            await until_happened(office, case_id, "ClaimExpired")
            right.terminate()
            assert await ended(right) == 0
        assert happened_on_time_and_once(office, case_id)
        assert len(expiries(office, past)) == 1

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, 4)) as office:
        asyncio.run(scenario(office))


@with_a_shifted_clock
def test_a_machine_whose_clock_is_a_day_fast_is_woken_by_temporals_and_lets_nothing_happen_early(
    tmp_path: Path,
) -> None:
    """By its own clock the days of claiming ended yesterday; its sweeper nudges, and Temporal goes on waiting."""

    async def scenario(office: Office) -> None:
        data = office.installation.folder.root
        case_id, past = office.dispatched_problem(), office.dispatched_problem(when=DISPATCHED_AT - timedelta(days=1))
        with duban("up", data, **clock_shifted("+1d")) as fast:
            await until_happened(office, past, "ClaimExpired")
            assert office.installation.now() < CLAIM_ENDS_AT
            assert expiries(office, case_id) == []
            await until_happened(office, case_id, "ClaimExpired")
            assert office.installation.now() >= CLAIM_ENDS_AT
            fast.terminate()
            assert await ended(fast) == 0
        assert happened_on_time_and_once(office, case_id)
        assert len(expiries(office, past)) == 1

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, 20)) as office:
        asyncio.run(scenario(office))


def test_a_machine_that_slept_over_a_deadline_lets_it_happen_at_its_instant(tmp_path: Path) -> None:
    async def scenario(office: Office) -> None:
        data = office.installation.folder.root
        case_id, past = office.dispatched_problem(), office.dispatched_problem(when=DISPATCHED_AT - timedelta(days=1))
        with duban("up", data) as keeping:
            await until_happened(office, past, "ClaimExpired")
            server = TemporalServer(office.installation.folder.temporal).running_pid()
            assert server is not None
            machine = (keeping.pid, server)
            for pid in machine:
                os.kill(pid, signal.SIGSTOP)
            while office.installation.now() < CLAIM_ENDS_AT + timedelta(seconds=3):
                await asyncio.sleep(0.1)
            assert expiries(office, case_id) == []
            for pid in machine:
                os.kill(pid, signal.SIGCONT)
            await until_happened(office, case_id, "ClaimExpired")
            keeping.terminate()
            assert await ended(keeping) == 0
        assert happened_on_time_and_once(office, case_id)

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, 20)) as office:
        asyncio.run(scenario(office))


# --- a server that is ahead ---------------------------------------------------------------------------------------


def test_a_server_an_hour_ahead_is_told_of_asked_slowly_and_the_moment_comes_when_it_comes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(office: Office) -> None:
        async with skipping_time(office, DISPATCHED_AT, timedelta(hours=1), PATIENT) as time:
            case_id = office.dispatched_problem()
            await time.tell(office, case_id)
            await time.reach(CLAIM_ENDS_AT + timedelta(minutes=30))
            assert expiries(office, case_id) == []
            await time.reach(CLAIM_ENDS_AT + timedelta(minutes=62))
            assert happened_on_time_and_once(office, case_id)
            handle = time.lifecycles.client.get_workflow_handle(f"problem/{case_id}")
            assert len((await handle.fetch_history()).events) < 1000, "it was asked every minute, not every second"

    with open_office(tmp_path) as office, caplog.at_level(logging.ERROR):
        asyncio.run(scenario(office))
    told = [record.message for record in caplog.records if "clocks_disagree" in record.message]
    assert "temporal is ahead by 3600 seconds" in told[0]


def test_clocks_that_agree_are_not_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(office: Office) -> None:
        async with skipping_time(office, DISPATCHED_AT, timedelta(seconds=110)) as time:
            case_id = office.dispatched_problem()
            await time.tell(office, case_id)
            await time.reach(CLAIM_ENDS_AT + timedelta(minutes=3))
            assert happened_on_time_and_once(office, case_id)

    with open_office(tmp_path) as office, caplog.at_level(logging.ERROR):
        asyncio.run(scenario(office))
    assert "clocks_disagree" not in caplog.text


def test_the_pause_after_not_due_doubles_up_to_its_longest() -> None:
    patience = Patience(nothing_done=1.0, longest_retry=60.0)
    assert [patience.after(times) for times in (0, 1, 2, 3, 7, 100_000)] == [1.0, 1.0, 2.0, 4.0, 60.0, 60.0]
    assert msgspec.structs.replace(patience, nothing_done=0.2).after(2) == 0.4
