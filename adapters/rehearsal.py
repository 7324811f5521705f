"""Trying commands out (试办): on a copy in memory of what they rest on, so that a row is given whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from adapters.event_store.memory import MemoryRecorder
from adapters.event_store.opening import open_in_memory
from domain.case import Command
from domain.casework import AuditLine, Caller, Casework
from domain.organisation import ORGANISATION_ID


class Rehearsal:
    """A casework that knows the people and units of another one, and no cases but those that are tried on it."""

    def __init__(self, real: Casework) -> None:
        store = open_in_memory()
        self._recorder = cast(MemoryRecorder, store.recorder)
        self._recorder.insert_events(real.recorder.select_events(ORGANISATION_ID))
        self._casework = Casework(store.recorder, store.vault, real.packs, real.calendar)

    def attempt(self, given: Sequence[tuple[Command, Caller]]) -> int:
        """Give the commands one after the other, all to the case that the first creates.

        Returns how many events they add; raises Refused.
        """
        case_id = None
        added = 0
        for command, caller in given:
            recorded = self._casework.handle(command, caller, case_id)
            case_id = recorded.case_id
            added += len(recorded.events)
        return added

    @property
    def audit_log(self) -> Sequence[AuditLine]:
        """The refusals by authority or separation of duties so far."""
        return self._recorder.audit_log
