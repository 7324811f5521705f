"""表态发言: villages with many problems, or that lag behind, speak at the meeting; the list is approved by a person.

Source: domain reference, section 5; R000-32.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from domain.campaign.campaign import Campaign, CampaignEvent, Speaker
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.refusal import Refused
from domain.sealing import Sealed

PROBLEMS_AT_LEAST = 5
"""From how many problems on a village is proposed, where the pack does not say."""

# --- commands -----------------------------------------------------------------------------------------------------


class VillageCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many problems were found in a village, as the ledger counts them."""

    village: str
    problems: int


class Lagging(msgspec.Struct, frozen=True):
    """推进不力: a village that lags behind, and what shows it."""

    village: str
    basis: str


class ProposeSpeakers(msgspec.Struct, frozen=True):
    """拟定表态发言名单. ``position`` is how far the log had been read when the problems were counted."""

    counts: tuple[VillageCount, ...]
    lagging: tuple[Lagging, ...] = ()
    position: int = 0


class ApproveSpeakers(msgspec.Struct, frozen=True):
    """审定表态发言名单: who is struck off is so with a reason."""

    struck_off: tuple[str, ...] = ()
    reason: str = ""


# --- events -------------------------------------------------------------------------------------------------------


class SpeakersProposed(CampaignEvent, frozen=True, kw_only=True, tag="campaign.speakers_proposed"):
    by: Named
    threshold: int
    speakers: tuple[Speaker, ...]
    position: int = 0

    def apply(self, state: Campaign) -> Campaign:
        return replace(state, speakers_proposed=self.speakers, speakers_proposed_by=self.by.person)


class SpeakersApproved(CampaignEvent, frozen=True, kw_only=True, tag="campaign.speakers_approved"):
    by: Named
    villages: tuple[str, ...]
    struck_off: tuple[str, ...] = ()
    reason: Sealed | None = None

    def apply(self, state: Campaign) -> Campaign:
        return replace(state, speakers=self.villages, speakers_proposed=None)


# --- decisions ----------------------------------------------------------------------------------------------------


def propose_speakers(campaign: Campaign, command: ProposeSpeakers, c: Circumstances) -> Iterator[NewEvent]:
    for village in {*(one.village for one in command.counts), *(one.village for one in command.lagging)}:
        c.organisation.unit(village)
    rule = c.pack.accountability.pledge_speech
    threshold = rule.problems_at_least if rule else PROBLEMS_AT_LEAST
    bases = {one.village: c.seal(str(campaign.id), "推进不力情形", one.basis) for one in command.lagging}
    yield (
        SpeakersProposed,
        {
            "by": c.actor.named(),
            "threshold": threshold,
            "speakers": tuple(speakers(command.counts, bases, threshold)),
            "position": command.position,
        },
    )


def approve_speakers(campaign: Campaign, command: ApproveSpeakers, c: Circumstances) -> Iterator[NewEvent]:
    if campaign.speakers_proposed is None:
        raise Refused("no_speakers_proposed")
    proposed = tuple(speaker.village for speaker in campaign.speakers_proposed)
    for village in command.struck_off:
        if village not in proposed:
            raise Refused("not_on_the_list", village=village, known="、".join(proposed))
    reason = c.seal(str(campaign.id), "未列入理由", command.reason) if command.struck_off else None
    yield (
        SpeakersApproved,
        {
            "by": c.actor.named(),
            "villages": tuple(village for village in proposed if village not in command.struck_off),
            "struck_off": command.struck_off,
            "reason": reason,
        },
    )


# --- shared -------------------------------------------------------------------------------------------------------


def speakers(counts: Iterable[VillageCount], lagging: dict[str, Sealed], threshold: int) -> Iterator[Speaker]:
    """Villages that lag behind, and those with so many problems, in the order of their names."""
    problems = {one.village: one.problems for one in counts}
    for village in sorted(problems.keys() | lagging.keys()):
        found = problems.get(village, 0)
        if found >= threshold or village in lagging:
            yield Speaker(village, found, lagging.get(village))
