"""The event sourcing library's own tests of a recorder, as they stand, against ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from eventsourcing.persistence import ApplicationRecorder

from adapters.event_store.opening import OpenStore, open_in_memory
from tests.conftest import Database
from tests.store.library import persistence as library


class Recorders:
    """The opened store of each test, for the library's `create_recorder`."""

    store: OpenStore

    def create_recorder(self) -> ApplicationRecorder:
        return self.store.recorder


class OnSQLite(Recorders):
    @pytest.fixture(autouse=True)
    def _open(self, sqlite_database: Database) -> Iterator[None]:
        with sqlite_database.open() as self.store:
            yield


class OnPostgres(Recorders):
    @pytest.fixture(autouse=True)
    def _open(self, postgres_database: Database) -> Iterator[None]:
        with postgres_database.open() as self.store:
            yield


class InMemory(Recorders):
    @pytest.fixture(autouse=True)
    def _open(self) -> None:
        self.store = open_in_memory()


@pytest.mark.sqlite
class TestApplicationRecorderOnSQLite(OnSQLite, library.ApplicationRecorderTestCase[ApplicationRecorder]):
    pass


@pytest.mark.postgres
class TestApplicationRecorderOnPostgres(OnPostgres, library.ApplicationRecorderTestCase[ApplicationRecorder]):
    pass


class TestApplicationRecorderInMemory(InMemory, library.ApplicationRecorderTestCase[ApplicationRecorder]):
    pass


@pytest.mark.sqlite
class TestIdsOfOneSaveStandTogetherOnSQLite(OnSQLite, library.NonInterleavingNotificationIDsBaseCase):
    pass


@pytest.mark.postgres
class TestIdsOfOneSaveStandTogetherOnPostgres(OnPostgres, library.NonInterleavingNotificationIDsBaseCase):
    pass
