"""时限重算: dates that rest on a calendar which has changed since are counted anew, by a command and an event a case.

The same for every kind of case that owes something: a kind names its command and its event, and says, where it keeps a
date beside what is owed, what becomes of that. Nothing moves by itself. Source: design section 4, domain reference,
section 13.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.calendar import Due
from domain.case import CaseEvent, Decision
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.refusal import Refused
from domain.sealing import Sealed


class ResetDeadlines(msgspec.Struct, frozen=True):
    """时限重算: count what rests on a calendar that was provisional anew, by the one loaded now. One for each kind."""

    reason: str


class DeadlinesReset(CaseEvent, frozen=True, kw_only=True):
    """The base of what comes of it: a changed calendar, loaded on purpose, moves dates that were armed before."""

    by: Named
    reason: Sealed


def counted_anew(due: Due, case: Any, c: Circumstances) -> Due:
    return c.calendar.recounted(due)


def nothing_beside(case: Any, c: Circumstances) -> dict[str, Any]:
    return {}


def resetting(
    event: type[DeadlinesReset],
    anew: Callable[[Due, Any, Circumstances], Due] = counted_anew,
    beside: Callable[[Any, Circumstances], dict[str, Any]] = nothing_beside,
) -> Decision:
    """The decision of one kind. ``beside``: fields of the event for dates of the case that move beside what is owed.

    Only dates that move are armed anew; a case on which nothing moves is refused, so that nothing is recorded.
    """

    def decide(case: Any, command: ResetDeadlines, c: Circumstances) -> Iterator[NewEvent]:
        reason = c.seal(getattr(case, "subject", str(case.id)), "重算原因", command.reason)
        again = {owed.duty: anew(owed.due, case, c) for owed in case.obligations}
        arms = tuple(replace(o, due=again[o.duty]) for o in case.obligations if again[o.duty].at != o.due.at)
        others = beside(case, c)
        if not arms and not others:
            raise Refused("nothing_moves", number=case.number)
        yield event, {"by": c.actor.named(), "reason": reason, "arms": arms, **others}

    return decide
