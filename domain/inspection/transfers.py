"""资金核查: one transfer of money that was followed: what was sent, what arrived and when, what was paid out of it.

How long money may be under way and may lie idle is said by the pack. Source: domain reference, section 8; R003-44.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import msgspec

from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.inspection.inspection import Inspection, VisitEvent
from domain.inspection.visiting import open_visit
from domain.refusal import Refused
from domain.sealing import Sealed
from domain.supervision import TransferRule


class FundFlag(StrEnum):
    """What is wrong with a transfer."""

    SHORT = "SHORT"
    LATE = "LATE"
    HELD = "HELD"


FUND_FLAG_NAMES = {FundFlag.SHORT: "拨付不足额", FundFlag.LATE: "拨付不及时", FundFlag.HELD: "滞留积压"}


class Transfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """下达的一笔资金: amounts in yuan; ``received_on`` None: nothing has arrived; ``paid_on``: the last payment."""

    document: str  # 下达文件的文号
    amount: int
    issued_on: date
    received: int = 0
    received_on: date | None = None
    paid: int = 0
    paid_on: date | None = None


# --- commands -----------------------------------------------------------------------------------------------------


class CheckTransfer(msgspec.Struct, frozen=True):
    """核查资金: one transfer, as its papers in the village or its town show it."""

    village: str
    transfer: Transfer
    record: str


# --- events -------------------------------------------------------------------------------------------------------


class TransferChecked(VisitEvent, frozen=True, kw_only=True, tag="inspection.transfer_checked"):
    """``days_under_way`` until it arrived, ``days_held`` until all of it was paid out; both at most until that day."""

    transfer: Transfer
    days_under_way: int
    days_held: int
    flags: tuple[FundFlag, ...]
    by: Named
    record: Sealed


# --- decisions ----------------------------------------------------------------------------------------------------


def check_transfer(inspection: Inspection, command: CheckTransfer, c: Circumstances) -> Iterator[NewEvent]:
    visit = open_visit(inspection, command.village, c)
    transfer = command.transfer
    the_figures_are_possible(transfer, c.today)
    yield (
        TransferChecked,
        {
            "village": visit.village,
            "transfer": transfer,
            "days_under_way": days_under_way(transfer, c.today),
            "days_held": days_held(transfer, c.today),
            "flags": tuple(flags_of(transfer, c.pack.inspection.transfers, c.today)),
            "by": c.actor.named(),
            "record": c.seal(inspection.subject, "资金核查记录", command.record),
        },
    )


# --- rules --------------------------------------------------------------------------------------------------------


def the_figures_are_possible(transfer: Transfer, today: date) -> None:
    """No more arrives than was sent, or is paid than has arrived; and each in its time."""
    if not 0 <= transfer.paid <= transfer.received <= transfer.amount or transfer.amount < 1:
        raise Refused("transfer_amounts", document=transfer.document)
    if (transfer.received > 0) != (transfer.received_on is not None) or (transfer.paid > 0) != bool(transfer.paid_on):
        raise Refused("transfer_days", document=transfer.document)
    days = [day for day in (transfer.issued_on, transfer.received_on, transfer.paid_on, today) if day is not None]
    if days != sorted(days):
        raise Refused("transfer_days", document=transfer.document)


def flags_of(transfer: Transfer, rule: TransferRule, today: date) -> Iterator[FundFlag]:
    if transfer.received_on is not None and transfer.received < transfer.amount:
        yield FundFlag.SHORT
    if days_under_way(transfer, today) > rule.arrive_days:
        yield FundFlag.LATE
    if days_held(transfer, today) > rule.held_days:
        yield FundFlag.HELD


def days_under_way(transfer: Transfer, today: date) -> int:
    return ((transfer.received_on or today) - transfer.issued_on).days


def days_held(transfer: Transfer, today: date) -> int:
    """How long money that had arrived was not paid out; of what is paid in full, until the last payment."""
    if transfer.received_on is None:
        return 0
    paid_in_full = transfer.paid == transfer.received
    until = transfer.paid_on if paid_in_full and transfer.paid_on else today
    return (until - transfer.received_on).days
