"""An office on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Database
from tests.message.office import Office, opened


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with opened(database) as office:
        yield office
