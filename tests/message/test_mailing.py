"""Mail, to a real server on this machine: sent once, when it is time, again after a failure, together in a digest."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, update

import adapters.notify.messenger as messenger_module
from adapters.notify.messenger import LEASE, bundle_of
from adapters.notify.settings import Channels, Security, Webhook
from adapters.rebuilding import rebuild_ledgers
from adapters.temporal.position import positions
from domain.message.contacts import RemoveContact
from domain.message.message import Failure, Medium, Message, Outcome, Progress, What
from domain.message.writing import ReadMessage, attempted
from projections.rebuild import rebuild
from projections.tables import LIVE
from tests.message.office import NINE, Office, remind
from tests.message.receiving import Mailbox, Sink, free_port, http_sink, mail_server
from tests.message.test_writing import late_problem
from tests.problem.acts import claimed, dispatched, registered, to_rectifying
from tests.problem.people import HEAD, LEADER, PERSON
from tests.problem.story import written

OF_PERSON, OF_LEADER = "person0@example.invalid", "person1@example.invalid"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server(Mailbox(free_port())) as mailbox:
        yield mailbox


@pytest.fixture
def mailing(office: Office, mailbox: Mailbox) -> Office:
    """A reminder is due on Wednesday 31 August 2022 at nine; 责任人 and 责任领导 have an address each."""
    office.channels = Channels(mail=mailbox.settings())
    office.mail_of(PERSON, LEADER)
    office.story(*to_rectifying()).when_time_passes_until("2022-08-26 10:00")
    office.at("2022-08-26 10:00").work()
    mailbox.letters.clear()
    return office


def newest(office: Office) -> Message:
    return office.messages()[0]


def mail_to(message: Message, person: str) -> Progress:
    return message.progress[f"MAIL:person:{person}"]


def test_each_gets_his_letter_once_and_it_says_what_is_owed_and_as_whom(mailing: Office, mailbox: Mailbox) -> None:
    remind(mailing).work()
    [letter] = mailbox.to(OF_PERSON)
    number = newest(mailing).number
    assert letter["Subject"] == f"督办通知 {number}"
    text = letter.get_content()
    said = "【临期提醒】问题 XX2022-甲镇-0001：整改，责任单位甲镇，时限2022-08-31"
    assert f"1. {said}〔{number}〕\n   您的身份：责任人\n" in text
    assert "您的身份：责任领导" in mailbox.to(OF_LEADER)[0].get_content()
    assert mail_to(newest(mailing), PERSON).outcome is Outcome.SENT
    mailing.work()
    assert len(mailbox.letters) == 2


def test_nothing_is_sent_twice_after_the_position_and_the_tables_were_lost(mailing: Office, mailbox: Mailbox) -> None:
    remind(mailing).work()
    with mailing.installation.ledgers.begin() as connection:
        connection.execute(update(positions).where(positions.c.name == "messenger").values(at=0))
        for table in (LIVE.messages, LIVE.inbox, LIVE.sendings):
            connection.execute(delete(table))
    rebuild(mailing.installation.ledgers, mailing.installation.casework.recorder)
    before = mailing.events
    mailing.at("2022-08-31 18:00").work()
    assert (len(mailbox.letters), mailing.events) == (2, before)


def test_rebuilt_ledgers_send_nothing_again_and_pass_over_nothing(mailing: Office, mailbox: Mailbox) -> None:
    remind(mailing).work()
    assert rebuild_ledgers(mailing.installation).differences == 0
    before = mailing.events
    mailing.at("2022-08-31 18:00").work()
    assert (len(mailbox.letters), mailing.events) == (2, before)
    mailing.story(*to_rectifying())
    rebuild_ledgers(mailing.installation)
    remind(mailing, "2022-09-01 09:00").work()
    assert {message.source.number[-4:] for message in mailing.messages() if message.what is What.WARN} == {
        "0001",
        "0002",
    }


def test_tables_that_lag_behind_send_nothing_twice(mailing: Office, mailbox: Mailbox) -> None:
    """They say that it still waits: the message itself is asked."""
    remind(mailing).work()
    with mailing.installation.ledgers.begin() as connection:
        connection.execute(update(LIVE.sendings).values(outcome=Outcome.WAITING.value))
    messenger = mailing.messenger()
    assert messenger.deliver() == 0
    assert len(mailbox.letters) == 2


# --- when ---------------------------------------------------------------------------------------------------------


def test_at_night_and_on_rest_days_it_waits_for_the_next_working_morning(mailing: Office, mailbox: Mailbox) -> None:
    remind(mailing).at("2022-08-31 20:00").work()
    assert mailbox.letters == []
    assert written(mail_to(newest(mailing), PERSON).look_at) == "2022-09-01 08:00"
    mailing.at("2022-09-01 07:59").work()
    assert mailbox.letters == []
    mailing.at("2022-09-01 08:00").work()
    assert len(mailbox.letters) == 2


def test_who_wants_a_digest_gets_one_letter_a_day(mailing: Office, mailbox: Mailbox) -> None:
    mailing.digest_for(PERSON, "16:30")
    remind(mailing).work()
    mailing.story(registered(at="2022-08-29 10:00"), dispatched(at="2022-08-29 10:10"), claimed(at="2022-08-29 10:20"))
    remind(mailing).work()
    assert mailbox.to(OF_PERSON) == []
    mailing.at("2022-08-31 16:30").work()
    [digest] = mailbox.to(OF_PERSON)
    assert digest["Subject"] == "督办通知汇总（2条）"
    assert "2. 【临期提醒】" in digest.get_content()
    assert len(mailbox.to(OF_LEADER)) == 2


def test_a_moment_older_than_a_working_day_is_told_in_a_digest_only(mailing: Office, mailbox: Mailbox) -> None:
    remind(mailing, "2022-09-01 09:00")
    mailing.at("2022-09-01 09:01").work()
    assert [message.late for message in mailing.messages()] == [False, True, False]
    assert len(mailbox.to(OF_PERSON)) == 1  # the warning of this morning
    assert written(mail_to(mailing.messages()[1], PERSON).look_at) == "2022-09-02 08:30"
    mailing.at("2022-09-02 08:30").work()
    assert mailbox.to(OF_PERSON)[-1]["Subject"] == "督办通知汇总（1条）"


def test_what_was_read_before_it_was_sent_is_not_sent(mailing: Office, mailbox: Mailbox) -> None:
    mailing.digest_for(PERSON, "16:30")
    remind(mailing).work()
    mailing.installation.casework.handle(ReadMessage(), mailing.caller(PERSON, "read"), newest(mailing).id)
    mailing.at("2022-08-31 16:30").work()
    assert mailbox.to(OF_PERSON) == []
    assert mail_to(newest(mailing), PERSON).outcome is Outcome.NOT_NEEDED


# --- what goes wrong ------------------------------------------------------------------------------------------------


def test_while_the_server_is_down_it_is_tried_again_and_arrives_once(office: Office) -> None:
    mailbox = Mailbox(free_port())
    office.channels = Channels(mail=mailbox.settings())
    office.mail_of(PERSON, LEADER)
    late_problem(office, NINE)
    office.work()
    waiting = [mail_to(newest(office), person) for person in (PERSON, LEADER)]
    assert {one.outcome for one in waiting} == {Outcome.WAITING}
    assert sorted(one.attempts for one in waiting) == [0, 1]  # the other did not even try
    assert Failure.UNREACHABLE in {one.reason for one in waiting}
    messenger = office.messenger()
    for minute in (2, 3):
        office.at(f"2022-08-31 09:0{minute}").work(messenger)
    with mail_server(mailbox):
        office.at("2022-08-31 12:00").work(messenger)
        office.at("2022-08-31 18:00").work()
    assert sorted(letter["To"] for letter in mailbox.letters) == sorted([OF_PERSON, OF_LEADER] * 1)
    assert mail_to(newest(office), PERSON).outcome is Outcome.SENT


def test_a_refusal_for_now_is_tried_again_under_the_same_message_id_until_it_is_given_up(
    mailing: Office, mailbox: Mailbox
) -> None:
    mailbox.answer = "451 try later"
    remind(mailing).work()
    first = mail_to(newest(mailing), PERSON)
    assert (first.outcome, first.reason, written(first.look_at)) == (
        Outcome.WAITING,
        Failure.REFUSED,
        "2022-08-31 09:01",
    )
    for moment in (
        "08-31 09:01",
        "08-31 09:06",
        "08-31 09:21",
        "08-31 10:21",
        "08-31 14:21",
        "09-01 08:00",
        "09-02 08:00",
    ):
        mailing.at(f"2022-{moment}").work()
    last = mail_to(newest(mailing), PERSON)
    assert (last.outcome, last.attempts, last.bundle) == (Outcome.GIVEN_UP, 8, first.bundle)


def test_whom_the_server_does_not_know_it_is_given_up_at_once(mailing: Office, mailbox: Mailbox) -> None:
    mailbox.refused = frozenset({OF_PERSON})
    remind(mailing).work()
    refused = mail_to(newest(mailing), PERSON)
    assert (refused.outcome, refused.reason, refused.attempts) == (Outcome.GIVEN_UP, Failure.REFUSED, 1)
    assert len(mailbox.to(OF_LEADER)) == 1


def test_what_the_server_says_to_the_farewell_sends_nothing_again(mailing: Office, mailbox: Mailbox) -> None:
    """The letter is in its hands by then."""
    mailbox.farewell = "421 too busy"
    remind(mailing).work()
    mailing.at("2022-08-31 18:00").work()
    assert (len(mailbox.to(OF_PERSON)), mail_to(newest(mailing), PERSON).outcome) == (1, Outcome.SENT)


def test_a_server_that_cannot_do_what_the_settings_ask_is_named_in_the_log_by_the_kind_of_error(
    mailing: Office, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    mailing.channels = Channels(mail=replace(mailbox.settings(), security=Security.STARTTLS))
    remind(mailing).work()
    assert "SMTPNotSupportedError" in capsys.readouterr().out
    assert {mail_to(newest(mailing), person).outcome for person in (PERSON, LEADER)} == {Outcome.WAITING}
    assert mailbox.letters == []


def test_a_server_that_rests_holds_up_nothing_that_goes_another_way(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much waits for it: as many letters as are looked at in one step, and one more."""
    monkeypatch.setattr(messenger_module, "LOOKED_AT", 1)
    with http_sink(Sink(free_port())) as sink:
        office.channels = Channels(
            mail=Mailbox(free_port()).settings(), webhooks=(Webhook("县平台", f"{sink.url}/duban"),)
        )
        office.mail_of(PERSON, LEADER)
        office.story(*to_rectifying())
        remind(office, "2022-08-26 09:00").work()
        assert len(sink.posts) == 1


def test_an_address_that_is_gone_by_then_is_said_to_be_missing(mailing: Office, mailbox: Mailbox) -> None:
    mailing.digest_for(PERSON, "16:30")
    remind(mailing).work()
    mailing.give(RemoveContact(PERSON, Medium.MAIL), HEAD)
    mailing.at("2022-08-31 16:30").work()
    assert mail_to(newest(mailing), PERSON).reason is Failure.NO_ADDRESS


def test_an_attempt_of_another_that_is_under_way_is_left_alone(mailing: Office, mailbox: Mailbox) -> None:
    """Until so much time is over that nothing more can be heard of it; then it goes out again, as the same letter."""
    remind(mailing)
    another, key = mailing.messenger(), f"MAIL:person:{PERSON}"
    another.write()
    message, now = newest(mailing).id, mailing.installation.now()
    bundle = bundle_of(key, [message])
    assert another.note(message, "attempt", attempted([message], key, bundle), now)
    mailing.work()
    assert mailbox.to(OF_PERSON) == []
    mailing.at("2022-08-31 09:01").work()
    assert mailbox.to(OF_PERSON) == []
    mailing.at("2022-08-31 09:02").work()
    [letter] = mailbox.to(OF_PERSON)
    assert letter["Message-ID"] == f"<{bundle}@example.invalid>"
    assert (mail_to(newest(mailing), PERSON).attempts, LEASE.seconds) == (2, 120)


def test_all_that_is_due_to_one_receiver_goes_in_one_letter(mailing: Office, mailbox: Mailbox) -> None:
    for _ in range(3):
        mailing.story(*to_rectifying()).when_time_passes_until("2022-08-26 10:00")
    mailing.work()
    mailbox.letters.clear()
    remind(mailing).work()
    [letter] = mailbox.to(OF_PERSON)
    assert letter["Subject"] == "督办通知（4条）"
    assert {message.what for message in mailing.messages()} == {What.REMIND}
