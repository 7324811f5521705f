"""One small county in memory, lived through once; tests only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.event_store.opening import OpenStore, open_in_memory
from adapters.sample.making import Sample
from tests.sample.county import made_in

ONE_LATE = Sample(problems=300, towns=3, seed=6)
"""A county in which one household was entered after its fifteen days."""


@pytest.fixture(scope="session")
def small_county() -> Iterator[OpenStore]:
    with open_in_memory() as store:
        made_in(store, ONE_LATE)
        yield store
