"""虚假整改线索: which rectifications look false? Each signal cites the events behind it, and is for a person to judge.

A coincidence is no proof: one photo may rightly serve two problems of one household, and somebody may sign a long list
with care. Every signal has a ``key`` that stays the same when the log grows, so that a judgement can name it.
Source: domain reference, section 4; R001-59, R002-27, R002-50.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.calendar import SHANGHAI, local_date
from domain.likeness import groups_alike
from domain.pack import Pack
from domain.policy import SignalRule
from projections.as_of import Basis
from projections.ledger import Ref
from projections.traces import Closing, Mark, Piece, Trace


class SignalKind(StrEnum):
    SAME_EVIDENCE = "SAME_EVIDENCE"
    OLD_EVIDENCE = "OLD_EVIDENCE"
    COPIED_MEASURES = "COPIED_MEASURES"
    BULK_CLOSING = "BULK_CLOSING"
    QUICK_REBOUND = "QUICK_REBOUND"
    CONTRADICTED_CHECK = "CONTRADICTED_CHECK"


SIGNAL_NAMES = {
    SignalKind.SAME_EVIDENCE: "一证多用",
    SignalKind.OLD_EVIDENCE: "佐证早于问题",
    SignalKind.COPIED_MEASURES: "整改措施雷同",
    SignalKind.BULK_CLOSING: "短时间集中销号",
    SignalKind.QUICK_REBOUND: "销号后很快反弹",
    SignalKind.CONTRADICTED_CHECK: "抽查与复核结论不符",
}


class Cited(msgspec.Struct, frozen=True):
    """An event that a signal rests on."""

    case_id: UUID
    problem_no: str
    version: int
    occurred_at: datetime


class Signal(msgspec.Struct, frozen=True):
    """A coincidence, in words, with every event behind it."""

    key: str
    kind: SignalKind
    name: str
    says: str
    cites: tuple[Cited, ...]


class Signals(msgspec.Struct, frozen=True):
    """The signals from one viewpoint. ``plans_compared``: of so many problems the measures were read and compared."""

    basis: Basis
    plans_compared: int
    signals: tuple[Signal, ...]


Rule = Callable[[Sequence[Trace], Mapping[str, Pack]], Iterator[Signal]]


def signals_in(traces: Sequence[Trace], packs: Mapping[str, Pack]) -> Iterator[Signal]:
    """All that can be seen without reading a text, rule by rule."""
    for rule in RULES:
        yield from rule(traces, packs)


# --- the rules --------------------------------------------------------------------------------------------------------


def same_evidence(traces: Sequence[Trace], packs: Mapping[str, Pack]) -> Iterator[Signal]:
    """One file for several problems, unless they are all one household's: one visit serves all of these."""
    users: dict[str, dict[UUID, tuple[Trace, Piece]]] = defaultdict(dict)
    for trace in traces:
        for piece in trace.pieces:
            users[piece.evidence.sha256].setdefault(trace.case_id, (trace, piece))
    for sha256, cases in users.items():
        found = list(cases.values())
        if len(found) > 1 and not of_one_household(trace for trace, _ in found):
            says = f"同一佐证（{sha256[:12]}）用于{len(found)}个问题：{numbers(trace for trace, _ in found)}"
            cites = (cited(trace, piece.mark) for trace, piece in found)
            yield signal(SignalKind.SAME_EVIDENCE, sha256, says, cites)


def old_evidence(traces: Sequence[Trace], packs: Mapping[str, Pack]) -> Iterator[Signal]:
    """Taken on a day before the problem was registered, or, once reopened, before it was reopened."""
    for trace in traces:
        for piece in trace.pieces:
            taken_at = piece.evidence.taken_at
            if taken_at is None or piece.with_the_problem or not is_a_day_before(taken_at, piece.round_began):
                continue
            says = (
                f"{trace.problem_no}的佐证（{piece.evidence.sha256[:12]}）拍摄于{day(taken_at)}，"
                f"早于问题登记或重新打开的{day(piece.round_began)}"
            )
            key = f"{trace.case_id}/{piece.mark.version}/{piece.evidence.sha256}"
            yield signal(SignalKind.OLD_EVIDENCE, key, says, [cited(trace, piece.mark)])


def bulk_closing(traces: Sequence[Trace], packs: Mapping[str, Pack]) -> Iterator[Signal]:
    """More closed by one person within some minutes than can be looked at."""
    by_signer: dict[tuple[str, str], list[tuple[Trace, Closing]]] = defaultdict(list)
    for trace in traces:
        for closing in trace.closings:
            by_signer[trace.campaign, closing.mark.by.person].append((trace, closing))
    for (campaign, _), closings in by_signer.items():
        rule = rule_of(campaign, packs)
        closings.sort(key=lambda one: one[1].mark.at)
        times = [closing.mark.at for _, closing in closings]
        for first, last in bursts(times, rule.bulk_closes, timedelta(minutes=rule.bulk_minutes)):
            found, begin = closings[first : last + 1], times[first]
            minutes = -(-(times[last] - begin) // timedelta(minutes=1))
            who = found[0][1].mark.by
            says = f"{who.unit}{who.post}{who.name}在{minutes}分钟内销号{len(found)}件（{moment(begin)}起）"
            cites = [cited(trace, closing.mark) for trace, closing in found]
            yield signal(SignalKind.BULK_CLOSING, f"{cites[0].case_id}/{cites[0].version}", says, cites)


def quick_rebound(traces: Sequence[Trace], packs: Mapping[str, Pack]) -> Iterator[Signal]:
    for trace in traces:
        for reopening in trace.reopenings:
            closed, again = reopening.closing.mark, reopening.mark
            days = (local_date(again.at) - local_date(closed.at)).days
            if days <= rule_of(trace.campaign, packs).rebound_days:
                says = f"{trace.problem_no}于{day(closed.at)}由{closed.by.name}销号，{days}天后重新打开"
                key = f"{trace.case_id}/{again.version}"
                yield signal(SignalKind.QUICK_REBOUND, key, says, [cited(trace, closed), cited(trace, again)])


def contradicted_check(traces: Sequence[Trace], packs: Mapping[str, Pack]) -> Iterator[Signal]:
    """A look-back, or a later layer, that failed what a layer had passed."""
    for trace in traces:
        for contradiction in trace.contradictions:
            found = contradiction.found
            passed = "、".join(f"{mark.by.name}（{day(mark.at)}）" for mark in contradiction.passed)
            says = f"{trace.problem_no}经{passed}复核通过，{day(found.at)}{found.by.name}查实不符"
            cites = (cited(trace, mark) for mark in (*contradiction.passed, found))
            yield signal(SignalKind.CONTRADICTED_CHECK, f"{trace.case_id}/{found.version}", says, cites)


RULES: tuple[Rule, ...] = (same_evidence, old_evidence, bulk_closing, quick_rebound, contradicted_check)


def copied_measures(traces: Sequence[Trace], packs: Mapping[str, Pack], texts: Mapping[Ref, str]) -> Iterator[Signal]:
    """上下一般粗: measures of several problems of one campaign that follow one text. ``texts``: what was revealed."""
    by_campaign: dict[str, dict[Ref, tuple[Trace, Mark]]] = defaultdict(dict)
    for trace in traces:
        for ref in trace.measures:
            if ref in texts and trace.planned is not None:
                by_campaign[trace.campaign][ref] = (trace, trace.planned)
    for campaign, written in by_campaign.items():
        alike_percent = rule_of(campaign, packs).alike_percent
        for first, followers in groups_alike({ref: texts[ref] for ref in written}, alike_percent):
            found = list({written[ref][0].case_id: written[ref] for ref in (first, *followers)}.values())
            if len(found) > 1 and not of_one_household(trace for trace, _ in found):
                says = (
                    f"{len(found)}个问题的整改措施与{found[0][0].problem_no}的相同或近似"
                    f"（相似度{min(followers.values())}%以上）：{numbers(trace for trace, _ in found)}"
                )
                cites = (cited(trace, mark) for trace, mark in found)
                yield signal(SignalKind.COPIED_MEASURES, first, says, cites)


# --- shared -----------------------------------------------------------------------------------------------------------


def bursts(times: Sequence[datetime], more_than: int, within: timedelta) -> list[tuple[int, int]]:
    """First and last index of each stretch of more than so many instants within so long, joined where they overlap."""
    found: list[tuple[int, int]] = []
    for first in range(len(times) - more_than):
        last = first + more_than
        if times[last] - times[first] > within:
            continue
        if found and first <= found[-1][1]:
            first, _ = found.pop()
        found.append((first, last))
    return found


def of_one_household(traces: Iterable[Trace]) -> bool:
    households = {trace.household for trace in traces}
    return len(households) == 1 and "" not in households


def is_a_day_before(at: datetime, then: datetime) -> bool:
    """By the day: what was found in the morning may be registered in the evening."""
    return local_date(at) < local_date(then)


def rule_of(campaign: str, packs: Mapping[str, Pack]) -> SignalRule:
    pack = packs.get(campaign)
    return pack.policy.signals if pack else SignalRule()


def signal(kind: SignalKind, key: str, says: str, cites: Iterable[Cited]) -> Signal:
    return Signal(f"{kind}/{key}", kind, SIGNAL_NAMES[kind], says, tuple(cites))


def cited(trace: Trace, mark: Mark) -> Cited:
    return Cited(trace.case_id, trace.problem_no, mark.version, mark.at)


def numbers(traces: Iterable[Trace]) -> str:
    return "、".join(trace.problem_no for trace in traces)


def day(at: datetime) -> str:
    return f"{local_date(at)}"


def moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
