"""The operation log (运行日志): one JSON line per event in a service, readable in a terminal, never a personal value.

What happened to a case stands in the event log; here stands how the machine is doing. Every line, those of the
libraries included, passes ``without_personal_values``. Whatever a line is about is said by ids:
``log.info("command refused", case=problem_no, code=refusal.code)``.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, time
from enum import Enum
from pathlib import PurePath
from traceback import format_tb
from typing import Any, TextIO
from uuid import UUID

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

PERSONAL_KEYS = frozenset(
    {
        "account",
        "address",
        "answer",
        "content",
        "effect",
        "household",
        "id_card",
        "id_number",
        "measures",
        "members",
        "name",
        "note",
        "person_name",
        "phone",
        "plain",
        "plain_text",
        "progress",
        "reason",
        "result",
        "statement",
        "text",
    }
)
"""Keys whose value may speak of a person (domain reference, section 14); dropped at any depth of a log line."""

IDENTIFIERS = (UUID, date, time, PurePath)
"""Types that cannot hold a free text and are written as they print (a datetime is a date)."""


def set_up_logging(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send the lines of structlog and the standard library to ``stream``, or to stderr.

    Readable where that is a terminal, elsewhere one JSON object a line.
    """
    stream = stream or sys.stderr
    enrichment: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendering: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.ExceptionRenderer(_types_and_places),
        without_personal_values,
        _renderer(stream),
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=enrichment, processors=rendering))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it introduces every one of its plug-ins
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *enrichment,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def correlated(correlation: str) -> AbstractContextManager[None]:
    """Every line logged inside carries this correlation id, in awaited code and in ``asyncio.to_thread`` too."""
    return structlog.contextvars.bound_contextvars(correlation=correlation)


def without_personal_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop what PERSONAL_KEYS name, at any depth; of an object that is not an identifier leave only its type."""
    return _without_personal_keys(event)


def _without_personal_keys(mapping: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): _harmless(value) for key, value in mapping.items() if str(key).lower() not in PERSONAL_KEYS}


def _harmless(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return _without_personal_keys(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_harmless(item) for item in value]
    if isinstance(value, IDENTIFIERS):
        return str(value)
    return f"<{type(value).__qualname__}>"


def _types_and_places(exc_info: ExcInfo) -> str:
    """The chain of exceptions, the last raised first, by type and place. Their messages may quote personal values."""
    error: BaseException | None = exc_info[1]
    lines: list[str] = []
    while error is not None:
        lines += [f"{type(error).__module__}.{type(error).__qualname__}\n", *format_tb(error.__traceback__)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(lines)


def _renderer(stream: TextIO) -> Processor:
    if stream.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(serializer=json.dumps, ensure_ascii=False)
