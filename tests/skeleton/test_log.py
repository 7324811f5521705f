"""The operation log: one readable or JSON line per event, with its correlation, and never a personal value."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
import structlog

from adapters.log import PERSONAL_KEYS, correlated, set_up_logging

CANARY = "金丝雀户主"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Stage(StrEnum):
    CLAIMED = "CLAIMED"


@dataclass
class Household:
    owner: str


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def service() -> io.StringIO:
    stream = io.StringIO()
    set_up_logging(stream=stream)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_service_writes_one_line_of_json_with_chinese_as_it_is(service: io.StringIO) -> None:
    structlog.get_logger("relay").info("relay moved", unit="甲镇", detail="两\n行")
    assert service.getvalue().count("\n") == 1
    assert "甲镇" in service.getvalue()
    (line,) = lines(service)
    assert (line["event"], line["level"], line["logger"]) == ("relay moved", "info", "relay")
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() == UTC.utcoffset(None)


def test_a_terminal_shows_a_line_that_people_can_read() -> None:
    stream = Terminal()
    set_up_logging(stream=stream)
    structlog.get_logger().warning("follower stopped", position=7, phone=CANARY)
    shown = stream.getvalue()
    assert "follower stopped" in shown
    assert "position" in shown
    assert not shown.startswith("{")
    assert CANARY not in shown


def test_lines_of_libraries_are_written_the_same_way(service: io.StringIO) -> None:
    logging.getLogger("temporalio.worker").warning("poll failed, attempt %d", 3)
    (line,) = lines(service)
    assert (line["event"], line["logger"], line["level"]) == (
        "poll failed, attempt 3",
        "temporalio.worker",
        "warning",
    )
    assert "timestamp" in line


def test_lines_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    set_up_logging(level="WARNING", stream=stream)
    structlog.get_logger().info("quiet")
    logging.getLogger("library").info("quiet")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("key", sorted(PERSONAL_KEYS))
def test_a_personal_value_is_dropped_wherever_it_stands(service: io.StringIO, key: str) -> None:
    structlog.get_logger().info(
        "imported", **{key: CANARY, key.upper(): CANARY, "rows": [{"row": 3, "cells": {key: CANARY}}]}
    )
    assert CANARY not in service.getvalue()
    (line,) = lines(service)
    assert line["rows"] == [{"row": 3, "cells": {}}]


def test_an_object_leaves_only_its_type(service: io.StringIO) -> None:
    structlog.get_logger().info("loaded", subject=Household(CANARY), raw=CANARY.encode())
    (line,) = lines(service)
    assert (line["subject"], line["raw"]) == ("<Household>", "<bytes>")


def test_identifiers_are_written_as_they_print(service: io.StringIO) -> None:
    case = UUID("12345678-1234-5678-1234-567812345678")
    structlog.get_logger().info("moved", case=case, due=datetime(2023, 10, 7, 16, tzinfo=UTC), stage=Stage.CLAIMED)
    (line,) = lines(service)
    assert (line["case"], line["due"], line["stage"]) == (str(case), "2023-10-07 16:00:00+00:00", "CLAIMED")


def test_an_exception_tells_types_and_places_but_not_what_it_quotes(service: io.StringIO) -> None:
    def look_up(owner: str) -> None:
        try:
            raise KeyError(owner)
        except KeyError as missing:
            raise ValueError(f"no household of {owner}") from missing

    for log in (structlog.get_logger("ours"), logging.getLogger("library")):
        try:
            look_up(CANARY)
        except ValueError:
            log.exception("look-up failed")
    assert CANARY not in service.getvalue()
    for line in lines(service):
        assert "builtins.ValueError" in line["exception"]
        assert "builtins.KeyError" in line["exception"]
        assert "in look_up" in line["exception"]


def test_every_line_inside_carries_the_correlation_id(service: io.StringIO) -> None:
    log = structlog.get_logger()

    async def command() -> None:
        with correlated("req-7"):
            await asyncio.to_thread(log.info, "in a thread")
            logging.getLogger("library").info("of a library")
        log.info("afterwards")

    asyncio.run(command())
    found = {line["event"]: line.get("correlation") for line in lines(service) if line["logger"] != "asyncio"}
    assert found == {"in a thread": "req-7", "of a library": "req-7", "afterwards": None}
