"""One small county in memory, lived through once; tests only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.event_store.opening import OpenStore, open_in_memory
from tests.sample.county import made_in


@pytest.fixture(scope="session")
def small_county() -> Iterator[OpenStore]:
    with open_in_memory() as store:
        made_in(store)
        yield store
