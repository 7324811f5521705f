"""`duban up` carries messages too: what fell due while nobody looked goes out, and it ends in order."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.notify.settings import Channels
from adapters.settings import Settings
from tests.conftest import Database
from tests.message.office import opened
from tests.message.receiving import Mailbox, free_port, mail_server
from tests.problem.acts import to_rectifying
from tests.problem.people import LEADER, PERSON
from tests.problem.story import instant

PATIENCE = 90.0


def test_up_sends_what_falls_due_and_stops_when_it_is_told(tmp_path: Path) -> None:
    """It is a minute to nine on the day before which a problem was due; a reminder falls due at nine."""
    clock = Clock(datetime.now(UTC), instant("2022-08-31 08:59"), 20.0)
    folder = DataFolder.open(tmp_path / "data", clock).root
    with mail_server(Mailbox(free_port())) as mailbox:
        with opened(Database("sqlite", Settings(data=folder))) as office:
            office.mail_of(PERSON, LEADER)
            office.story(*to_rectifying()).when_time_passes_until("2022-08-26 10:00")
        (folder / "channels.yaml").write_bytes(msgspec.json.encode(Channels(mail=mailbox.settings())))
        (folder / "channels.yaml").chmod(0o600)
        process = subprocess.Popen(
            [sys.executable, "-m", "adapters.cli", "up"],
            env={**os.environ, "DUBAN_DATA": str(folder)},
            cwd=Path(__file__).parents[2],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            give_up = time.monotonic() + PATIENCE
            while len(mailbox.letters) < 2 and process.poll() is None and time.monotonic() < give_up:
                time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 0
        finally:
            if process.poll() is None:
                process.kill()
    assert {letter["To"] for letter in mailbox.letters} == {"person0@example.invalid", "person1@example.invalid"}
    assert len(mailbox.letters) == 2
