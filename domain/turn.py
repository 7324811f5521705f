"""One turn of a case: the moments that fell due, the person's right, the decision, and the events that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.authorising import Act
from domain.authority import ACT_NAMED, ACT_OF
from domain.calendar import CalendarNotCovered
from domain.campaign.campaign import Campaign
from domain.case import CaseKind, Command, Happening, Moment
from domain.circumstances import Circumstances
from domain.events import SYSTEM, Actor, Channel, Elsewhere, Envelope, Event, IdentityBasis, NewEvent
from domain.gaps import Gap, gaps_within
from domain.lifecycle import follow
from domain.loading import Loaded
from domain.monitoring_case.household_register import register_of
from domain.organisation import ORGANISATION_ID, Organisation
from domain.pack import Pack
from domain.permitting import Permission, authorise, permission
from domain.policy import Policy
from domain.privacy import Holdings, case_of_subject, monitored
from domain.refusal import ANY_KIND, Refused, Withheld
from domain.sealing import PlainText, Sealed
from domain.write_side import KIND_OF_STATE, kind_of

if TYPE_CHECKING:
    from domain.casework import Caller, Casework


@dataclass(slots=True)
class Stream:
    """A stream as this turn sees it: what was loaded, and what the turn has added since.

    ``kept``: something is added to it on purpose; what merely fell due in a case that was looked at is not appended.
    """

    now: Loaded
    events: list[Event] = field(default_factory=list)
    kept: bool = False


class Turn:
    """One attempt at one command on one case: collects the events, evolving the states as it goes.

    ``fresh``: every stream that is read also asks the store for what came since it was cached.
    """

    def __init__(self, casework: Casework, case_id: UUID, by: Caller, digest: str, *, fresh: bool) -> None:
        self.casework = casework
        self.case_id = case_id
        self.by = by
        self.digest = digest
        self.fresh = fresh
        self.texts: list[PlainText] = []
        self.texts_counted: dict[str, int] = {}  # of the subjects whose holdings were looked up
        if fresh:
            casework.load(ORGANISATION_ID, fresh=True)
        self.case = Stream(casework.load(case_id, fresh), kept=True)
        self.streams = {case_id: self.case}
        self.naming, self.named = "", 0  # how the next sealed text is called: see _take

    # --- what is given ---

    def give(self, command: Command) -> None:
        """Decide the command; a command that the case knows already adds nothing. Raises Refused."""
        known = self.case.now.commands.get(self.by.command_id)
        if known is not None:
            if known != self.digest:
                raise Refused("same_id_other_body", command_id=self.by.command_id)
            return
        try:
            self._decide(command, kind_of(command))
        except CalendarNotCovered as gap:
            raise Refused("calendar_not_covered", message=gap.message) from gap

    def _decide(self, command: Command, kind: CaseKind) -> None:
        """What it arms must lie within the calendar, or nothing could ever follow it."""
        if type(command) in kind.creations:
            self._create(command, kind)
        else:
            self._continue(command, kind)
        for stream in self.streams.values():
            if stream.kept:
                self.moments(stream.now.state)

    def _create(self, command: Any, kind: CaseKind) -> None:
        """A command that makes a case, or goes on with one that was always there."""
        state = self.case.now.state
        if state is not None and not kind.standing:
            raise Refused("already_exists", kind=kind.chinese)
        campaign, pack = self._campaign_of(command, kind)
        act = ACT_OF[type(command)]
        actor = self._authorise(act, None, pack, kind)
        at = self._occurred_at(act)
        c = self._circumstances(campaign, pack, actor, at)
        subject = (state or kind.state()) if kind.standing else self.case_id
        envelope = self._envelope(actor, c, self._late_reason(subject_of(command, state, self.case_id)))
        self._take(kind.creations[type(command)](subject, command, c), at, envelope, self.case_id)

    def _continue(self, command: Command, kind: CaseKind) -> None:
        """A command to a case that is there, after whatever fell due has happened."""
        if not isinstance(self.case.now.state, kind.state):
            raise Refused("unknown_case", case=self.case_id, kind=kind.chinese)
        self.settle(self.case_id, f"settled before {self.by.command_id}")
        case = self.case.now.state
        if not kind.may_know(case, self.by.person, self.casework.organisation, self.by.recorded_at):
            raise Withheld(self.case_id, kind.chinese)
        pack = self.rules(case.campaign)
        act = ACT_OF[type(command)]
        actor = self._authorise(act, case, pack, kind)
        self._by_item(act, case, actor)
        at = self._occurred_at(act)
        c = self._circumstances(case.campaign, pack, actor, at)
        envelope = self._envelope(actor, c, self._late_reason(subject_of(command, case, self.case_id)))
        self._take(kind.decisions[type(command)](case, command, c), at, envelope, self.case_id)

    def permissions(self) -> tuple[Permission, ...]:
        """What the person may do with this case now, command by command. Raises Refused for an unknown one."""
        self.casework.organisation.person(self.by.person)
        kind = KIND_OF_STATE.get(type(self.case.now.state))
        if kind is None or kind.standing:
            raise Refused("unknown_case", case=self.case_id, kind=ANY_KIND)
        self.settle(self.case_id, "asked what is permitted")
        case, at = self.case.now.state, self.by.recorded_at
        if not kind.may_know(case, self.by.person, self.casework.organisation, at):
            raise Withheld(self.case_id, ANY_KIND)
        organisation, policy = self.casework.organisation_at(at), self.casework.rules(case.campaign).policy
        return tuple(
            permission(ACT_OF[command], self.by.person, case, organisation, policy, at, kind, self._by_item)
            for command in kind.decisions
        )

    def settle(self, stream_id: UUID, cause: str) -> None:
        """Let every moment of a case that fell due by now happen, oldest first, one at a time."""
        stream, happened = self.streams[stream_id], set()
        while ahead := self.moments(stream.now.state):
            moment, case = ahead[0], stream.now.state
            if moment.at > self.by.recorded_at:
                return
            if moment.key in happened:
                raise RuntimeError(f"the moment {moment.key!r} changed nothing")
            happened.add(moment.key)
            c = self._circumstances(case.campaign, self.rules(case.campaign), SYSTEM, moment.at)
            self._take(
                moment.happen(case, c), moment.at, self._system_envelope(f"moment:{moment.key}", cause, c), stream_id
            )

    def note(self, key: str, happening: Happening, cause: str, campaign: str) -> None:
        """Add what the system says of its own doings; nobody is asked for a right, nothing falls due before it."""
        at = self.by.recorded_at
        c = self._circumstances(campaign, self.rules(campaign), SYSTEM, at)
        self._take(happening(self.case.now.state, c), at, self._system_envelope(key, cause, c), self.case_id)

    def moments(self, state: Any) -> list[Moment]:
        return self.casework.moments(state, self.rules)

    def rules(self, campaign: str) -> Pack:
        """The pack of a campaign, be it the one that this very turn opens. Raises Refused."""
        opening = self.case.now.state
        if isinstance(opening, Campaign) and opening.code == campaign:
            return self.casework.pack(opening.pack)
        return self.casework.rules(campaign)

    # --- other streams ---

    def look(self, stream_id: UUID) -> Any:
        """The state of another stream at this instant, its due moments settled; None if there is nothing in it."""
        return self._stream(stream_id).now.state

    def _stream(self, stream_id: UUID) -> Stream:
        stream = self.streams.get(stream_id)
        if stream is None:
            stream = self.streams[stream_id] = Stream(self.casework.load(stream_id, self.fresh))
            self.settle(stream_id, f"settled before {self.by.command_id}")
        return stream

    # --- what comes of it ---

    @property
    def added(self) -> list[Event]:
        """What is to be appended: first to the case itself, then to the other streams."""
        return [event for stream in self.streams.values() if stream.kept for event in stream.events]

    def _take(self, decided: Iterable[NewEvent], at: datetime, envelope: Envelope, home: UUID) -> None:
        """Add what a decision or a moment of ``home`` says. Its texts are named by the version at which it begins."""
        outer = self.naming, self.named
        self.naming, self.named = f"{home.hex}/{self.streams[home].now.version + 1}", 0
        for new in decided:
            if isinstance(new, Elsewhere):
                self._add(new.stream, new.cls, new.fields, at, envelope)
                self.streams[new.stream].kept = self.streams[home].kept = True
            else:
                self._add(home, *new, at, envelope)
        self.naming, self.named = outer

    def _add(self, stream_id: UUID, cls: type[Event], fields: dict[str, Any], at: datetime, envelope: Envelope) -> None:
        stream = self._stream(stream_id)
        event = cls(
            originator_id=stream_id,
            originator_version=stream.now.version + 1,
            timestamp=self.by.recorded_at,
            occurred_at=at,
            envelope=envelope,
            **fields,
        )
        before, stream.now = stream.now.state, stream.now.after([event])
        follow(before, event, stream.now.state)
        stream.events.append(event)

    # --- the parts ---

    def _campaign_of(self, command: Any, kind: CaseKind) -> tuple[str, Pack]:
        if kind.standing:
            kept_under: str = getattr(command, "campaign", "")
            return kept_under, self.casework.rules(kept_under)
        campaign: str = command.finding.campaign if hasattr(command, "finding") else command.campaign
        if kind.founds_campaign:
            return campaign, self.casework.pack_to_open(campaign, command.pack)
        return campaign, self.casework.rules(campaign)

    def _authorise(self, act: Act, case: Any, pack: Pack, kind: CaseKind) -> Actor:
        at = self.by.recorded_at
        return authorise(act, self.by.person, case, self.casework.organisation_at(at), pack.policy, at, kind)

    def _by_item(self, act: Act, case: Any, actor: Actor) -> None:
        """What the row says of the item of the case. Raises Refused."""
        if act.by_item is not None:
            act.by_item(case, self._circumstances(case.campaign, self.rules(case.campaign), actor, self.by.recorded_at))

    def _occurred_at(self, act: Act) -> datetime:
        """Observations may be entered late, with a reason; decisions always happen when they are recorded."""
        occurred, recorded = self.by.occurred_at, self.by.recorded_at
        if occurred is None or occurred == recorded:
            return recorded
        if occurred > recorded:
            raise Refused("in_the_future", occurred=occurred, recorded=recorded)
        if not act.observation:
            raise Refused("decision_backdated")
        if not self.by.late_reason.strip():
            raise Refused("late_reason_missing")
        return occurred

    def _circumstances(self, campaign: str, pack: Pack, actor: Actor, at: datetime) -> Circumstances:
        return Circumstances(
            at=at,
            recorded_at=self.by.recorded_at,
            actor=actor,
            campaign=campaign,
            pack=pack,
            calendar=self.casework.calendar,
            organisation=self.casework.organisation_at(at),
            seal_text=self._seal,
            look=self.look,
            command_id=self.by.command_id,
            decide_for=self._decide_for,
            acts=ACT_NAMED,
            holdings_of=self._holdings_of,
            reveal=self._reveal,
            gaps_within=partial(self._gaps_within, pack.policy, at),
        )

    def _decide_for(self, command: Command, person: str, signed_on: date) -> tuple[Actor, Iterator[NewEvent]]:
        """A command that somebody else decided on paper, by his own right at this moment: as whom, and its events."""
        kind, case = kind_of(command), self.case.now.state
        act = ACT_OF[type(command)]
        pack = self.casework.rules(case.campaign)
        at = self.by.recorded_at
        organisation = self.casework.organisation_at(at)
        actor = authorise(act, person, case, organisation, pack.policy, at, kind, signed_on)
        self._by_item(act, case, actor)
        c = self._circumstances(case.campaign, pack, actor, at)
        return actor, self._decided(command, c)

    def _decided(self, command: Command, c: Circumstances) -> Iterator[NewEvent]:
        """The events of a command to the case as it stands when the first of them is asked for."""
        yield from kind_of(command).decisions[type(command)](self.case.now.state, command, c)

    def _holdings_of(self, subject: str) -> Holdings:
        """The texts that were ever sealed for a subject of the vault, and the cases that they belong to.

        The texts are counted first: whatever is sealed for it after that makes its erasure a conflict.
        """
        texts = self.texts_counted[subject] = self.casework.vault.texts_of(subject)
        cases = [*monitored(self.look(register_of(subject)))]
        for case_id in self.casework.problems_of(subject):
            problem, last = self.look(case_id), self.casework.last_event(case_id)
            policy = self.casework.rules(problem.campaign).policy
            cases.append(case_of_subject(problem, last.occurred_at, policy))
        return Holdings(texts, tuple(cases))

    def _gaps_within(
        self, policy: Policy, at: datetime, organisation: Organisation, places: tuple[str, ...]
    ) -> tuple[Gap, ...]:
        return gaps_within(organisation, policy, at, places)

    def _reveal(self, sealed: Sealed) -> str:
        return self.casework.vault.reveal([sealed.ref]).get(sealed.ref, "")

    def _seal(self, subject: str, field_name: str, text: str) -> Sealed:
        ref = f"{self.naming}/{self.named}"
        self.named += 1
        self.texts.append(PlainText(ref, subject, field_name, text))
        return Sealed(ref, self.casework.vault.digest(subject, text))

    def _late_reason(self, subject: str) -> Sealed | None:
        """What its giver says of a late entry, sealed; None for what is entered when it happens."""
        if not self.by.late_reason.strip():
            return None
        self.naming, self.named = f"{self.case_id.hex}/{self.case.now.version + 1}/late", 0
        return self._seal(subject, "补录原因", self.by.late_reason.strip())

    def _envelope(self, actor: Actor, c: Circumstances, late_reason: Sealed | None) -> Envelope:
        return Envelope(
            actor=actor,
            channel=self.by.channel,
            command_id=self.by.command_id,
            command_digest=self.digest,
            operator=self.by.operator,
            identity_basis=self.by.identity_basis,
            correlation=self.by.correlation,
            campaign=c.campaign,
            policy=policy_named(c.pack),
            calendar=self.casework.calendar.version,
            late_reason=late_reason,
        )

    def _system_envelope(self, key: str, cause: str, c: Circumstances) -> Envelope:
        return Envelope(
            actor=SYSTEM,
            channel=Channel.SYSTEM,
            command_id=key,
            identity_basis=IdentityBasis.NONE,
            cause=cause,
            correlation=self.by.correlation,
            campaign=c.campaign,
            policy=policy_named(c.pack),
            calendar=self.casework.calendar.version,
        )


def subject_of(command: Any, case: Any, case_id: UUID) -> str:
    """Under whose key the act itself is spoken of: the household's that it names, else the case's."""
    named: str = getattr(getattr(command, "finding", command), "household_ref", "")
    return named or getattr(case, "subject", "") or str(case_id)


def policy_named(pack: Pack) -> str:
    """What an event says of the rules it was decided by; nothing outside campaigns."""
    return f"{pack.id}/{pack.policy.version}" if pack.id else ""
