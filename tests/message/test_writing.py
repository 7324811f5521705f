"""A message for each event that somebody is told of: written once, lying in the inbox until it is read."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from adapters.notify.messenger import LogEndsEarlier
from adapters.rebuilding import rebuild_ledgers
from adapters.temporal.position import FencedOff, positions
from adapters.temporal.relay import newest
from domain.message.message import Message, MessageWritten, What
from domain.message.writing import ReadMessage
from domain.refusal import Refused
from projections.rebuild import rebuild
from projections.tables import LIVE
from tests.message.office import Office, remind
from tests.problem.acts import to_rectifying
from tests.problem.people import HEAD, LEADER, OTHER_HEAD, PERSON
from tests.problem.story import instant


def late_problem(office: Office, until: str = "2022-09-01 10:00") -> None:
    """Due on Wednesday 31 August: reminded on the 26th and on that day, warned on 1 September."""
    office.story(*to_rectifying()).when_time_passes_until(until)
    office.at(until)


def told(messages: list[Message]) -> list[tuple[str, str, bool]]:
    return [(message.what, message.source.number, message.late) for message in messages]


def test_each_moment_is_told_once_and_what_is_old_is_marked(office: Office) -> None:
    late_problem(office)
    office.work()
    number = "XX2022-甲镇-0001"
    assert told(office.messages()) == [
        (What.WARN, number, False),
        (What.REMIND, number, True),
        (What.REMIND, number, True),
    ]
    before = office.events
    office.work()
    assert office.events == before


def test_it_lies_in_the_inbox_of_those_told_and_nobody_elses(office: Office) -> None:
    late_problem(office)
    office.work()
    assert [message.what for message in office.inbox_of(PERSON)] == [What.WARN, What.REMIND, What.REMIND]
    assert [message.what for message in office.inbox_of(HEAD)] == [What.WARN]
    assert office.inbox_of(OTHER_HEAD) == []


def test_nothing_is_written_twice_when_its_position_and_the_tables_are_lost(office: Office) -> None:
    late_problem(office)
    office.work()
    before, messages = office.events, office.messages()
    with office.installation.ledgers.begin() as connection:
        connection.execute(update(positions).where(positions.c.name == "messenger").values(at=0))
        for table in (LIVE.messages, LIVE.inbox, LIVE.sendings):
            connection.execute(delete(table))
    rebuild(office.installation.ledgers, office.installation.casework.recorder)
    office.work()
    assert office.events == before
    assert office.messages() == messages


def test_after_an_older_log_was_put_back_rebuilt_ledgers_let_what_comes_next_be_told(office: Office) -> None:
    """Its position is ahead of that log: going on from there would pass over as many events as were lost."""
    late_problem(office, "2022-08-29 10:00")
    office.work()
    with office.installation.ledgers.begin() as connection:
        connection.execute(update(positions).where(positions.c.name == "messenger").values(at=office.events + 50))
    with pytest.raises(LogEndsEarlier, match="duban rebuild"):
        office.messenger()
    before = office.events
    rebuild_ledgers(office.installation)
    office.work()
    assert office.events == before
    remind(office, "2022-08-31 09:00").work()
    assert [message.late for message in office.messages()] == [False, True]


def test_the_tables_are_the_same_from_the_beginning_as_they_grew(office: Office) -> None:
    late_problem(office)
    office.work()
    assert rebuild(office.installation.ledgers, office.installation.casework.recorder).equal


def test_a_second_messenger_is_fenced_off(office: Office) -> None:
    first, second = office.messenger(), office.messenger()
    late_problem(office)
    office.work(first)
    with pytest.raises(FencedOff):
        second.step()
    assert len(office.messages()) == 3


@pytest.mark.parametrize(("now", "told_of"), [("2022-09-25 09:00", 1), ("2022-09-25 09:01", 0)])
def test_what_was_over_a_month_ago_is_told_to_nobody(office: Office, now: str, told_of: int) -> None:
    late_problem(office, "2022-08-29 10:00")
    office.at(now).work()
    assert len(office.messages()) == told_of


def test_a_message_starts_no_workflow(office: Office) -> None:
    late_problem(office)
    office.work()
    written = office.installation.casework.recorder.select_notifications(1, 1_000, topics=["message.written"])
    assert written
    assert newest(written) == []


# --- read ---------------------------------------------------------------------------------------------------------


def test_whoever_was_told_says_that_he_has_read_it_once(office: Office) -> None:
    late_problem(office)
    office.work()
    warning = office.messages()[0]
    for number in range(2):
        caller = office.caller(PERSON, f"read-{number}")
        recorded = office.installation.casework.handle(ReadMessage(), caller, warning.id)
        assert len(recorded.events) == 1 - number
    office.follow()
    assert office.messages()[0].read == {PERSON: instant("2022-09-01 10:00")}


def test_nobody_reads_what_was_told_to_somebody_else(office: Office) -> None:
    late_problem(office)
    office.work()
    with pytest.raises(Refused) as refused:
        office.installation.casework.handle(ReadMessage(), office.caller(OTHER_HEAD, "read"), office.messages()[0].id)
    assert refused.value.code == "not_addressed"


def test_the_system_alone_notes_and_its_note_says_by_which_messenger(office: Office) -> None:
    late_problem(office)
    messenger = office.work()
    [stored, *_] = office.installation.casework.recorder.select_events(office.messages()[0].id)
    event = office.installation.casework.mapper.to_domain_event(stored)
    assert isinstance(event, MessageWritten)
    assert event.envelope.actor.person == "SYSTEM"
    assert event.envelope.cause == f"messenger {messenger.installation.correlation}"
    assert event.occurred_at - event.about_at == timedelta(hours=1)
    assert {receiver.who.person for receiver in event.receivers} == {PERSON, LEADER, HEAD}
