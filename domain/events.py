"""What every event carries, and the one table topic -> class.

An event is frozen, small, in the past tense, and tagged: the msgspec tag is the topic that is stored beside it, so
code may move without breaking history. Source: the envelope of the domain reference, section 14b.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from domain.sealing import Sealed


class Channel(StrEnum):
    """The way by which a command reached the case."""

    CLI = "cli"
    IMPORT = "import"
    PLAY = "play"
    WEB = "web"
    API = "api"
    PAPER = "paper"
    SYSTEM = "system"


class IdentityBasis(StrEnum):
    """How sure we are that the actor is who the act says (身份核验方式)."""

    ASSERTED = "asserted"  # 身份未核验: the operator of the machine says so
    PASSWORD = "password"
    SECOND_FACTOR = "second_factor"
    OIDC = "oidc"
    PAPER_SCAN = "paper_scan"
    NONE = "none"  # SYSTEM only: nobody signed anything


class Named(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A person as he stood at that moment: responsibility is frozen into the event that speaks of him."""

    person: str
    name: str
    post: str = ""
    unit: str = ""
    on_behalf_of: str = ""

    @property
    def persons(self) -> tuple[str, ...]:
        """Himself, and on whose behalf: both count in the separation of duties."""
        return (self.person, self.on_behalf_of) if self.on_behalf_of else (self.person,)


class Way(StrEnum):
    """How an act went up that nobody at its node could do (domain reference, section 2)."""

    SUBSTITUTE = "SUBSTITUTE"
    CROSS_CHECK = "CROSS_CHECK"
    LEVEL_UP = "LEVEL_UP"


WAY_NAMES = {Way.SUBSTITUTE: "指定替代人", Way.CROSS_CHECK: "交叉核验", Way.LEVEL_UP: "提级办理"}


class Actor(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who acted, in which post and unit, in which role the act was permitted, on whose behalf, and by which way up.

    On somebody's behalf (授权代签), post, unit and role are those of the person who lent them.
    """

    person: str
    name: str = ""
    post: str = ""
    unit: str = ""
    role: str = ""
    on_behalf_of: str | None = None
    way: Way | None = None

    def named(self) -> Named:
        return Named(self.person, self.name, self.post, self.unit, self.on_behalf_of or "")


SYSTEM = Actor(person="SYSTEM", name="系统", role="SYSTEM")


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The circumstances of an act, carried by each of its events.

    ``command_digest`` is a keyed digest of the command's body: the same id with another body is refused.
    ``cause`` names what let a SYSTEM event happen (a workflow run, or the command that found the moment past).
    ``late_reason`` is free text of whoever entered it late (补录原因), sealed like every other reason.
    """

    actor: Actor
    channel: Channel
    command_id: str
    command_digest: str = ""
    operator: str = ""
    identity_basis: IdentityBasis = IdentityBasis.ASSERTED
    cause: str = ""
    correlation: str = ""
    campaign: str = ""
    policy: str = ""
    calendar: str = ""
    late_reason: Sealed | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What every event carries. ``occurred_at`` is when it happened, ``timestamp`` when it was recorded; both UTC."""

    originator_id: UUID
    originator_version: int
    timestamp: datetime
    occurred_at: datetime
    envelope: Envelope

    def apply(self, state: Any) -> Any:
        """The state after this event. Assigns only: it also runs on every replay."""
        raise NotImplementedError(type(self).__name__)

    def evolve(self, state: Any) -> Any:
        """One step of the fold; a family of events may do more than ``apply`` (see ProblemEvent)."""
        return self.apply(state)


class TopicError(Exception):
    """The event table is not sound (a programming error), or a stored event is of a type that is not in it."""


Upcaster = Callable[[bytes], bytes]


class EventTable:
    """The one table topic -> class: refuses a missing, an inherited and a doubled tag.

    ``upcasters`` maps a retired topic to the topic that replaced it and a function from its bytes to the new bytes.
    """

    def __init__(
        self, classes: Iterable[type[Event]], upcasters: dict[str, tuple[str, Upcaster]] | None = None
    ) -> None:
        self.classes: dict[str, type[Event]] = {}
        for cls in classes:
            tag = topic(cls)
            if tag in self.classes:
                raise TopicError(f"{cls.__name__} and {self.classes[tag].__name__} share the topic {tag!r}")
            self.classes[tag] = cls
        self.upcasters = upcasters or {}
        now_used = {tag: cls for tag, cls in self.classes.items() if tag not in self.upcasters}
        self._decoders = {tag: msgspec.json.Decoder(cls).decode for tag, cls in now_used.items()}
        self._encoder = msgspec.json.Encoder()

    def encode(self, event: Event) -> bytes:
        if self.classes.get(topic(type(event))) is not type(event):
            raise TopicError(f"{type(event).__name__} is not in the event table")
        return self._encoder.encode(event)

    def decode(self, stored_topic: str, state: bytes) -> Event:
        decode = self._decoders.get(stored_topic)
        if decode is not None:
            return decode(state)
        if stored_topic not in self.upcasters:
            raise TopicError(f"unknown event topic {stored_topic!r}")
        successor, upcast = self.upcasters[stored_topic]
        return self.decode(successor, upcast(state))


@cache
def topic(cls: type[Event]) -> str:
    """The explicit tag of an event class; TopicError if it has none of its own."""
    tag = cls.__struct_config__.tag
    inherited = any(issubclass(base, Event) and base.__struct_config__.tag == tag for base in cls.__mro__[1:])
    if not isinstance(tag, str) or inherited:
        raise TopicError(f"{cls.__name__} has no topic of its own")
    return tag


class Elsewhere(NamedTuple):
    """An event that a decision adds to another stream, in the same append: a register, a child, a merged target."""

    stream: UUID
    cls: type[Event]
    fields: dict[str, Any]


NewEvent = tuple[type[Event], dict[str, Any]] | Elsewhere
"""What a decision yields: the class of an event and the fields that are its own; here, or elsewhere."""


def in_stream(stream: UUID, decided: Iterable[NewEvent]) -> Iterator[Elsewhere]:
    """What a decision says, said of another stream: how one case makes a further one."""
    for new in decided:
        yield new if isinstance(new, Elsewhere) else Elsewhere(stream, *new)


__all__ = [
    "SYSTEM",
    "WAY_NAMES",
    "Actor",
    "Channel",
    "Elsewhere",
    "Envelope",
    "Event",
    "EventTable",
    "IdentityBasis",
    "Named",
    "NewEvent",
    "TopicError",
    "Way",
    "in_stream",
    "topic",
]
