"""Long lives and old ones: a run hands over to the next, and histories of earlier versions still replay."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from adapters.temporal.lifecycles import LIFECYCLES, Nudge, workflow_id
from adapters.temporal.payloads import DATA_CONVERTER
from adapters.temporal.worker import RUNNER
from tests.temporal.office import CLAIM_ENDS_AT, Office, clock_before, open_office
from tests.temporal.polling import until
from tests.temporal.serving import handing_over_early, until_it_waits_for
from workflows.waiting import Start

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))


def test_a_run_hands_the_case_what_it_heard_and_the_clock_to_the_next_one(tmp_path: Path) -> None:
    async def scenario(office: Office) -> None:
        async with handing_over_early(office) as lifecycles:
            case_id = office.dispatched_problem()
            handle = lifecycles.client.get_workflow_handle(workflow_id("problem", case_id))
            await lifecycles.nudge(Nudge("problem", case_id, 3))
            await until_it_waits_for(lifecycles.client, case_id, "催办")
            office.claim(case_id, CLAIM_ENDS_AT + timedelta(hours=9))
            await lifecycles.nudge(Nudge("problem", case_id, 5))

            async def the_third_run_waits() -> bool:
                started = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
                handed_over = msgspec.json.decode(started.input.payloads[0].data, type=Start)
                return handed_over == Start(case_id, 5, lifecycles.pace, lifecycles.settings.patience)

            await until(the_third_run_waits)
            assert [name for name, _ in office.moments_let(case_id)] == ["ClaimExpired"]

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, 1)) as office:
        asyncio.run(scenario(office))


@pytest.mark.parametrize("recorded", HISTORIES, ids=lambda path: path.stem)
def test_a_recorded_history_replays(recorded: Path) -> None:
    """Recorded by ``python -m tests.temporal.record_histories``; a failure here would hold up running cases."""
    history = WorkflowHistory.from_json(f"problem/{recorded.stem}", recorded.read_text(encoding="utf-8"))
    replayer = Replayer(workflows=list(LIFECYCLES.values()), workflow_runner=RUNNER, data_converter=DATA_CONVERTER)
    asyncio.run(replayer.replay_workflow(history))


def test_there_are_recorded_histories() -> None:
    assert len(HISTORIES) >= 3
