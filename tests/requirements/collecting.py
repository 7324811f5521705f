"""A pytest plugin: writes down which tests show which row. `pytest --collect-only -p tests.requirements.collecting`."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import msgspec
import pytest

from tests.requirements.marking import rows_of

OPTION = "--requirements-to"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(OPTION, type=Path, required=True, help="the file to write: row -> test -> number of its cases")


def pytest_collection_finish(session: pytest.Session) -> None:
    shown: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for item in session.items:
        test = item.nodeid.partition("[")[0]
        for row in set(rows_of(item)):
            shown[row][test] += 1
    file: Path = session.config.getoption(OPTION)
    file.write_bytes(msgspec.json.encode(shown))
