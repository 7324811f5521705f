"""An erasure as the application makes it: decided on the subject's record, appended together with its key's end."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from adapters.installation import Installation
from domain.circumstances import Circumstances
from domain.event_table import EVENTS
from domain.events import Actor, Channel, Envelope, Event
from domain.loading import EventMapper
from domain.privacy import (
    EraseSubject,
    ErasureGround,
    Holdings,
    SubjectRecord,
    case_of_subject,
    erase_subject,
    record_id,
)
from domain.sealing import Sealed
from tests.privacy.office import OFFICER

ACTOR = Actor(OFFICER, OFFICER, "专员", "县", "PRIVACY_OFFICER")


def erase(opened: Installation, subject: str, at: datetime) -> Event:
    """Raises Refused; then the key stands."""
    casework = opened.casework
    pack = casework.packs["xiaoxian_2022"]
    c = Circumstances(at, at, ACTOR, pack, casework.calendar, casework.organisation, no_text)
    record, version = SubjectRecord(), 0
    for stored in casework.recorder.select_events(record_id(subject)):
        record, version = EVENTS.decode(stored.topic, stored.state).apply(record), version + 1
    command = EraseSubject(subject, ErasureGround.PERIOD_OVER)
    [(cls, fields)] = erase_subject(record, command, c, holdings_of(opened, subject))
    event = cls(
        originator_id=record_id(subject),
        originator_version=version + 1,
        timestamp=at,
        occurred_at=at,
        envelope=Envelope(actor=ACTOR, channel=Channel.CLI, command_id=f"erase/{subject}/{next(NUMBERS)}"),
        **fields,
    )
    stored_event = EventMapper().to_stored_event(event)
    casework.recorder.insert_events([stored_event], sealed=casework.vault.destruction([subject]))
    return event


def holdings_of(opened: Installation, subject: str) -> Holdings:
    """What there is of a subject now."""
    casework = opened.casework
    cases = []
    for case_id in opened.case_ids():
        problem = casework.problem(case_id)
        if problem.subject == subject:
            last = EVENTS.decode(*topic_and_state(opened, case_id, problem.version))
            cases.append(case_of_subject(problem, last.occurred_at, casework.packs[problem.campaign].policy))
    return Holdings(casework.vault.texts_of(subject), tuple(cases))


def topic_and_state(opened: Installation, case_id: object, version: int) -> tuple[str, bytes]:
    [last] = opened.casework.recorder.select_events(case_id, gt=version - 1)  # type: ignore[arg-type]
    return last.topic, last.state


def no_text(subject: str, field: str, text: str) -> Sealed:
    raise AssertionError("an erasure seals nothing")


NUMBERS = count(1)
