"""账账相符 账实相符: two accounts of the same thing are laid side by side; each mismatch is named.

Pure: from rows to mismatches, in ascending order; no mismatch is a result too. Names of people and households are in
no row: a row is called by its number. Source: domain reference, section 10.2; R002-23, R002-29, R003-39.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum

import msgspec


class Check(StrEnum):
    """What is laid beside what."""

    DETAIL_VS_SUMMARY = "DETAIL_VS_SUMMARY"  # RC-1
    CASES_VS_EXPORT = "CASES_VS_EXPORT"  # RC-2
    TOWN_VS_DEPARTMENT = "TOWN_VS_DEPARTMENT"  # RC-3
    LEDGER_VS_FACT = "LEDGER_VS_FACT"  # RC-4
    JOBS_VS_FACT = "JOBS_VS_FACT"  # R002-23
    THREE_ACCOUNTS = "THREE_ACCOUNTS"


CHECK_NAMES = {
    Check.DETAIL_VS_SUMMARY: "明细与汇总",
    Check.CASES_VS_EXPORT: "监测对象与系统导出",
    Check.TOWN_VS_DEPARTMENT: "乡镇台账与部门台账",
    Check.LEDGER_VS_FACT: "台账与实地",
    Check.JOBS_VS_FACT: "务工台账与实际",
    Check.THREE_ACCOUNTS: "系统、台账与入户",
}


class Difference(StrEnum):
    """How two accounts differ. Here is the first of them: our detail, our cases, the town's ledger, the ledger."""

    MISSING_HERE = "MISSING_HERE"
    MISSING_THERE = "MISSING_THERE"
    DOUBLED_THERE = "DOUBLED_THERE"
    COUNT = "COUNT"
    DATE = "DATE"
    CLASS = "CLASS"
    STATE = "STATE"
    FACT = "FACT"
    SYSTEM_ALONE = "SYSTEM_ALONE"
    LEDGER_ALONE = "LEDGER_ALONE"
    HOUSEHOLD_ALONE = "HOUSEHOLD_ALONE"
    ALL_THREE = "ALL_THREE"


DIFFERENCE_NAMES = {
    Difference.MISSING_HERE: "本方没有",
    Difference.MISSING_THERE: "对方没有",
    Difference.DOUBLED_THERE: "对方重复",
    Difference.COUNT: "数目不符",
    Difference.DATE: "日期不符",
    Difference.CLASS: "类别不符",
    Difference.STATE: "状态不符",
    Difference.FACT: "与实地不符",
    Difference.SYSTEM_ALONE: "系统与台账、入户不符",
    Difference.LEDGER_ALONE: "台账与系统、入户不符",
    Difference.HOUSEHOLD_ALONE: "入户与系统、台账不符",
    Difference.ALL_THREE: "系统、台账、入户各不相同",
}


class Mismatch(msgspec.Struct, frozen=True, order=True, omit_defaults=True, forbid_unknown_fields=True):
    """One mismatch: in which row (a category, a record, a problem) and column, and what the two accounts say."""

    check: Check
    row: str
    difference: Difference
    column: str = ""
    here: str = ""
    there: str = ""


# --- RC-1: our detail ledgers and the summary -----------------------------------------------------------------------


class DetailRow(msgspec.Struct, frozen=True):
    """A line of a detail ledger: its number, its category, whether it is closed."""

    problem_no: str
    category: str
    closed: bool


class SummaryFigures(msgspec.Struct, frozen=True):
    """A row of the summary; of the last row, the sum, ``category`` is empty."""

    category: str
    found: int
    closed: int
    rectifying: int


def detail_vs_summary(details: Iterable[DetailRow], summary: Iterable[SummaryFigures]) -> tuple[Mismatch, ...]:
    """RC-1, for each row: all, closed and open, counted in the detail and as the summary has them."""
    rows = tuple(details)
    found = Counter(row.category for row in rows) + Counter({"": len(rows)})
    closed = Counter(row.category for row in rows if row.closed) + Counter({"": sum(row.closed for row in rows)})
    there = {figures.category: figures for figures in summary}
    nothing = SummaryFigures("", 0, 0, 0)
    return tuple(
        mismatch
        for category in sorted({*found, *there})
        for mismatch in counted_alike(category, found[category], closed[category], there.get(category, nothing))
    )


def counted_alike(category: str, found: int, closed: int, there: SummaryFigures) -> Iterator[Mismatch]:
    columns = (
        ("found", found, there.found),
        ("closed", closed, there.closed),
        ("rectifying", found - closed, there.rectifying),
    )
    for column, ours, theirs in columns:
        if ours != theirs:
            difference = Difference.COUNT
            yield Mismatch(Check.DETAIL_VS_SUMMARY, category, difference, column, str(ours), str(theirs))


# --- RC-2: our monitoring cases and an export -----------------------------------------------------------------------


class EnteredCase(msgspec.Struct, frozen=True):
    """A household in the monitoring system by the number of its record: when it was entered, in which class."""

    record_id: str
    entered_on: date
    monitor_class: str


def cases_vs_export(ours: Iterable[EnteredCase], export: Iterable[EnteredCase]) -> tuple[Mismatch, ...]:
    """RC-2: missing on either side, doubled in the export, another date, another class."""
    exported = tuple(export)
    here, there = by_record(ours), by_record(exported)
    found = [*missing(Check.CASES_VS_EXPORT, here, there)]
    for record_id, times in Counter(case.record_id for case in exported).items():
        if times > 1:
            found.append(Mismatch(Check.CASES_VS_EXPORT, record_id, Difference.DOUBLED_THERE, there=str(times)))
    for record_id in here.keys() & there.keys():
        found.extend(entered_alike(here[record_id], there[record_id]))
    return tuple(sorted(found))


def by_record(cases: Iterable[EnteredCase]) -> dict[str, EnteredCase]:
    return {case.record_id: case for case in cases}


def entered_alike(here: EnteredCase, there: EnteredCase) -> Iterator[Mismatch]:
    check, row = Check.CASES_VS_EXPORT, here.record_id
    if here.entered_on != there.entered_on:
        ours, theirs = here.entered_on.isoformat(), there.entered_on.isoformat()
        yield Mismatch(check, row, Difference.DATE, "entered_on", ours, theirs)
    if here.monitor_class != there.monitor_class:
        yield Mismatch(check, row, Difference.CLASS, "monitor_class", here.monitor_class, there.monitor_class)


# --- RC-3: the town's ledger and the department's -------------------------------------------------------------------


class LedgerItem(msgspec.Struct, frozen=True):
    """A problem of one category as a ledger has it."""

    problem_no: str
    category: str
    state: str


def town_vs_department(
    category: str, town: Iterable[LedgerItem], department: Iterable[LedgerItem]
) -> tuple[Mismatch, ...]:
    """RC-3, for one category: what only one of them has, and what they say differently."""
    here = {item.problem_no: item for item in town if item.category == category}
    there = {item.problem_no: item for item in department if item.category == category}
    states = (
        Mismatch(Check.TOWN_VS_DEPARTMENT, number, Difference.STATE, "state", here[number].state, there[number].state)
        for number in here.keys() & there.keys()
        if here[number].state != there[number].state
    )
    return tuple(sorted([*missing(Check.TOWN_VS_DEPARTMENT, here, there), *states]))


# --- RC-4: the ledger and what was seen on the spot -----------------------------------------------------------------


class ClaimedEffect(msgspec.Struct, frozen=True):
    """A problem that the ledger has as rectified, and since when."""

    problem_no: str
    closed_at: datetime


class Seen(msgspec.Struct, frozen=True):
    """What a look-back or a sample found on the spot: whether the effect is there. ``by`` names the kind of visit."""

    problem_no: str
    seen_at: datetime
    holds: bool
    by: str


def ledger_vs_fact(claimed: Iterable[ClaimedEffect], seen: Iterable[Seen]) -> tuple[Mismatch, ...]:
    """RC-4: the ledger says rectified, and the last visit since then says that it is not."""
    last: dict[str, Seen] = {}
    for visit in sorted(seen, key=lambda visit: (visit.seen_at, not visit.holds)):
        last[visit.problem_no] = visit
    contradicted = (
        (effect, last[effect.problem_no])
        for effect in claimed
        if effect.problem_no in last and contradicts(last[effect.problem_no], effect)
    )
    return tuple(
        sorted(
            Mismatch(Check.LEDGER_VS_FACT, effect.problem_no, Difference.FACT, "effect", there=visit.by)
            for effect, visit in contradicted
        )
    )


def contradicts(visit: Seen, effect: ClaimedEffect) -> bool:
    return not visit.holds and visit.seen_at >= effect.closed_at


# --- the ledger of jobs and what was found ------------------------------------------------------------------------


class Job(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who works, by the number of his line: where, or on which post, and whether the allowance is paid.

    ``kind`` is a word of the ledger (跨省务工, 县内务工, 公益岗).
    """

    line: str
    kind: str
    allowance_paid: bool = False


def jobs_vs_fact(ledger: Iterable[Job], found: Iterable[Job]) -> tuple[Mismatch, ...]:
    """账实相符 of jobs: who works and stands in no ledger, who stands there and does not work, what differs."""
    here = {job.line: job for job in ledger}
    there = {job.line: job for job in found}
    found_wrong = [*missing(Check.JOBS_VS_FACT, here, there)]
    for line in here.keys() & there.keys():
        found_wrong.extend(works_alike(here[line], there[line]))
    return tuple(sorted(found_wrong))


def works_alike(here: Job, there: Job) -> Iterator[Mismatch]:
    if here.kind != there.kind:
        yield Mismatch(Check.JOBS_VS_FACT, here.line, Difference.CLASS, "kind", here.kind, there.kind)
    if here.allowance_paid != there.allowance_paid:
        paid = {True: "已发放", False: "未发放"}
        ours, theirs = paid[here.allowance_paid], paid[there.allowance_paid]
        yield Mismatch(Check.JOBS_VS_FACT, here.line, Difference.STATE, "allowance_paid", ours, theirs)


# --- the system, the ledger and the household -----------------------------------------------------------------------


def three_accounts(system: str, ledger: str, household: str) -> Difference | None:
    """Which of the three stands alone in what it says of one item; None if they agree (R003-39)."""
    system, ledger, household = system.strip(), ledger.strip(), household.strip()
    if system == ledger == household:
        return None
    if ledger == household:
        return Difference.SYSTEM_ALONE
    if system == household:
        return Difference.LEDGER_ALONE
    return Difference.HOUSEHOLD_ALONE if system == ledger else Difference.ALL_THREE


# --- shared -------------------------------------------------------------------------------------------------------


def missing(check: Check, here: Mapping[str, object], there: Mapping[str, object]) -> Iterator[Mismatch]:
    for row in there.keys() - here.keys():
        yield Mismatch(check, row, Difference.MISSING_HERE)
    for row in here.keys() - there.keys():
        yield Mismatch(check, row, Difference.MISSING_THERE)
