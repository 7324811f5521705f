"""Commands as casework would give them to a store; run as a program, a process that gives many of them.

    python -m tests.store.writing THREADS COMMANDS CASE...

takes the store from the environment and prints a line for every acknowledged command: the case and the ids.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

from eventsourcing.persistence import IntegrityError, StoredEvent

from adapters.event_store.opening import OpenStore, open_event_store
from adapters.settings import settings_from
from domain.casework import AuditLine
from domain.sealing import PlainText

EVENTS_PER_COMMAND = 2


def events(case: UUID, first: int, count: int = EVENTS_PER_COMMAND) -> list[StoredEvent]:
    return [StoredEvent(case, version, "problem.claimed", b"{}") for version in range(first, first + count)]


def text(case: UUID, version: int) -> PlainText:
    return PlainText(f"{case}/{version}", str(case), "content", f"第{version}次")


def audit_line(case: UUID) -> AuditLine:
    return AuditLine(
        datetime(2026, 11, 24, 3, 0, tzinfo=UTC), "clerk", "ClaimProblem", case, "not_yours", "不属于本单位"
    )


def give_command(store: OpenStore, case: UUID) -> Sequence[int]:
    """Two events, a sealed text and an audit line; after a conflict it looks again, as casework does."""
    while True:
        last = store.recorder.select_events(case, desc=True, limit=1)
        first = last[0].originator_version + 1 if last else 1
        try:
            sealed = store.vault.rows([text(case, first)])
            return store.recorder.insert_events(events(case, first), sealed=sealed, audit=[audit_line(case)]) or []
        except IntegrityError:
            store.vault.forget()


def give_commands(store: OpenStore, cases: Sequence[UUID], threads: int, commands: int) -> None:
    """`commands` from each thread; thread by thread the cases are taken in turn."""

    def run(number: int) -> None:
        case = cases[number % len(cases)]
        for _ in range(commands):
            ids = give_command(store, case)
            os.write(sys.stdout.fileno(), f"{case} {','.join(map(str, ids))}\n".encode())

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))


if __name__ == "__main__":
    threads, commands, *cases = sys.argv[1:]
    with open_event_store(settings_from(os.environ)) as opened:
        give_commands(opened, [UUID(case) for case in cases], int(threads), int(commands))
