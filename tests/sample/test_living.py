"""What a county lived through: the real events of all kinds, in an order that a real log has, the same for its seed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from eventsourcing.persistence import Notification

from adapters.event_store.opening import OpenStore, open_in_memory
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.sample.making import ENDS_AT, Made, Sample
from adapters.vault import SealingVault
from domain.archive.package import ArchivePackage
from domain.casework import Casework
from domain.duty.duty import StandingDuty
from domain.event_table import EVENTS
from domain.monitoring_case.consulting import ConsultationBook
from domain.monitoring_case.entering import CaseEntered
from domain.problem.closing import ProblemClosed
from domain.problem.deriving import ProblemDerived
from domain.problem.family import ChildFinished
from domain.problem.registering import ProblemRegistered
from domain.write_side import KIND_OF_STATE
from tests.sample.county import SMALL, made_in

HAPPENS = {
    "problem.claim_refused", "problem.claim_expired", "problem.refusal_overturned", "problem.plan_returned",
    "problem.progress_reported", "problem.extension_granted", "problem.returned", "problem.layer_passed",
    "problem.drawn_for_check", "problem.layer_not_drawn", "problem.reminded", "problem.escalation_reached",
    "problem.escalation_proposed", "problem.escalation_approved", "problem.paper_received",
    "problem.look_back_passed", "problem.reopened", "problem.closed", "paper.issued", "monitoring.entered",
    "monitoring.visit_recorded", "monitoring.notice_completed", "problem.derived", "problem.child_finished",
    "problem.sweep_opened", "problem.sweep_checked", "problem.sweep_signed", "problem.merged", "problem.voided",
    "problem.merge_received", "problem.found_untrue", "problem.refusal_upheld", "problem.reassigned",
    "problem.corrected", "problem.suspended", "problem.resumed", "problem.false_rectification_found",
    "referral.handed_over", "paper.reviewed", "paper.received", "message.written", "message.read", "duty.met",
    "duty.missed", "consultation.held", "archive.handed_over", "archive.sealed", "organisation.absence_recorded",
    "organisation.post_ended",
}  # fmt: skip


def test_all_kinds_of_things_happen(small_county: OpenStore) -> None:
    assert {known.topic for known in log(small_county)} >= HAPPENS


def test_more_problems_than_were_asked_for_are_those_that_came_of_others(small_county: OpenStore) -> None:
    """Derived (举一反三), found twice and merged, or raised by a late entry into monitoring."""
    events = list(map(decoded, log(small_county)))
    registered = [event for event in events if isinstance(event, ProblemRegistered)]
    late = [event for event in events if isinstance(event, CaseEntered) and event.late]
    derived = [event for event in registered if event.parent is not None]
    texts = casework_on(small_county).vault.reveal([event.content.ref for event in registered])
    twins = [text for text in texts.values() if text.endswith("相近）")]
    assert len(registered) == SMALL.problems + len(late) + len(derived) + len(twins)
    assert len(derived) == sum(isinstance(event, ProblemDerived) for event in events) > 0 < len(twins)


def test_a_parent_is_closed_after_its_children(small_county: OpenStore) -> None:
    open_children: dict[Any, set[Any]] = {}
    for event in map(decoded, log(small_county)):
        children = open_children.setdefault(event.originator_id, set())
        if isinstance(event, ProblemDerived):
            children.add(event.child)
        if isinstance(event, ChildFinished):
            children.discard(event.child)
        if isinstance(event, ProblemClosed):
            assert not children


def test_the_log_is_in_the_order_of_time_and_its_cases_are_mixed(small_county: OpenStore) -> None:
    events = [decoded(known) for known in log(small_county)]
    assert [event.timestamp for event in events] == sorted(event.timestamp for event in events)
    assert events[-1].timestamp <= ENDS_AT
    problems = [event.originator_id for event in events if event.envelope.campaign]
    changes = sum(one != other for one, other in pairwise(problems))
    assert changes > len(problems) / 3


def test_observations_are_now_and_then_entered_late(small_county: OpenStore) -> None:
    late = [event for event in map(decoded, log(small_county)) if event.occurred_at < event.timestamp]
    assert 0.001 < len(late) / SMALL.problems < 0.2
    assert all(event.envelope.late_reason for event in late)


def test_little_is_still_owed_at_its_end_and_what_was_made_says_in_how_many_cases(
    small_county: OpenStore, small_made: Made
) -> None:
    owed = [state for state in states(small_county) if state.obligations]
    once = [state for state in owed if not isinstance(state, (StandingDuty, ConsultationBook, ArchivePackage))]
    assert 0 < small_made.owed == len(owed)
    assert len(once) <= SMALL.problems * 0.05


def test_nothing_that_fell_due_is_left_undone(small_county: OpenStore) -> None:
    casework = casework_on(small_county)
    ahead = [moment.at for state in states(small_county) for moment in casework.moments(state)]
    assert ahead
    assert min(ahead) > ENDS_AT


def test_what_was_sealed_can_be_opened_with_the_key_of_the_sample(small_county: OpenStore) -> None:
    registered = [event for event in map(decoded, log(small_county)) if isinstance(event, ProblemRegistered)]
    refs = [event.content.ref for event in registered]
    texts = casework_on(small_county).vault.reveal(refs)
    assert len(texts) == len(registered)
    assert all(text.endswith("）") or "监测对象" in text for text in texts.values())


def test_the_same_seed_gives_the_same_events_and_another_seed_others() -> None:
    few = Sample(problems=40, towns=1, seed=3)
    first, again, other = (states_of(sample) for sample in (few, few, Sample(40, 1, 4)))
    assert first == again
    assert first != other


def states_of(sample: Sample) -> list[tuple[str, bytes]]:
    with open_in_memory() as store:
        made_in(store, sample)
        return [(known.topic, known.state) for known in log(store)]


def log(store: OpenStore) -> list[Notification]:
    return list(store.recorder.select_notifications(1, limit=10**9))


def decoded(known: Notification) -> Any:
    return EVENTS.decode(known.topic, known.state)


def casework_on(store: OpenStore) -> Casework:
    folder = packs_folder()
    vault = SealingVault(SMALL.master_key, store.recorder)
    return Casework(store.recorder, vault, load_packs(folder), shipped_calendar(folder))


def states(store: OpenStore) -> list[Any]:
    """Of every case with a lifecycle, folded anew from the log."""
    casework = casework_on(store)
    found = [casework.load(stream).state for stream in dict.fromkeys(known.originator_id for known in log(store))]
    return [state for state in found if type(state) in KIND_OF_STATE and not KIND_OF_STATE[type(state)].standing]
