"""What happens by itself, on states alone: the moments of a case one after the other, by the functions of the product.

Nothing is stored, so papers, registers and referrals, which a level brings about beside the problem, are not made: no
problem asks for them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from domain.calendar import BusinessCalendar
from domain.circumstances import Circumstances
from domain.events import SYSTEM, Channel, Elsewhere, Envelope, IdentityBasis, NewEvent
from domain.obligations import moments
from domain.organisation import Organisation
from domain.pack import Pack
from domain.problem.problem import Problem, ProblemEvent
from domain.sealing import Sealed

NO_TEXT = Sealed("", "")


class Settling:
    """Lets moments and levels happen to problems of one campaign, by one pack and calendar."""

    def __init__(self, campaign: str, pack: Pack, calendar: BusinessCalendar) -> None:
        self.campaign = campaign
        self.pack = pack
        self.calendar = calendar
        self.organisation = Organisation()
        self._envelope = Envelope(
            actor=SYSTEM,
            channel=Channel.SYSTEM,
            command_id="what-if",
            identity_basis=IdentityBasis.NONE,
            campaign=campaign,
        )

    def due(self, problem: Problem, until: datetime) -> Iterator[tuple[ProblemEvent, Problem]]:
        """What falls due in the problem up to and at an instant, oldest first, and how it stands after each.

        Raises CalendarNotCovered.
        """
        state = problem
        while ahead := moments(state, self.pack.policy, self.calendar):
            moment = ahead[0]
            if moment.at > until:
                return
            decided = moment.happen(state, self.circumstances(moment.at))
            happened = list(self.happens(state, decided, moment.at))
            if not happened:
                raise RuntimeError(f"the moment {moment.key!r} changed nothing")
            yield from happened
            _, state = happened[-1]

    def happens(
        self, problem: Problem, decided: Iterable[NewEvent], at: datetime
    ) -> Iterator[tuple[ProblemEvent, Problem]]:
        """The events of the problem itself, as of this instant, and how it stands after each."""
        state = problem
        for new in decided:
            if isinstance(new, Elsewhere):
                continue
            cls, fields = new
            event = cls(
                originator_id=problem.id,
                originator_version=state.version + 1,
                timestamp=at,
                occurred_at=at,
                envelope=self._envelope,
                **fields,
            )
            assert isinstance(event, ProblemEvent), "what happens to a problem is an event of problems"
            state = event.evolve(state)
            yield event, state

    def circumstances(self, at: datetime) -> Circumstances:
        return Circumstances(
            at=at,
            recorded_at=at,
            actor=SYSTEM,
            campaign=self.campaign,
            pack=self.pack,
            calendar=self.calendar,
            organisation=self.organisation.at(at),
            seal_text=no_text,
            look=nothing_there,
            command_id="what-if",
            decide_for=asks_for_nothing,
            holdings_of=asks_for_nothing,
            reveal=asks_for_nothing,
            gaps_within=asks_for_nothing,
        )


def no_text(subject: str, field: str, text: str) -> Sealed:
    return NO_TEXT


def nothing_there(stream: UUID) -> None:
    """Other streams are not replayed."""


def asks_for_nothing(*asked: Any) -> NoReturn:
    raise RuntimeError("what happens by itself asks for nothing of this")
