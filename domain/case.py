"""What every kind of case has: a stage, a unit that answers for it, what is owed; and events that arm and discharge.

A case is the fold of its events. Every event says what happened (its own fields), which duties it discharges and which
it arms; ``evolve`` applies all three. Source: design section 4, domain reference section 14b.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.calendar import BusinessCalendar
from domain.circumstances import Circumstances
from domain.events import Event, NewEvent
from domain.organisation import Organisation
from domain.owing import Obligation
from domain.policy import Duty, Policy


class Case(Protocol):
    """The state of a case of any kind, as of its last event."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...
    @property
    def campaign(self) -> str: ...
    @property
    def stage(self) -> StrEnum: ...
    @property
    def unit(self) -> str:
        """The unit that answers for it, or at which it lies: permissions are scoped by it."""

    @property
    def number(self) -> str:
        """The name by which people speak of it (问题编号 and the like)."""

    @property
    def answerable(self) -> tuple[str, ...]:
        """People whom the case itself names as responsible: they may act in it wherever their post lies."""

    @property
    def due_on(self) -> date | None: ...
    @property
    def obligations(self) -> tuple[Obligation, ...]: ...


class CaseEvent(Event, frozen=True, kw_only=True):
    """The base of all events of a case: ``arms`` is what is owed from here on, ``discharges`` what no longer is.

    A duty is owed once: arming it again replaces it.
    """

    arms: tuple[Obligation, ...] = ()
    discharges: ClassVar[frozenset[Duty]] = frozenset()

    def apply(self, state: Any) -> Any:
        return state

    def evolve(self, state: Any) -> Any:
        after = self.apply(state)
        gone = self.discharges.union(o.duty for o in self.arms)
        obligations = (*(o for o in after.obligations if o.duty not in gone), *self.arms)
        return replace(after, version=self.originator_version, obligations=obligations)


# --- moments --------------------------------------------------------------------------------------------------------

Happening = Callable[[Any, Circumstances], Iterator[NewEvent]]


class Moment(msgspec.Struct, frozen=True):
    """Something that will happen to the case at ``at`` (UTC) unless the case changes before.

    ``key`` names it, the same for every reader of the same state; ``waits_for`` says in Chinese what is waited for.
    """

    at: datetime
    key: str
    waits_for: str
    happen: Happening


def first_scan_past(owed: Obligation, calendar: BusinessCalendar, since: datetime | None = None) -> datetime:
    """The first scan that finds it overdue: not before it was armed, which may be after its due date, nor ``since``."""
    return calendar.next_scan(max(owed.due.at, owed.armed_at, since or owed.armed_at))


# --- kinds of cases -------------------------------------------------------------------------------------------------

Command = msgspec.Struct
Creation = Callable[[Any, Any, Circumstances], Iterator[NewEvent]]
"""The first argument is the id of the new case; of a standing one, its state."""

Decision = Callable[[Any, Any, Circumstances], Iterator[NewEvent]]
StreamOf = Callable[[Any, str], UUID]


def _waits_for_nothing(state: Any, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    return []


def _covers_nothing(state: Any, key: str, policy: Policy) -> bool:
    return False


def _anybody(state: Any, person: str, organisation: Organisation, at: datetime) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class CaseKind:
    """A kind of case: its commands and what they decide, and the moments it has ahead.

    ``name`` is the first word of its topics and of its workflow ids. ``stream_of`` (command, command id) gives the id
    of the case that a creating command makes: the same command makes the same case, the same natural key too.
    ``standing``: there is one from the beginning, in no campaign, and creating commands go on changing it.
    ``founds_campaign``: its creating command opens the campaign that it names, and names the pack.
    ``is_covered`` says whether a moment that is no longer ahead was overtaken by something that counts as the same.
    ``may_know`` (state, person, organisation, instant): to others a command answers as if the case were not there.
    ``may_read``, the same: who may read its texts, where that is not whoever may read names in its place (privacy.py).
    """

    name: str
    chinese: str
    state: type[Any]
    creations: Mapping[type[Command], Creation]
    decisions: Mapping[type[Command], Decision]
    stream_of: StreamOf
    standing: bool = False
    founds_campaign: bool = False
    stage_names: Mapping[Any, str] = field(default_factory=dict)
    moments: Callable[[Any, Policy, BusinessCalendar], list[Moment]] = _waits_for_nothing
    is_covered: Callable[[Any, str, Policy], bool] = _covers_nothing
    may_know: Callable[[Any, str, Organisation, datetime], bool] = _anybody
    may_read: Callable[[Any, str, Organisation, datetime], bool] | None = None

    @property
    def commands(self) -> tuple[type[Command], ...]:
        return (*self.creations, *self.decisions)

    @property
    def waits(self) -> bool:
        """Whether such a case may have moments ahead."""
        return self.moments is not _waits_for_nothing

    @property
    def for_few(self) -> bool:
        """Whether the very existence of such a case is known to some people only."""
        return self.may_know is not _anybody
