"""台账更新: in which ledgers of which towns nothing was recorded for longer than the pack allows (R001-18).

A record is whatever somebody did to a problem of the category there, and a signed screening that found none; what only
fell due is no record. ``apply`` is a function of row and event, for any moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.campaign.reporting import ReportOwed, VillageScreeningSigned
from domain.event_table import PROBLEM_EVENTS
from domain.events import Event, IdentityBasis, topic
from domain.pack import Pack
from domain.problem.amending import ProblemCorrected
from domain.problem.problem import ProblemEvent
from domain.problem.registering import ProblemRegistered
from domain.taxonomy import Category
from projections.as_of import Basis
from projections.ledger_lines import day_of
from projections.seeing import Seen

TOPICS = tuple(topic(cls) for cls in (*PROBLEM_EVENTS, ReportOwed, VillageScreeningSigned))


class Recorded(msgspec.Struct, frozen=True):
    """What one stream recorded: in which campaign and place, and in each category the last day."""

    campaign: str
    unit: str
    category: str = ""
    last: dict[str, date] = {}


def apply(row: Recorded | None, event: Event) -> Recorded | None:
    match event:
        case ProblemRegistered():
            place = event.place
            row = row or Recorded(event.envelope.campaign, place.town or place.county, event.category)
        case ReportOwed():
            return row or Recorded(event.envelope.campaign, event.unit)
        case ProblemCorrected() if row is not None and event.category:
            row = replace(row, category=event.category)
    if row is None or event.envelope.identity_basis is IdentityBasis.NONE:
        return row
    day = local_date(event.occurred_at)
    later = {category: max(day, row.last.get(category, day)) for category in categories_of(row, event)}
    return replace(row, last={**row.last, **later})


def categories_of(row: Recorded, event: Event) -> Iterator[str]:
    """In whose ledgers an event stands."""
    if isinstance(event, ProblemEvent):
        yield row.category
    elif isinstance(event, VillageScreeningSigned):
        yield from (item.category for item in event.screened)


class NotKeptUp(msgspec.Struct, frozen=True):
    """A ledger of a town that is no longer kept up: the last record (None: none ever), how many days ago."""

    campaign: str
    unit: str
    category: str
    name: str
    allowed: int
    last_on: date | None = None
    days: int | None = None


class KeptUp(msgspec.Struct, frozen=True):
    basis: Basis
    watched: int
    not_kept_up: tuple[NotKeptUp, ...]


def kept_up(then: Seen, campaign: str, pack: Pack, towns: Iterable[str]) -> KeptUp:
    """Every ledger that the pack wants kept up, in each of these towns."""
    rows, basis = then.folded(apply, TOPICS), then.basis
    last: dict[tuple[str, str], date] = {}
    for row in rows.values():
        if row.campaign == campaign:
            for category, day in row.last.items():
                key = row.unit, category
                last[key] = max(day, last.get(key, day))
    watched = [(town, category) for category in pack.taxonomy if category.kept_up_days for town in towns]
    return KeptUp(basis, len(watched), tuple(stale(watched, last, campaign, day_of(basis.as_of))))


def stale(
    watched: Sequence[tuple[str, Category]], last: Mapping[tuple[str, str], date], campaign: str, today: date
) -> Iterator[NotKeptUp]:
    for town, category in watched:
        day = last.get((town, category.code))
        days = (today - day).days if day else None
        assert category.kept_up_days is not None, "only these are watched"
        if days is None or days > category.kept_up_days:
            yield NotKeptUp(campaign, town, category.code, category.label, category.kept_up_days, day, days)
