"""逐户核查: a list is gone through one by one; who was not met is asked again, and is not verified until then.

A sweep (举一反三) and a screening (排查) go through their lists alike. An item is called by an opaque reference, under
whose key the record of its check is sealed. Source: R004-18, R004-26, R004-31, R002-02.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from domain.circumstances import Circumstances
from domain.refusal import Refused
from domain.sealing import Sealed

REFS_SHOWN = 10
"""So many of those that are missing are named in a refusal."""


class ItemOutcome(StrEnum):
    """What came of the check of one item; only the first two make it verified."""

    CHECKED = "CHECKED"
    FOUND = "FOUND"
    NOT_REACHED = "NOT_REACHED"


ITEM_OUTCOME_NAMES = {
    ItemOutcome.CHECKED: "已核查",
    ItemOutcome.FOUND: "发现问题",
    ItemOutcome.NOT_REACHED: "未见到",
}
VERIFIED = (ItemOutcome.CHECKED, ItemOutcome.FOUND)


class ItemCheck(msgspec.Struct, frozen=True):
    """One item of the list, what came of its check, and the record of it."""

    ref: str
    outcome: ItemOutcome
    record: str


class ItemChecked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same as it stands in an event."""

    ref: str
    outcome: ItemOutcome
    record: Sealed


Outcomes = Mapping[str, ItemOutcome]


def checked(
    checks: tuple[ItemCheck, ...], listed: Mapping[str, str], before: Outcomes, c: Circumstances
) -> tuple[ItemChecked, ...]:
    """The checks as they are recorded. ``listed``: every item of the list, and the unit in which it lies.

    Raises Refused for an item that is not listed, lies out of the actor's reach, is named twice or verified already.
    """
    if not checks:
        raise Refused("no_item_checked")
    if len({check.ref for check in checks}) < len(checks):
        raise Refused("item_twice")
    for check in checks:
        may_be_checked(check.ref, listed, before, c)
    return tuple(ItemChecked(one.ref, one.outcome, c.seal(one.ref, "核查记录", one.record)) for one in checks)


def may_be_checked(ref: str, listed: Mapping[str, str], before: Outcomes, c: Circumstances) -> None:
    if ref not in listed:
        raise Refused("item_not_listed", ref=ref)
    if not c.organisation.touches(c.actor.unit, listed[ref]):
        raise Refused("item_of_another_village", name=c.actor.name, ref=ref, unit=listed[ref])
    if before.get(ref) in VERIFIED:
        raise Refused("item_checked_already", ref=ref)


def not_verified(listed: Mapping[str, str], outcomes: Outcomes) -> tuple[str, ...]:
    """The items that nobody has checked, or at which nobody was met."""
    return tuple(ref for ref in listed if outcomes.get(ref) not in VERIFIED)


def some_of(refs: tuple[str, ...]) -> str:
    """The first of them, by name, for a sentence."""
    more = "等" if len(refs) > REFS_SHOWN else ""
    return "、".join(refs[:REFS_SHOWN]) + more
