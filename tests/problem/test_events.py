"""The event table, the shape of every event, and the golden files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec import inspect

from domain import event_table
from domain.event_table import EVENTS
from domain.events import SYSTEM, Channel, Envelope, Event, EventTable, TopicError, topic
from domain.problem.problem import ProblemEvent
from domain.write_side import KINDS
from tests.golden import all_golden_files, golden_files, topic_of
from tests.golden.specimens import paths_in, specimen

FAMILIES = ("problem", "organisation", "register", "monitoring", "household", "match_run", "consultation")
NOON = datetime(2022, 8, 31, 4, tzinfo=UTC)
HEADER: dict[str, Any] = {
    "originator_id": UUID(int=1),
    "originator_version": 1,
    "timestamp": NOON,
    "occurred_at": NOON,
    "envelope": Envelope(actor=SYSTEM, channel=Channel.SYSTEM, command_id="c"),
}


class Untagged(Event, frozen=True, kw_only=True):
    note: str = ""


class Told(Event, frozen=True, kw_only=True, tag="test.told"):
    note: str = ""


class ToldAgain(Event, frozen=True, kw_only=True, tag="test.told"):
    note: str = ""


class Inheriting(Told, frozen=True, kw_only=True):
    pass


class ToldWithWhom(Event, frozen=True, kw_only=True, tag="test.told.2"):
    note: str
    to: str


# --- the table ----------------------------------------------------------------------------------------------------


def test_a_class_without_a_tag_is_refused() -> None:
    with pytest.raises(TopicError, match="no topic of its own"):
        EventTable([Untagged])


def test_a_class_with_an_inherited_tag_is_refused() -> None:
    with pytest.raises(TopicError, match="no topic of its own"):
        EventTable([Inheriting])


def test_two_classes_with_one_tag_are_refused() -> None:
    with pytest.raises(TopicError, match="share the topic"):
        EventTable([Told, ToldAgain])


def test_an_event_that_is_not_in_the_table_is_not_stored() -> None:
    with pytest.raises(TopicError, match="not in the event table"):
        EVENTS.encode(Told(**HEADER))
    with pytest.raises(TopicError, match="not in the event table"):
        EventTable([Told]).encode(ToldAgain(**HEADER))


def test_an_unknown_topic_is_not_read() -> None:
    with pytest.raises(TopicError, match="unknown event topic"):
        EVENTS.decode("problem.never_heard_of", b"{}")


def test_a_retired_topic_is_read_through_its_upcaster() -> None:
    def with_whom(state: bytes) -> bytes:
        fields = msgspec.json.decode(state)
        return msgspec.json.encode(fields | {"type": "test.told.2", "to": "everybody"})

    old = EventTable([Told]).encode(Told(**HEADER, note="it is late"))
    table = EventTable([ToldWithWhom], upcasters={"test.told": ("test.told.2", with_whom)})
    assert table.decode("test.told", old) == ToldWithWhom(**HEADER, note="it is late", to="everybody")


def test_every_event_class_of_the_domain_is_in_the_table() -> None:
    def below(cls: type[Event]) -> Iterator[type[Event]]:
        for child in cls.__subclasses__():
            yield child
            yield from below(child)

    in_domain = {cls for cls in below(Event) if cls.__module__.startswith("domain.") and cls.__struct_config__.tag}
    assert in_domain == set(EVENTS.classes.values())
    assert set(event_table.PROBLEM_EVENTS) == {cls for cls in below(ProblemEvent) if cls in in_domain}


def test_a_topic_names_its_family_and_stands_in_the_past_tense_of_its_class() -> None:
    for name, cls in EVENTS.classes.items():
        family, _, happened = name.partition(".")
        assert family in {"register", "unit_record", *(kind.name for kind in KINDS)}
        assert happened.replace("_", "") in cls.__name__.lower()
        assert topic(cls) == name


# --- every event class --------------------------------------------------------------------------------------------

every_class = pytest.mark.parametrize("cls", EVENTS.classes.values(), ids=EVENTS.classes.keys())


@every_class
def test_it_comes_back_from_its_bytes_as_it_was(cls: type[Event]) -> None:
    event = specimen(cls)
    assert EVENTS.decode(topic(cls), EVENTS.encode(event)) == event


@every_class
def test_a_field_that_nobody_knows_is_refused_at_every_depth(cls: type[Event]) -> None:
    loose = [struct.cls.__name__ for struct in _structs(inspect.type_info(cls)) if not struct.forbid_unknown_fields]
    assert loose == []
    fields = msgspec.json.decode(EVENTS.encode(specimen(cls)))
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        EVENTS.decode(topic(cls), msgspec.json.encode(fields | {"status": "changed"}))


@every_class
def test_its_bytes_name_its_topic_and_its_instants_are_utc(cls: type[Event]) -> None:
    event = specimen(cls)
    assert event.occurred_at.utcoffset() is not None
    fields = msgspec.json.decode(EVENTS.encode(event))
    assert fields["occurred_at"].endswith("Z")
    assert fields["type"] == topic(cls)


# --- golden files -------------------------------------------------------------------------------------------------


@every_class
def test_the_newest_golden_file_has_its_present_shape(cls: type[Event]) -> None:
    """A further optional field? ``python -m tests.golden``. Any other change is a new topic and an upcaster."""
    golden = msgspec.json.decode(golden_files(topic(cls))[-1].read_bytes())
    now = msgspec.json.decode(EVENTS.encode(specimen(cls)))
    assert set(paths_in(golden)) == set(paths_in(now))


@pytest.mark.parametrize("file", all_golden_files(), ids=lambda file: file.stem)
def test_what_was_ever_written_is_still_read(file: Path) -> None:
    stored = file.read_bytes()
    event = EVENTS.decode(topic_of(file), stored)
    if topic_of(file) in EVENTS.classes:
        assert msgspec.json.decode(EVENTS.encode(event)) == msgspec.json.decode(stored)


def _structs(kind: inspect.Type) -> Iterator[inspect.StructType]:
    match kind:
        case inspect.StructType():
            yield kind
            for field in kind.fields:
                yield from _structs(field.type)
        case inspect.UnionType():
            for option in kind.types:
                yield from _structs(option)
        case inspect.VarTupleType():
            yield from _structs(kind.item_type)
        case inspect.DictType():
            yield from _structs(kind.value_type)
