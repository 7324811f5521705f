"""One role as a process: told to stop it ends in order with exit code 0, and whatever else ends it is in the log."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import structlog

from adapters.installation import Installation, open_installation
from adapters.log import correlated, set_up_logging
from adapters.metrics import metrics
from adapters.packs import PackError
from adapters.refusals import SetupRefused
from adapters.roles.table import Role
from adapters.settings import settings_from
from adapters.tracing import tracing
from domain.calendar import CalendarNotCovered
from domain.sealing import SealBroken

log = structlog.get_logger(__name__)

FAILED = 1
REFUSED = 2
"""Exit codes: by an error of ours, and by what a person has to put right."""

TO_PUT_RIGHT = (SetupRefused, PackError, SealBroken, CalendarNotCovered)


def run_role(role: Role) -> int:
    """Work until Ctrl-C or SIGTERM comes; the exit code."""
    set_up_logging()
    with structlog.contextvars.bound_contextvars(role=role.name):
        try:
            with open_installation(settings_from(os.environ)) as opened, correlated(opened.correlation):
                work(role, opened)
        except TO_PUT_RIGHT as refused:  # made for people: what they say quotes nobody
            log.error("refused", error=type(refused).__name__, message=str(refused))
            return REFUSED
        except Exception:  # the end of the process, with exit code 1: here it is only put into the log in our form
            log.exception("failed")
            return FAILED
    return 0


def work(role: Role, opened: Installation) -> None:
    log.info("started", pid=os.getpid())
    if opened.settings.metrics is not None:
        metrics().serve(opened.settings.metrics, role.name)
    say(f"{role.title}（{role.name}）已启动，数据目录：{opened.folder.root.resolve()}。按 Ctrl-C 停止。")
    with tracing(role.name):
        asyncio.run(work_until_told(role, opened))
    log.info("stopped")
    say(f"{role.title}（{role.name}）已停止。")


async def work_until_told(role: Role, opened: Installation) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    try:
        await role.work()(opened, stop)
    finally:
        if "temporalio" in sys.modules:
            from adapters.temporal.runtime import NATIVE_THREADS_END_WITHIN

            await asyncio.sleep(NATIVE_THREADS_END_WITHIN)


def stop_on_signals(stop: asyncio.Event) -> None:
    """Ctrl-C and SIGTERM end the program in order."""
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)


def say(words: str) -> None:
    """To whoever started it by hand; a service has its log."""
    if sys.stdout.isatty():
        print(words, flush=True)
