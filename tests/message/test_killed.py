"""Killed between an attempt and its outcome: what can be told from a second copy goes out again, a robot hears it once.

The receiver itself kills the messenger, when it has everything and before it answers.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from adapters.notify.settings import Channels, Robot, Webhook, read_channels
from domain.message.message import Failure, Medium, Outcome
from tests.conftest import Database
from tests.message.office import NINE, Office, remind
from tests.message.receiving import Mailbox, Sink, free_port, http_sink, mail_server
from tests.message.test_robots import the_sending
from tests.problem.acts import to_rectifying
from tests.problem.people import PERSON, TOWN


class Child:
    """The messenger in a process of its own, and its end."""

    def __init__(self, database: Database, channels: Channels, folder: Path) -> None:
        self.file = folder / "channels.yaml"
        self.file.write_bytes(msgspec.json.encode(channels))
        self.file.chmod(0o600)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.message.send_and_be_killed", NINE],
            env={**os.environ, **database.environment(), "DUBAN_CHANNELS": str(self.file)},
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def send(self) -> None:
        """It is killed by what it sends to."""
        self.process.communicate("now\n", timeout=60)
        assert self.process.returncode == -signal.SIGKILL

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)


class Killing(Sink):
    victim: Child | None = None

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any] | None:
        answer = super().take(path, headers, body)
        if self.victim is not None:
            self.victim.kill()
        return answer


class KillingMailbox(Mailbox):
    victim: Child | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if self.victim is not None:
            self.victim.kill()
        return answer


def until_killed(office: Office, database: Database, receiver: Any, tmp_path: Path) -> None:
    office.story(*to_rectifying())
    remind(office, "2022-08-26 09:00").work()
    remind(office)
    child = receiver.victim = Child(database, office.channels, tmp_path)
    child.send()
    receiver.victim = None
    office.installation.casework.cache.evict(office.messages()[0].id)
    assert the_sending(office).outcome is Outcome.UNDER_WAY


def test_mail_goes_out_again_as_the_same_letter(office: Office, database: Database, tmp_path: Path) -> None:
    with mail_server(KillingMailbox(free_port())) as mailbox:
        office.channels = Channels(mail=mailbox.settings())
        office.mail_of(PERSON)
        until_killed(office, database, mailbox, tmp_path)
        office.at("2022-08-31 09:02").work()
        office.at("2022-08-31 18:00").work()
    first, second = mailbox.letters[-2:]
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()
    assert (the_sending(office).outcome, the_sending(office).attempts) == (Outcome.SENT, 2)


def test_an_interface_is_told_again_under_the_same_key(office: Office, database: Database, tmp_path: Path) -> None:
    with http_sink(Killing(free_port())) as sink:
        office.channels = Channels(webhooks=(Webhook("县平台", sink.url),))
        until_killed(office, database, sink, tmp_path)
        office.at("2022-08-31 09:02").work()
    first, second = (headers["idempotency-key"] for _, headers, _ in sink.posts[-2:])
    assert first == second
    assert the_sending(office).outcome is Outcome.SENT


def test_a_robot_is_not_told_again_and_the_outcome_is_said_to_be_unknown(
    office: Office, database: Database, tmp_path: Path
) -> None:
    with http_sink(Killing(free_port())) as sink:
        office.channels = Channels(robots=(Robot("甲镇群", Medium.WECOM, TOWN, "KEY", "", sink.url),))
        until_killed(office, database, sink, tmp_path)
        before = len(sink.posts)
        office.at("2022-08-31 09:02").work()
        office.at("2022-08-31 18:00").work()
        assert len(sink.posts) == before
    assert (the_sending(office).outcome, the_sending(office).reason) == (Outcome.UNKNOWN, Failure.UNKNOWN)


def test_the_file_that_the_child_read_says_what_it_was_told(tmp_path: Path) -> None:
    channels = Channels(robots=(Robot("甲镇群", Medium.WECOM, TOWN, "KEY", "", "http://127.0.0.1:9"),))
    file = tmp_path / "channels.yaml"
    file.write_bytes(msgspec.json.encode(channels))
    file.chmod(0o600)
    assert read_channels(file) == channels
