"""What a decision may know beside the case and the command: who, when, under which rules. It reads no clock itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.calendar import BusinessCalendar, Due, local_date
from domain.events import Actor, Named, NewEvent
from domain.organisation import Organisation, Role
from domain.pack import Pack
from domain.policy import Duty, Policy
from domain.refusal import Refused
from domain.sealing import Sealed

if TYPE_CHECKING:
    from domain.gaps import Gap
    from domain.privacy import Holdings


class NamedAct(Protocol):
    """A row of the authority table, as far as a decision may know it."""

    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> tuple[Role, ...]: ...


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The circumstances of one command. ``at`` is when it happened, ``recorded_at`` when it was entered (both UTC).

    ``seal`` takes (subject, field, text) and gives what may stand in an event instead of the text. ``look`` gives the
    state of another stream at this instant, None if there is nothing in it. ``campaign`` is empty outside campaigns.
    ``decide_for`` takes (command, person, day of the signature) and gives in which post and by which way that person
    may give the command to this case, and its events: what was decided on paper is entered by somebody else. ``acts``:
    every act by its names. ``holdings_of`` counts what there is of a subject of the vault. ``reveal`` gives a sealed
    text back to be compared, never to be stored; empty if it was erased. ``gaps_within`` gives the acts for which an
    organisation has nobody, in some places.
    """

    at: datetime
    recorded_at: datetime
    actor: Actor
    campaign: str
    pack: Pack
    calendar: BusinessCalendar
    organisation: Organisation
    seal_text: Callable[[str, str, str], Sealed]
    look: Callable[[UUID], Any]
    command_id: str
    decide_for: Callable[[Any, str, date], tuple[Actor, Iterator[NewEvent]]]
    holdings_of: Callable[[str], Holdings]
    reveal: Callable[[Sealed], str]
    gaps_within: Callable[[Organisation, tuple[str, ...]], tuple[Gap, ...]]
    acts: Mapping[str, NamedAct] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        return self.pack.policy

    @property
    def today(self) -> date:
        return local_date(self.at)

    def number_head(self, day: date) -> str:
        """How the numbers of the campaign begin: with the word of its pack and the year. A campaign under a code of its
        own has that, too: several by one pack each count from 1.
        """
        head = f"{self.pack.number_prefix}{self.pack.year or day.year}"
        return head if self.campaign == self.pack.id else f"{head}-{self.campaign}"

    def named(self, person_id: str, unit: str | None = None) -> Named:
        return self.organisation.named(person_id, self.at, unit)

    def due(self, duty: Duty, since: date | None = None) -> Due:
        """When a duty that begins now is due, by the policy's period."""
        return self.policy.period(duty).due(self.calendar, since or self.today)

    def not_past(self, due: Due) -> Due:
        """The date that a command sets; refused if its day is over."""
        if due.on < self.today:
            raise Refused("due_in_past", due=due.on, today=self.today)
        return due

    def new_id(self, kind: str, name: object) -> UUID:
        """The id of a further case that this command makes: the same command makes the same one."""
        return uuid5(NAMESPACE_URL, f"duban/{kind}/{self.command_id}/{name}")

    def act_named(self, name: str) -> NamedAct:
        """The act of that name, in English or in Chinese. Raises Refused."""
        try:
            return self.acts[name]
        except KeyError:
            raise Refused("unknown_act", act=name) from None

    def known_category(self, code: str) -> None:
        if self.pack.category(code) is None:
            known = "、".join(f"{category.code} {category.label}" for category in self.pack.taxonomy)
            raise Refused("unknown_category", category=code, known=known)

    def known_source(self, name: str) -> str:
        """The code of a source (问题来源) that the pack names so. Raises Refused."""
        source = self.pack.source(name)
        if source is None:
            known = "、".join(f"{one.code} {one.label}" for one in self.pack.sources) or "（无）"
            raise Refused("unknown_source", source=name, known=known)
        return source.code

    def seal(self, subject: str, field: str, text: str) -> Sealed:
        """Seal a text that must not be empty; ``field`` is the Chinese name a refusal would use."""
        if not text.strip():
            raise Refused("text_missing", field=field)
        return self.seal_text(subject, field, text.strip())
