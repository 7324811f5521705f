"""The journal of whoever gives commands: what was asked, on disk before it is asked; what was answered, on disk after.

Four outcomes, as a black-box checker needs them: asked without an answer is *unknown*, neither a success nor a failure,
until the same command id was asked again and answered. Source: the method of Jepsen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.write_side import KINDS

COMMANDS = {f"{cls.__module__}.{cls.__name__}": cls for kind in KINDS for cls in kind.commands}

What = Literal["asked", "ok", "refused", "unknown"]


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the journal. ``command``, ``body``, ``by`` and ``case_id`` only where something is asked."""

    what: What
    id: str
    command: str = ""
    body: msgspec.Raw = msgspec.Raw(b"null")
    by: str = ""
    case_id: UUID | None = None
    told: str = ""  # the code of a refusal, the type of an error


class Order(msgspec.Struct, frozen=True):
    """A command as it is asked: again under the same id, as long as nobody has answered."""

    id: str
    command: Any
    by: str
    case_id: UUID | None


class Journal:
    """A file of lines, each on disk when ``write`` returns; a line cut off by a kill is no line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._end_cut_off_line()

    def write(self, line: Line) -> None:
        os.write(self._handle, msgspec.json.encode(line) + b"\n")
        os.fdatasync(self._handle)

    def ask(self, order: Order) -> None:
        cls = type(order.command)
        name = f"{cls.__module__}.{cls.__name__}"
        body = msgspec.Raw(msgspec.json.encode(order.command))
        self.write(Line("asked", order.id, name, body, order.by, order.case_id))

    def answer(self, order: Order, what: What, told: str = "") -> None:
        self.write(Line(what, order.id, told=told))

    def _end_cut_off_line(self) -> None:
        content = self.path.read_bytes()
        if content and not content.endswith(b"\n"):
            os.write(self._handle, b"\n")


class Told(msgspec.Struct):
    """What a journal says: every command asked, how often nobody answered at first, and the answers."""

    orders: dict[str, Order] = {}
    answers: dict[str, Line] = {}
    unknown: int = 0

    @property
    def open(self) -> Iterator[Order]:
        """The commands that nobody has answered yet."""
        return (order for id, order in self.orders.items() if id not in self.answers)

    def answered(self, what: What) -> list[str]:
        return [id for id, line in self.answers.items() if line.what == what]


def read(path: Path) -> Told:
    """Read a journal, also one that is being written."""
    told = Told()
    pending: set[str] = set()
    for raw in path.read_bytes().splitlines() if path.exists() else ():
        try:
            line = msgspec.json.decode(raw, type=Line)
        except msgspec.DecodeError:
            continue  # cut off by a kill: it was never on disk as a whole
        if line.what == "asked":
            told.unknown += line.id in pending
            pending.add(line.id)
            command = msgspec.json.decode(line.body, type=COMMANDS[line.command])
            told.orders[line.id] = Order(line.id, command, line.by, line.case_id)
        elif line.what == "unknown":
            told.unknown += 1
            pending.discard(line.id)
        else:
            pending.discard(line.id)
            told.answers[line.id] = line
    told.unknown += len(pending)
    return told
