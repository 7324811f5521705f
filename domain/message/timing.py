"""何时发: quiet hours and rest days wait for the next working morning; a digest a day; what is old only in a digest.

Source: design.md section 5; features 35. All of it is a function of instants, preferences and the calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from domain.calendar import ONE_DAY, SHANGHAI, BusinessCalendar, local_date
from domain.message.contacts import Contacts, Preferences
from domain.message.message import Medium, Receiver, Sending, persons_of
from domain.organisation import Organisation

DAY_BEGINS = time(8)
"""Of a rest day one waits until then on the next working day, if quiet hours do not say when the morning begins."""

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long after a failed attempt the next one is made; after the last it is given up."""

USUAL = Preferences()


class Outlet(msgspec.Struct, frozen=True):
    """A group's robot or an interface, as set for this installation: what it is told of; no unit: of all."""

    medium: Medium
    name: str
    unit: str = ""


def is_late(about_at: datetime, now: datetime, calendar: BusinessCalendar) -> bool:
    """Whether the moment is older than one working day: the same time of day on the working day after it is past."""
    return now > at_time(calendar.nth_working_day(local_date(about_at), 1), about_at.astimezone(SHANGHAI).time())


def awake(at: datetime, preferences: Preferences, calendar: BusinessCalendar) -> datetime:
    """The first instant from ``at`` on that is on a working day and not in quiet hours."""
    today, clock = local_date(at), at.astimezone(SHANGHAI).time()
    begin, end = preferences.quiet_from, preferences.quiet_until
    overnight = begin > end
    morning = end if overnight else DAY_BEGINS
    if not calendar.is_working(today):
        return at_time(calendar.working_on_or_after(today), morning)
    if overnight and clock >= begin:
        return at_time(calendar.working_on_or_after(today + ONE_DAY), morning)
    quiet = clock < end if overnight else begin <= clock < end
    return at_time(today, end) if quiet else at


def next_digest(at: datetime, preferences: Preferences, calendar: BusinessCalendar) -> datetime:
    """The first digest after ``at``: at the person's hour of a working day."""
    today = local_date(at)
    of_today = at_time(today, preferences.digest_at)
    day = calendar.working_on_or_after(today if at < of_today else today + ONE_DAY)
    return at_time(day, preferences.digest_at)


def again_at(
    attempts: int, now: datetime, preferences: Preferences | None, calendar: BusinessCalendar
) -> datetime | None:
    """When to try again after so many attempts; None: it is given up. A machine has no preferences."""
    if attempts > len(BACK_OFF):
        return None
    then = now + BACK_OFF[attempts - 1]
    return awake(then, preferences, calendar) if preferences else then


def planned(
    receivers: Iterable[Receiver],
    contacts: Mapping[str, Contacts],
    outlets: Iterable[Outlet],
    media: frozenset[Medium],
    organisation: Organisation,
    late: bool,
    now: datetime,
    calendar: BusinessCalendar,
) -> tuple[Sending, ...]:
    """By which ways a message goes out, and when. ``media``: those by which this installation can reach a person."""
    receivers = tuple(receivers)
    own = to_persons(persons_of(receivers), contacts, media, late, now, calendar)
    if late:
        return tuple(own)
    units = {receiver.who.unit for receiver in receivers}
    return (*own, *to_outlets(units, outlets, organisation, now, calendar))


def to_persons(
    persons: Iterable[str],
    contacts: Mapping[str, Contacts],
    media: frozenset[Medium],
    late: bool,
    now: datetime,
    calendar: BusinessCalendar,
) -> Iterator[Sending]:
    for person in persons:
        known = contacts.get(person, Contacts())
        digest = late or not known.preferences.at_once
        when = next_digest if digest else awake
        for medium in known.addresses:
            if medium in media:
                yield Sending(medium, person, when(now, known.preferences, calendar), digest=digest)


def to_outlets(
    units: Iterable[str],
    outlets: Iterable[Outlet],
    organisation: Organisation,
    now: datetime,
    calendar: BusinessCalendar,
) -> Iterator[Sending]:
    """A group's robot hears of what is told to somebody of its unit; an interface is a machine and never sleeps."""
    units = [unit for unit in units if unit]
    for outlet in outlets:
        if not outlet.unit or any(organisation.is_within(unit, outlet.unit) for unit in units):
            due_at = now if outlet.medium is Medium.WEBHOOK else awake(now, USUAL, calendar)
            yield Sending(outlet.medium, outlet.name, due_at, group=True)


def at_time(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)
