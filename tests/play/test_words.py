"""Whatever the domain has can be named in a timeline, in English and in Chinese, and never two things alike."""

from enum import Enum

import pytest
from msgspec import inspect

from adapters.play.commands import COMMANDS
from adapters.play.facts import KNOWN
from adapters.play.happenings import classes_named
from adapters.play.reading import fields_of
from adapters.play.words import COLUMNS, EVENTS, FACTS, KEYS, WORDS, value_of, word_of
from domain.event_table import EVENTS as EVENT_TABLE
from domain.event_table import PROBLEM_EVENTS
from domain.events import topic
from domain.policy import Level
from domain.problem.problem import ProblemEvent
from projections.ledger_lines import LedgerLine
from projections.summary import SummaryRow

NOT_ASSERTED = {"serial", "version"}
"""Of a line of the ledger: the row number of one print, and by which event a table that comes back is compared."""

STEP_KEYS = ("at", "by", "do", "with", "case", "expect", "check", "repeat", "problem", "note")


@pytest.mark.parametrize("cls", WORDS, ids=lambda cls: cls.__name__)
def test_every_value_of_an_enumeration_has_a_word_of_its_own(cls: type[Enum]) -> None:
    assert WORDS[cls].keys() == set(cls)
    for value in cls:
        assert value_of(cls, word_of(value)) is value
        assert value_of(cls, value.name.lower()) is value


def test_every_enumeration_that_a_command_or_an_event_speaks_of_has_words() -> None:
    structs = [*(name.command for name in COMMANDS), *PROBLEM_EVENTS]
    spoken_of = {cls for struct in structs for field in fields_of(struct).values() for cls in enumerations(field.type)}
    assert spoken_of <= {*WORDS, *enumerations_of_envelope()}


def enumerations(wanted: inspect.Type) -> set[type[Enum]]:
    match wanted:
        case inspect.EnumType(cls=cls):
            return {cls}
        case inspect.UnionType(types=types):
            return {cls for member in types for cls in enumerations(member)}
        case inspect.VarTupleType(item_type=member):
            return enumerations(member)
        case inspect.StructType(fields=fields):
            return {cls for field in fields for cls in enumerations(field.type)}
    return set()


def enumerations_of_envelope() -> set[type[Enum]]:
    return enumerations(fields_of(ProblemEvent)["envelope"].type)


def test_every_event_has_a_chinese_name_and_is_found_by_it() -> None:
    assert EVENTS.keys() == EVENT_TABLE.classes.keys()
    for cls in PROBLEM_EVENTS:
        assert classes_named(EVENTS[topic(cls)]) == (cls,)


def test_no_event_is_named_like_a_level_except_the_reminder_that_it_is() -> None:
    alike = {name for name in EVENTS.values() if value_of(Level, name) is not None}
    assert alike == {"临期提醒"}


def test_every_field_of_a_ledger_line_can_be_asserted() -> None:
    assert set(fields_of(LedgerLine)) - NOT_ASSERTED <= set(KNOWN)
    assert set(KNOWN) == set(FACTS)


def test_every_column_of_the_summary_can_be_asserted() -> None:
    assert set(fields_of(SummaryRow)) - {"code", "group", "name"} == set(COLUMNS)


@pytest.mark.parametrize("names", [FACTS, COLUMNS, {**EVENTS}], ids=["facts", "columns", "events"])
def test_chinese_names_are_not_doubled(names: dict[str, str]) -> None:
    assert len(set(names.values())) == len(names)


def test_keys_of_a_step_have_chinese_names_of_their_own() -> None:
    assert len({KEYS[key] for key in STEP_KEYS}) == len(STEP_KEYS)
