"""A follower in a process of its own, to be killed: ``python -m tests.projections.following LEDGERS_FILE``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Event

from adapters.event_store.opening import open_event_store
from adapters.event_store.schema import postgres_engine, sqlite_engine
from adapters.settings import settings_from
from projections.follower import Follower

AT_ONCE = 1_000
"""Few enough that it is killed between two of many batches."""


def main(ledgers_file: Path) -> None:
    settings = settings_from(os.environ)
    url = settings.database_url
    engine = postgres_engine(url) if url else sqlite_engine(ledgers_file)
    with open_event_store(settings) as store:
        Follower(engine, store.recorder, at_once=AT_ONCE).follow(stop=Event())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
