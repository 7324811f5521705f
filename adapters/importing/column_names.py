"""What an office calls its columns (栏目对应): said once with --map, remembered for the office.

It is no fact of any case and nothing is computed from it: a setting, kept in a file of the data folder beside the
clock, and in its backups. With PostgreSQL each machine has its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from adapters.data_folder import write_over
from adapters.importing.ledger import AREA_FORM, HOUSEHOLD_FORM
from adapters.importing.text import squeezed
from adapters.refusals import SetupRefused

UNREAD = "不读"
PRINTED = {column: form.printed(column) for form in (HOUSEHOLD_FORM, AREA_FORM) for column in form.words}
"""Column -> what it is called in the printed forms."""

Columns = Mapping[str, str]
"""Heading -> column; empty: not to be read."""


class UnknownColumn(Exception):
    """What was said of a column cannot be understood; `str()` says in Chinese why."""


def columns_said(given: Sequence[str]) -> dict[str, str | None]:
    """``农户=户主姓名`` -> {"农户": "household"}; None: forget what was remembered. Raises UnknownColumn."""
    said: dict[str, str | None] = {}
    for words in given:
        heading, equals, name = words.partition("=")
        if not equals or not heading.strip():
            raise UnknownColumn(f"“{words}”无法识别，请写成 列名=栏目，如 农户=户主姓名")
        said[heading.strip()] = column_named(name.strip()) if name.strip() else None
    return said


def column_named(name: str) -> str:
    """The column of that identifier or of any of its usual words; empty for 不读. Raises UnknownColumn."""
    if name == UNREAD:
        return ""
    if name in PRINTED:
        return name
    found = next((column for form in (HOUSEHOLD_FORM, AREA_FORM) if (column := form.column_of(name))), None)
    if found is None:
        raise UnknownColumn(f"没有“{name}”这个栏目，可写：{'、'.join([*dict.fromkeys(PRINTED.values()), UNREAD])}")
    return found


def remembered(file: Path, office: str) -> dict[str, str]:
    """What an office said before. Raises SetupRefused for a file that was damaged."""
    return dict(all_remembered(file).get(office, {}))


def remember(file: Path, office: str, columns: Columns) -> None:
    known = {**all_remembered(file), office: dict(columns)}
    write_over(file, msgspec.json.format(msgspec.json.encode({key: one for key, one in known.items() if one})))


def all_remembered(file: Path) -> dict[str, dict[str, str]]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, dict[str, str]])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        raise SetupRefused(
            f"{file} 读不了或已损坏：请从备份中放回，或删去它（删去后各单位的栏目对应须重新指明）"
        ) from error


def merged(before: Columns, said: Mapping[str, str | None]) -> dict[str, str]:
    """What was remembered, with what is said now in its place."""
    now = {squeezed(heading): heading for heading in said}
    kept = {heading: column for heading, column in before.items() if squeezed(heading) not in now}
    return kept | {heading: column for heading, column in said.items() if column is not None}


def in_words(columns: Columns) -> str:
    return "、".join(f"{heading}→{PRINTED.get(column, UNREAD)}" for heading, column in columns.items())
