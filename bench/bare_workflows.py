"""The least that a workflow can do: what the herd is compared with."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow


@workflow.defn
class Empty:
    """Started by a signal, ends at once."""

    @workflow.run
    async def run(self) -> None:
        return

    @workflow.signal
    def changed(self, version: int) -> None:
        return


@workflow.defn
class BareTimer:
    """Sleeps until an instant (seconds since 1970), and ends."""

    @workflow.run
    async def run(self, until: float) -> None:
        await workflow.sleep(timedelta(seconds=max(0.0, until - workflow.time())))
