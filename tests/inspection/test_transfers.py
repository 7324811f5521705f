"""资金核查: amount, receipt, payment and the days that money was held, and what is wrong with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.inspection.transfers import CheckTransfer, FundFlag, Transfer, TransferChecked
from domain.inspection.visiting import StartVisit
from domain.supervision import TransferRule
from tests.inspection import city
from tests.inspection.trips import Trip
from tests.problem.story import happened, packs

LEAD = city.lead_of("第一组")
VILLAGE = city.villages_of("源县")[0]
PAID = Transfer(
    "源扶〔2018〕11号",
    amount=500_000,
    issued_on=date(2018, 6, 1),
    received=500_000,
    received_on=date(2018, 6, 20),
    paid=500_000,
    paid_on=date(2018, 8, 31),
)


def in_a_village() -> Trip:
    trip = city.planned(city.city(), "第一组", date(2018, 9, 4), date(2018, 9, 5), "2018-09-04 07:00")
    return trip.do(StartVisit(VILLAGE, 3), LEAD, "2018-09-04 09:00")


def checked(**changed: Any) -> CheckTransfer:
    return CheckTransfer(VILLAGE, replace(PAID, **changed), "查看拨付凭证")


@pytest.mark.requirement("R003-44")
def test_a_transfer_is_checked_by_amount_receipt_payment_and_the_days_it_was_held() -> None:
    in_a_village().when(checked(), LEAD, "2018-09-04 15:00").then(
        happened(TransferChecked, village=VILLAGE, days_under_way=19, days_held=72, flags=(), record="查看拨付凭证")
    )


@pytest.mark.requirement("R003-44")
@pytest.mark.parametrize(
    ("changed", "days", "flags"),
    [
        ({"received": 400_000, "paid": 400_000}, (19, 72), (FundFlag.SHORT,)),
        ({"received_on": date(2018, 7, 1)}, (30, 61), ()),
        ({"received_on": date(2018, 7, 2)}, (31, 60), (FundFlag.LATE,)),
        ({"received": 0, "received_on": None, "paid": 0, "paid_on": None}, (95, 0), (FundFlag.LATE,)),
        ({"paid": 499_999, "received_on": date(2018, 6, 6)}, (5, 90), ()),
        ({"paid": 499_999, "received_on": date(2018, 6, 5)}, (4, 91), (FundFlag.HELD,)),
        ({"paid": 0, "paid_on": None, "received": 1, "received_on": date(2018, 6, 5)}, (4, 91), ("SHORT", "HELD")),
    ],
)
def test_what_is_wrong_with_it_is_flagged(
    changed: dict[str, Any], days: tuple[int, int], flags: tuple[FundFlag, ...]
) -> None:
    in_a_village().when(checked(**changed), LEAD, "2018-09-04 15:00").then(
        happened(TransferChecked, days_under_way=days[0], days_held=days[1], flags=flags)
    )


@pytest.mark.requirement("R003-44")
def test_how_long_money_may_be_under_way_and_lie_is_said_by_the_pack() -> None:
    trip = in_a_village()
    pack = packs()["heyuan_2018"]
    strict = replace(pack, inspection=replace(pack.inspection, transfers=TransferRule(arrive_days=10, held_days=30)))
    trip.casework.packs = dict(trip.casework.packs) | {"heyuan_2018": strict}
    trip.when(checked(), LEAD, "2018-09-04 15:00").then(happened(TransferChecked, flags=(FundFlag.LATE, FundFlag.HELD)))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"paid": 500_001}, "transfer_amounts"),
        ({"received": 500_001}, "transfer_amounts"),
        ({"paid": -1}, "transfer_amounts"),
        ({"amount": 0, "received": 0, "paid": 0}, "transfer_amounts"),
        ({"received_on": None}, "transfer_days"),
        ({"paid_on": None}, "transfer_days"),
        ({"paid": 0}, "transfer_days"),
        ({"received_on": date(2018, 5, 31)}, "transfer_days"),
        ({"paid_on": date(2018, 9, 5)}, "transfer_days"),
    ],
)
def test_figures_that_cannot_be_are_refused(changed: dict[str, Any], code: str) -> None:
    trip = in_a_village()
    trip.when(checked(**changed), LEAD, "2018-09-04 15:00").refused(code, document="源扶〔2018〕11号")


def test_it_is_checked_in_a_visit_that_is_open_and_once() -> None:
    trip = in_a_village()
    other = replace(checked(), village=city.villages_of("源县")[1])
    trip.when(other, LEAD, "2018-09-04 15:00").refused("visit_not_begun")
    trip.when(replace(checked(), record=" "), LEAD).refused("text_missing")
    trip.when(checked(), LEAD, command_id="once").accepted()
    position = trip.log_position
    trip.when(checked(), LEAD, "2018-09-04 20:00", command_id="once").then_nothing()
    assert trip.log_position == position
