"""抽取 增抽 替换: a draw, one more, one in place of another; each recorded so that it can be drawn again."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar, Literal

import msgspec
from msgspec.structs import replace

from domain.refusal import Refused
from domain.sampling.frame import ANYONE, Entry, Frame, commitment, frame_hash
from domain.sampling.order import Pick, first_picks, lines_of, whole_line
from domain.sampling.rule import DrawPlan, Shortfall, falls_short
from domain.sealing import Sealed

METHOD = "sha256-order-1"
"""The name of the way of drawing told at the top of this package; a recorded draw carries it."""


# --- the record ---------------------------------------------------------------------------------------------------


class SubstitutionReason(StrEnum):
    """Why an entry that was drawn is replaced (替换原因)."""

    ABSENT = "ABSENT"
    WORKING_AWAY = "WORKING_AWAY"
    MOVED = "MOVED"
    DECEASED = "DECEASED"
    DECLINED = "DECLINED"
    RECUSED = "RECUSED"
    OUT_OF_REACH = "OUT_OF_REACH"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"


REASON_NAMES = {
    SubstitutionReason.ABSENT: "多次上门不在家",
    SubstitutionReason.WORKING_AWAY: "全家外出务工",
    SubstitutionReason.MOVED: "已搬迁",
    SubstitutionReason.DECEASED: "已去世",
    SubstitutionReason.DECLINED: "不愿接受访问",
    SubstitutionReason.RECUSED: "督查人员须回避",
    SubstitutionReason.OUT_OF_REACH: "道路中断无法到达",
    SubstitutionReason.NOT_ELIGIBLE: "名单有误，不属抽查对象",
}


class Addition(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag="addition"):
    """增抽: one more of a group, the next in line or, where ``stratum`` names a quota, the next of it."""

    id: str
    group: str = ""
    stratum: str = ANYONE
    kind: ClassVar[Literal["addition"]] = "addition"

    @property
    def taken(self) -> str:
        return self.id


class Substitution(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag="substitution"):
    """替换: ``into`` is visited in place of ``out``."""

    out: str
    into: str
    reason: SubstitutionReason
    note: Sealed | None = None
    kind: ClassVar[Literal["substitution"]] = "substitution"

    @property
    def taken(self) -> str:
        return self.into


class Drawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A draw as it is recorded: what it was made of, who came out, and what was changed since, in order."""

    frame_hash: str
    seed: str
    plan: DrawPlan
    ids: tuple[str, ...]
    acts: tuple[Addition | Substitution, ...] = ()
    method: str = METHOD

    @property
    def current(self) -> tuple[str, ...]:
        """The sample as it stands: substitutes in the place of those they replace, additions at the end."""
        standing = list(self.ids)
        for act in self.acts:
            if isinstance(act, Addition):
                standing.append(act.id)
            else:
                standing[standing.index(act.out)] = act.into
        return tuple(standing)

    @property
    def used(self) -> frozenset[str]:
        """Everyone who was ever drawn: none of them is drawn again."""
        return frozenset((*self.ids, *(act.taken for act in self.acts)))


# --- drawing ------------------------------------------------------------------------------------------------------


def draw(frame: Frame, seed: str, plan: DrawPlan) -> Drawn:
    """Draw from the frame. Raises Refused for a malformed seed, or an entry without the attribute of ``per``.

    A pool that is too small is drawn whole: ``shortages`` says what is missing.
    """
    commitment(seed)
    return Drawn(frame_hash(frame), seed, plan, tuple(pick.id for pick in first_picks(frame, seed, plan)))


def draw_one_more(frame: Frame, drawn: Drawn, group: str = "", stratum: str = ANYONE) -> Drawn:
    """增抽一户: the same order continued. ``group`` where the plan has groups; ``stratum`` is one of its quotas'.

    Raises Refused if nobody is left, or the frame is not the one drawn from.
    """
    require_frame(frame, drawn)
    found = following(frame, drawn, group, stratum)
    return replace(drawn, acts=(*drawn.acts, Addition(found, group, stratum)))


def substitute(frame: Frame, drawn: Drawn, out: str, reason: SubstitutionReason, note: Sealed | None = None) -> Drawn:
    """替换: the next in the order of the group and stratum that ``out`` was drawn for takes its place.

    Raises Refused if ``out`` is not in the sample, nobody is left, or the frame is not the one drawn from.
    """
    require_frame(frame, drawn)
    found = replacement(frame, drawn, out)
    return replace(drawn, acts=(*drawn.acts, Substitution(out, found, reason, note)))


def sample(frame: Frame, drawn: Drawn) -> tuple[Pick, ...]:
    """The sample as it stands, with what each was drawn for. Raises Refused if the frame is another one."""
    require_frame(frame, drawn)
    lines = lines_of(frame, drawn.seed, drawn.plan)
    picks = {pick.id: pick for group, line in lines.items() for pick in whole_line(group, line, drawn.plan.rule)}
    for act in drawn.acts:
        if isinstance(act, Substitution):
            picks[act.into] = replace(picks[act.out], id=act.into)
        elif act.stratum != ANYONE:
            picks[act.id] = replace(picks[act.id], stratum=act.stratum)
    return tuple(picks[id] for id in drawn.current)


# --- what came out ------------------------------------------------------------------------------------------------


class Coverage(msgspec.Struct, frozen=True):
    """覆盖情况: how many of a stratum are in the frame and in the sample; an entry counts in each of its strata."""

    stratum: str
    label: str
    in_frame: int
    in_sample: int


def shortages(frame: Frame, drawn: Drawn) -> tuple[Shortfall, ...]:
    """What the sample lacks in size or of a quota, group by group. Raises Refused if the frame is another one."""
    require_frame(frame, drawn)
    rule = drawn.plan.rule
    lines = lines_of(frame, drawn.seed, drawn.plan)
    current = frozenset(drawn.current)
    return tuple(
        shortfall
        for group, line in lines.items()
        for shortfall in falls_short(rule, [entry for entry in line if entry.id in current], len(line), group)
    )


def coverage(frame: Frame, drawn: Drawn) -> tuple[Coverage, ...]:
    """For each stratum that the plan names, in its order. Raises Refused if the frame is another one."""
    require_frame(frame, drawn)
    current = frozenset(drawn.current)
    rows = []
    for code, label in drawn.plan.rule.named_strata().items():
        members = [entry.id for entry in frame.entries if entry.is_in(code)]
        rows.append(Coverage(code, label, len(members), len(current.intersection(members))))
    return tuple(rows)


# --- who comes next -----------------------------------------------------------------------------------------------


def following(frame: Frame, drawn: Drawn, group: str, stratum: str) -> str:
    """The next that was never drawn: in line, or of a quota's stratum."""
    rule = drawn.plan.rule
    if stratum != ANYONE:
        if stratum not in {quota.code for quota in rule.quotas}:
            raise Refused("not_a_quota", stratum=stratum, label=rule.label)
        return next_in_order(frame, drawn, group, stratum)
    line = line_of(frame, drawn, group)
    return first_unused((pick.id for pick in whole_line(group, line, rule)), drawn, stratum)


def replacement(frame: Frame, drawn: Drawn, out: str) -> str:
    """The next in the order from the group and stratum that ``out`` was drawn for."""
    standing = {pick.id: pick for pick in sample(frame, drawn)}
    if out not in standing:
        raise Refused("not_drawn", id=out)
    return next_in_order(frame, drawn, standing[out].group, standing[out].stratum)


def next_in_order(frame: Frame, drawn: Drawn, group: str, stratum: str) -> str:
    line = line_of(frame, drawn, group)
    return first_unused((entry.id for entry in line if entry.is_in(stratum)), drawn, stratum)


def line_of(frame: Frame, drawn: Drawn, group: str) -> list[Entry]:
    lines = lines_of(frame, drawn.seed, drawn.plan)
    if group not in lines:
        raise Refused("unknown_group", group=group, known="、".join(lines) or "无")
    return lines[group]


def first_unused(ids: Iterable[str], drawn: Drawn, stratum: str) -> str:
    used = drawn.used
    for id in ids:
        if id not in used:
            return id
    raise Refused("nobody_left", label=drawn.plan.rule.label_of(stratum))


def require_frame(frame: Frame, drawn: Drawn) -> None:
    given = frame_hash(frame)
    if given != drawn.frame_hash:
        raise Refused("frame_changed", recorded=drawn.frame_hash, given=given)
