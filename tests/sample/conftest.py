"""One small county in memory, lived through once; tests only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.event_store.opening import OpenStore, open_in_memory
from adapters.sample.making import Made
from tests.sample.county import made_in


@pytest.fixture(scope="session")
def lived_through() -> Iterator[tuple[OpenStore, Made]]:
    with open_in_memory() as store:
        yield store, made_in(store)


@pytest.fixture(scope="session")
def small_county(lived_through: tuple[OpenStore, Made]) -> OpenStore:
    return lived_through[0]


@pytest.fixture(scope="session")
def small_made(lived_through: tuple[OpenStore, Made]) -> Made:
    return lived_through[1]
