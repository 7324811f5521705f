"""docs/packs.md says what is so: its tables come from the structs, its commands exist, every field has a name."""

import re
from enum import Enum
from pathlib import Path

import msgspec
import pytest
from msgspec import inspect

from adapters.packs.loading import load_themes, packs_folder
from adapters.packs.reference import BEGIN, reference
from adapters.packs.words import ENUMERATIONS, FIELDS, STRUCTS, words_of
from adapters.play.reading import fields_of
from adapters.play.reference import renewed
from domain.pack import Pack

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "packs.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")


def reached(cls: type[msgspec.Struct]) -> set[type]:
    """Every struct and enumeration that a pack can hold."""
    found: set[type] = set()

    def walk(wanted: inspect.Type) -> None:
        match wanted:
            case inspect.StructType(cls=struct) if struct not in found:
                found.add(struct)
                for field in fields_of(struct).values():
                    walk(field.type)
            case inspect.EnumType(cls=enumeration):
                found.add(enumeration)
            case inspect.VarTupleType(item_type=member):
                walk(member)
            case inspect.DictType(key_type=key, value_type=value):
                walk(key)
                walk(value)
            case inspect.UnionType(types=types):
                for one in types:
                    walk(one)

    walk(inspect.type_info(cls))
    return found


REACHED = reached(Pack)
REACHED_STRUCTS = sorted((cls for cls in REACHED if issubclass(cls, msgspec.Struct)), key=lambda cls: cls.__name__)
REACHED_ENUMERATIONS = sorted((cls for cls in REACHED if issubclass(cls, Enum)), key=lambda cls: cls.__name__)


def test_the_reference_is_that_of_the_structs() -> None:
    current = renewed(TEXT, reference(load_themes(packs_folder())), BEGIN)
    assert current == TEXT, "run: python -m adapters.packs.reference docs/packs.md"


@pytest.mark.parametrize("cls", REACHED_STRUCTS, ids=lambda cls: cls.__name__)
def test_every_field_of_a_pack_has_a_chinese_name_of_its_own(cls: type[msgspec.Struct]) -> None:
    assert cls in STRUCTS
    assert list(FIELDS[cls]) == list(fields_of(cls))
    assert len(set(FIELDS[cls].values())) == len(FIELDS[cls])


@pytest.mark.parametrize("cls", REACHED_ENUMERATIONS, ids=lambda cls: cls.__name__)
def test_every_value_has_a_chinese_word_of_its_own(cls: type[Enum]) -> None:
    assert cls in ENUMERATIONS
    words = [word for value in cls if value.name != "NONE" for word in words_of(cls)[value]]
    assert len(set(words)) == len(words)


def test_the_places_in_the_document_are_there() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (DOCUMENT.parent / link).exists(), link
