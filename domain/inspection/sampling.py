"""抽样: the seed is committed to, the frame frozen, the sample drawn; more are drawn, or one is replaced, by rule.

The frame itself lies sealed in the vault; with it anybody entitled can repeat the draw. Whoever draws gives it again,
and it must be the one that was frozen. Source: domain reference, section 8; R000-21, R000-24 to R000-26, R003-11.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import NewEvent
from domain.inspection.inspection import (
    DRAW_NAMES,
    Draw,
    DrawOf,
    Inspection,
    InspectionEvent,
    Sampled,
    Stage,
    with_draw,
)
from domain.inspection.profile import profile_of
from domain.refusal import Refused
from domain.sampling.drawing import (
    METHOD,
    Addition,
    Drawn,
    Substitution,
    SubstitutionReason,
    coverage,
    draw,
    draw_one_more,
    sample,
    substitute,
)
from domain.sampling.frame import (
    ANYONE,
    VILLAGE_ATTRIBUTE,
    Entry,
    Frame,
    frame_hash,
    frame_text,
    freeze,
    require_committed,
)
from domain.sampling.rule import DrawPlan, DrawRule
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class CommitSampleSeed(msgspec.Struct, frozen=True):
    """公布种子承诺: the SHA-256 that binds the seed of a draw, before its frame is frozen."""

    draw: str
    commitment: str


class FreezeFrame(msgspec.Struct, frozen=True):
    """冻结抽样框: who can be drawn. ``village`` where all of them are of one, else each entry names its own (村).

    ``reason`` says why a village is drawn once more.
    """

    draw: str
    entries: tuple[Entry, ...]
    of: DrawOf = DrawOf.HOUSEHOLDS
    village: str = ""
    reason: str = ""


class DrawSample(msgspec.Struct, frozen=True):
    """抽取: the seed is told, the sample follows.

    ``count`` says how many, of what the pack sets no floor for, and where a village is drawn once more.
    """

    draw: str
    seed: str
    entries: tuple[Entry, ...]
    count: int = 0


class DrawMore(msgspec.Struct, frozen=True):
    """增抽: one more in a village, the next in order, or the next of a class that has a floor."""

    draw: str
    entries: tuple[Entry, ...]
    village: str = ""
    stratum: str = ANYONE


class ReplaceDrawn(msgspec.Struct, frozen=True):
    """替换: the next in order takes the place of one that was drawn; only for a reason."""

    draw: str
    drawn_out: str
    why: SubstitutionReason
    entries: tuple[Entry, ...]
    remark: str = ""


# --- events -------------------------------------------------------------------------------------------------------


class SampleSeedCommitted(InspectionEvent, frozen=True, kw_only=True, tag="inspection.sample_seed_committed"):
    draw: str
    commitment: str

    def apply(self, state: Inspection) -> Inspection:
        return replace(state, draws=(*state.draws, Draw(self.draw, self.commitment)))


class FrameFrozen(InspectionEvent, frozen=True, kw_only=True, tag="inspection.frame_frozen"):
    """``frame`` is the frame's text in the vault; ``pools`` how many of it lie in each village."""

    draw: str
    of: DrawOf
    frame_hash: str
    pools: dict[str, int]
    frame: Sealed
    village: str = ""
    reason: Sealed | None = None

    def apply(self, state: Inspection) -> Inspection:
        known = state.draw(self.draw)
        assert known is not None, "a frame is frozen after its seed was committed to"
        frozen = replace(known, of=self.of, village=self.village, frame_hash=self.frame_hash, pools=self.pools)
        return with_draw(state, replace(frozen, again=self.reason is not None))


class StratumCount(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How many of a class there were, and were drawn: counts only, nobody's class (R000-25)."""

    code: str
    label: str
    in_frame: int
    in_sample: int


class SampleDrawn(InspectionEvent, frozen=True, kw_only=True, tag="inspection.sample_drawn"):
    draw: str
    seed: str
    plan: DrawPlan
    sample: tuple[Sampled, ...]
    strata: tuple[StratumCount, ...] = ()
    by_method: str = METHOD

    def apply(self, state: Inspection) -> Inspection:
        known = state.draw(self.draw)
        assert known is not None, "a sample is drawn from a frozen frame"
        ids = tuple(one.id for one in self.sample)
        drawn = Drawn(known.frame_hash, self.seed, self.plan, ids, method=self.by_method)
        stage = Stage.DRAWN if state.stage is Stage.PLANNED else state.stage
        return replace(with_draw(state, replace(known, drawn=drawn, sample=self.sample)), stage=stage)


class SampleEnlarged(InspectionEvent, frozen=True, kw_only=True, tag="inspection.sample_enlarged"):
    draw: str
    more: Sampled
    stratum: str = ANYONE
    strata: tuple[StratumCount, ...] = ()

    def apply(self, state: Inspection) -> Inspection:
        known, drawn = recorded(state, self.draw)
        act = Addition(self.more.id, self.more.village if drawn.plan.rule.per else "", self.stratum)
        more = replace(known, drawn=replace(drawn, acts=(*drawn.acts, act)), sample=(*known.sample, self.more))
        return with_draw(state, more)


class SampleReplaced(InspectionEvent, frozen=True, kw_only=True, tag="inspection.sample_replaced"):
    draw: str
    drawn_out: str
    into: Sampled
    why: SubstitutionReason
    note: Sealed | None = None
    strata: tuple[StratumCount, ...] = ()

    def apply(self, state: Inspection) -> Inspection:
        known, drawn = recorded(state, self.draw)
        act = Substitution(self.drawn_out, self.into.id, self.why, self.note)
        standing = tuple(self.into if one.id == self.drawn_out else one for one in known.sample)
        return with_draw(state, replace(known, drawn=replace(drawn, acts=(*drawn.acts, act)), sample=standing))


def recorded(state: Inspection, name: str) -> tuple[Draw, Drawn]:
    known = state.draw(name)
    assert known is not None, "only what was drawn is changed"
    assert known.drawn is not None, "only what was drawn is changed"
    return known, known.drawn


# --- decisions ----------------------------------------------------------------------------------------------------


def commit_sample_seed(inspection: Inspection, command: CommitSampleSeed, c: Circumstances) -> Iterator[NewEvent]:
    if inspection.draw(command.draw) is not None:
        raise Refused("draw_named_twice", draw=command.draw)
    if not is_sha256(command.commitment):
        raise Refused("commitment_malformed")
    yield SampleSeedCommitted, {"draw": command.draw, "commitment": command.commitment}


def freeze_frame(inspection: Inspection, command: FreezeFrame, c: Circumstances) -> Iterator[NewEvent]:
    known = committed(inspection, command.draw)
    if known.frame_hash:
        raise Refused("frame_frozen_already", draw=command.draw)
    frame = freeze(command.entries)
    pools = Counter(village_of(entry, command.village) for entry in frame.entries)
    yield (
        FrameFrozen,
        {
            "draw": command.draw,
            "of": command.of,
            "village": command.village,
            "frame_hash": frame_hash(frame),
            "pools": dict(pools),
            "frame": c.seal(inspection.subject, "抽样框", frame_text(frame)),
            "reason": reason_to_draw_again(inspection, command, pools, c),
        },
    )


def draw_sample(inspection: Inspection, command: DrawSample, c: Circumstances) -> Iterator[NewEvent]:
    known = committed(inspection, command.draw)
    if known.drawn is not None:
        raise Refused("drawn_already", draw=command.draw)
    require_committed(command.seed, known.commitment)
    frame = the_frozen_frame(known, command.entries)
    plan = DrawPlan(f"{inspection.number}/{known.name}", rule_of(known, command.count, c))
    drawn = draw(frame, command.seed, plan)
    yield (
        SampleDrawn,
        {
            "draw": command.draw,
            "seed": command.seed,
            "plan": plan,
            "sample": standing(frame, drawn, known, c),
            "strata": strata_of(frame, drawn),
        },
    )


def draw_more(inspection: Inspection, command: DrawMore, c: Circumstances) -> Iterator[NewEvent]:
    known, drawn = drawn_of(inspection, command.draw)
    frame = the_frozen_frame(known, command.entries)
    after = draw_one_more(frame, drawn, command.village if drawn.plan.rule.per else "", command.stratum)
    yield (
        SampleEnlarged,
        {
            "draw": command.draw,
            "more": standing(frame, after, known, c)[-1],
            "stratum": command.stratum,
            "strata": strata_of(frame, after),
        },
    )


def replace_drawn(inspection: Inspection, command: ReplaceDrawn, c: Circumstances) -> Iterator[NewEvent]:
    known, drawn = drawn_of(inspection, command.draw)
    frame = the_frozen_frame(known, command.entries)
    note = c.seal(command.drawn_out, "替换说明", command.remark) if command.remark else None
    after = substitute(frame, drawn, command.drawn_out, command.why, note)
    into = after.acts[-1].taken
    yield (
        SampleReplaced,
        {
            "draw": command.draw,
            "drawn_out": command.drawn_out,
            "into": next(one for one in standing(frame, after, known, c) if one.id == into),
            "why": command.why,
            "note": note,
            "strata": strata_of(frame, after),
        },
    )


# --- rules --------------------------------------------------------------------------------------------------------


def committed(inspection: Inspection, name: str) -> Draw:
    known = inspection.draw(name)
    if known is None:
        raise Refused("seed_not_committed", draw=name)
    return known


def drawn_of(inspection: Inspection, name: str) -> tuple[Draw, Drawn]:
    known = committed(inspection, name)
    if known.drawn is None:
        raise Refused("not_drawn_yet", draw=name)
    return known, known.drawn


def the_frozen_frame(known: Draw, entries: Iterable[Entry]) -> Frame:
    """The frame given is the one that was frozen, to the last letter."""
    if not known.frame_hash:
        raise Refused("frame_not_frozen", draw=known.name)
    frame = freeze(entries)
    given = frame_hash(frame)
    if given != known.frame_hash:
        raise Refused("frame_changed", recorded=known.frame_hash, given=given)
    return frame


def reason_to_draw_again(
    inspection: Inspection, command: FreezeFrame, villages: Iterable[str], c: Circumstances
) -> Sealed | None:
    """A village is drawn once; a further draw only adds to the sample, and says why."""
    again = [village for village in villages if inspection.sample_of(village, command.of)]
    if not again:
        return None
    if not command.reason.strip():
        raise Refused("redraw_reason_missing", villages="、".join(sorted(again)))
    return c.seal(inspection.subject, "再次抽样的理由", command.reason)


# --- shared -------------------------------------------------------------------------------------------------------


def rule_of(known: Draw, count: int, c: Circumstances) -> DrawRule:
    """How many, and whom first: of households as the pack says; of anything else as many as are asked for."""
    floor = floor_of(known, c)
    if floor is None or (known.again and count > 0):
        if count < 1:
            raise Refused("count_missing", what=DRAW_NAMES[known.of])
        floor = DrawRule(DRAW_NAMES[known.of], count, or_all=True, priority=floor.priority if floor else ())
    return floor if known.village else replace(floor, per=VILLAGE_ATTRIBUTE)


def floor_of(known: Draw, c: Circumstances) -> DrawRule | None:
    return profile_of(c.pack.inspection).households if known.of is DrawOf.HOUSEHOLDS else None


def village_of(entry: Entry, village: str) -> str:
    if village:
        return village
    if VILLAGE_ATTRIBUTE not in entry.attributes:
        raise Refused("attribute_missing", id=entry.id, attribute=VILLAGE_ATTRIBUTE)
    return entry.attributes[VILLAGE_ATTRIBUTE]


def standing(frame: Frame, drawn: Drawn, known: Draw, c: Circumstances) -> tuple[Sampled, ...]:
    """The sample as it stands; of each only the classes that a floor is set for, never an illness or the like."""
    floor = floor_of(known, c)
    with_floor = {quota.code for quota in floor.quotas} if floor else set()
    strata = {entry.id: entry.strata for entry in frame.entries}
    return tuple(
        Sampled(pick.id, pick.group or known.village, tuple(sorted(with_floor.intersection(strata[pick.id]))))
        for pick in sample(frame, drawn)
    )


def strata_of(frame: Frame, drawn: Drawn) -> tuple[StratumCount, ...]:
    counts = coverage(frame, drawn)
    return tuple(StratumCount(one.stratum, one.label, one.in_frame, one.in_sample) for one in counts)


def is_sha256(text: str) -> bool:
    return len(text) == 64 and not set(text) - set("0123456789abcdef")
