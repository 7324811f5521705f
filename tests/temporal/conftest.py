from __future__ import annotations

import time
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _native_threads_end_before_the_interpreter() -> Iterator[None]:
    """The SDK's threads crash an interpreter that exits at once (sdk-python issue 300)."""
    yield
    time.sleep(0.5)
