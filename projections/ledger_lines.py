"""台账: what a reader sees of each problem at one moment: figures counted, texts revealed, words Chinese."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

import msgspec

from domain.calendar import SHANGHAI, BusinessCalendar, local_date
from domain.events import Named
from domain.pack import Pack
from domain.policy import LEVEL_NAMES, Level
from domain.problem.classification import AreaLevel, PlaceKind, Scope
from domain.problem.problem import REQUEST_STATES, STAGE_NAMES, MeasureRequest, Place, Stage
from domain.sealing import mask_name
from projections.as_of import Basis
from projections.ledger import Deadline, LedgerRow, Ref, Span, late_until, lateness

Reveal = Callable[[Iterable[str]], dict[str, str]]
"""From the references of sealed texts to the texts; what cannot be read is absent."""

Say = Callable[[Ref], str]
"""The text of a reference, as it may be shown."""

ERASED = "（已依法销毁）"
UNDATED = "未定"
OPENING = "（期初，未经本系统核验）"
UNVERIFIED_NOTE = "注：表中有的事项由办理人自行声明身份办理，身份未核验；是哪些，见各问题的责任链条。"


class Selectable(Protocol):
    """A row of a case that has a number and lies somewhere, in a campaign, under a category, from some source."""

    @property
    def number(self) -> str: ...
    @property
    def campaign(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def place(self) -> Place: ...
    @property
    def source(self) -> str: ...


class Placed(Selectable, Protocol):
    """What a gate asks of a problem: ``subject`` is whose key seals its texts."""

    @property
    def problem_no(self) -> str: ...
    @property
    def household(self) -> str: ...
    @property
    def subject(self) -> str: ...


class Householder(Protocol):
    """A row with the name of a householder, as a reference into the vault."""

    @property
    def householder(self) -> Ref: ...


Gate = Callable[[Sequence[Placed]], Collection[str]]
"""From the problems that are to be shown to the subjects of which the reader may see the names, or texts, in full.

It stands for one person and one purpose, and notes the access before it answers.
"""


def nobody(problems: Sequence[Placed]) -> Collection[str]:
    """The gate that is shut: names are masked."""
    return ()


def everybody(problems: Sequence[Placed]) -> Collection[str]:
    """The gate that is open: for what is told from texts that were handed over with the names in full."""
    return {problem.subject for problem in problems}


class Selection(msgspec.Struct, frozen=True):
    """Which cases; empty means all. ``unit`` is a responsible unit, or a place with all below it.

    ``lies_at`` narrows a table of problems to those that lie at a village, a park, a project, a person, ...;
    ``marks`` to those that bear one of these marks (季节性缺水), by code or label: a view of the one ledger.
    ``led``: the categories that the unit leads; if there are any, it is these that are chosen, wherever they lie.
    """

    campaign: str = ""
    unit: str = ""
    category: str = ""
    source: str = ""
    number: str = ""
    lies_at: PlaceKind | None = None
    marks: tuple[str, ...] = ()
    led: tuple[str, ...] = ()

    def admits_problem(self, row: LedgerRow) -> bool:
        marked = not self.marks or any(mark in row.marks for mark in self.marks)
        return marked and self.admits(row) and self.lies_at in (None, row.lies_at)

    def admits(self, row: Selectable) -> bool:
        return (
            self.campaign in ("", row.campaign)
            and self.number in ("", row.number)
            and self.of_the_unit(row)
            and (not self.category or is_under(row.category, self.category))
            and self.source in ("", row.source)
        )

    def of_the_unit(self, row: Selectable) -> bool:
        if self.led:
            return any(is_under(row.category, category) for category in self.led)
        return self.unit in ("", row.unit, row.place.county, row.place.town, row.place.village)


def is_under(category: str, wider: str) -> bool:
    """Whether it is that category or one below it."""
    return f"{category}.".startswith(f"{wider}.")


class OverdueSpan(msgspec.Struct, frozen=True):
    """A stretch of days overdue, both included, with its calendar and working days."""

    first: date
    last: date
    days: int
    wd: int


class LedgerLine(msgspec.Struct, frozen=True, kw_only=True):
    """One problem as the ledger shows it. Dates are those of Asia/Shanghai."""

    serial: int  # 序号: a row number of this print only
    problem_no: str
    version: int  # how many events it had
    campaign: str
    category: str
    category_name: str
    scope: Scope
    area_level: AreaLevel | None
    place: str
    lies_at: PlaceKind
    town: str
    village: str
    householder: str
    household_kind: str
    source: str
    content: str
    measures: tuple[str, ...]
    leader: str
    person: str
    unit: str
    first_responsible: str
    requests: tuple[str, ...]  # 协调事项: which measure, whom, and how it stands
    cause: str
    cause_class: str
    due: str  # as printed: 未定, or 原X，延至Y
    due_on: date | None
    original_due_on: date | None
    judged_due_on: date | None
    stage: Stage
    state: str
    silent: bool
    claim_expired: bool
    extension_pending: date | None
    overdue_wd: int
    overdue_days: int
    overdue_spans: tuple[OverdueSpan, ...]  # the past ones too
    on_time: bool | None  # None: not decided yet
    completed_on: date | None
    closed_at: datetime | None
    reopen_count: int
    failed_rechecks: int
    levels: tuple[str, ...]  # the highest of each episode
    highest_level: str
    highest_level_name: str
    opening: bool
    opening_claims_done: bool
    result: str  # 整改成效: accepted, or else the progress with the state
    unverified: bool  # 身份未核验


class Ledger(msgspec.Struct, frozen=True):
    """台账 from one viewpoint."""

    basis: Basis
    lines: tuple[LedgerLine, ...]


class Texts:
    """The plain texts of many references, asked for at once."""

    def __init__(self, refs: Iterable[Ref], reveal: Reveal) -> None:
        self._plain = reveal({ref for ref in refs if ref})

    def __call__(self, ref: Ref) -> str:
        return self._plain.get(ref, ERASED) if ref else ""


class Masked:
    """The same texts, with a household's name hidden wherever they say it."""

    def __init__(self, texts: Texts, name: str) -> None:
        self._texts = texts
        self._name = "" if name == ERASED else name.strip()

    def __call__(self, ref: Ref) -> str:
        text = self._texts(ref)
        return text.replace(self._name, mask_name(self._name)) if self._name else text


def ledger_lines(
    rows: Iterable[LedgerRow],
    at: datetime,
    calendar: BusinessCalendar,
    packs: Mapping[str, Pack],
    reveal: Reveal,
    unmasked: Collection[str] = (),
) -> tuple[LedgerLine, ...]:
    """The rows as lines, in their order. 户主姓名 stands in full only for the ``unmasked`` subjects."""
    rows = tuple(rows)
    texts = Texts((text for row in rows for text in shown_texts(row)), reveal)
    today = day_of(at)
    return tuple(
        line(
            n, row, today, calendar, packs, texts if row.subject in unmasked else Masked(texts, texts(row.householder))
        )
        for n, row in enumerate(rows, start=1)
    )


def line(
    serial: int,
    row: LedgerRow,
    today: date,
    calendar: BusinessCalendar,
    packs: Mapping[str, Pack],
    say: Say,
) -> LedgerLine:
    counted = spell(overdue, calendar) if (overdue := lateness(row, today)) else None
    highest = max(row.levels)
    return LedgerLine(
        serial=serial,
        problem_no=row.problem_no,
        version=row.version,
        campaign=row.campaign,
        category=row.category,
        category_name=category_name(row, packs),
        scope=row.scope,
        area_level=row.area_level,
        place=place_text(row.place),
        lies_at=row.lies_at,
        town=row.place.town,
        village=row.place.village,
        householder=say(row.householder),
        household_kind=row.household_kind,
        source=source_name(row, packs, say),
        content=say(row.content),
        measures=tuple(say(measure) for measure in row.measures),
        leader=name_of(row.leader),
        person=persons_of(row),
        unit=row.unit,
        first_responsible=row.first_responsible,
        requests=tuple(map(request_text, row.requests)),
        cause=say(row.cause),
        cause_class=cause_class_of(row),
        due=due_text(row),
        due_on=row.due.on if row.due else None,
        original_due_on=row.original_due.on if row.original_due else None,
        judged_due_on=row.judged_due.on if row.judged_due else None,
        stage=row.stage,
        state=state_name(row),
        silent=row.silent,
        claim_expired=row.claim_expired,
        extension_pending=row.extension.new_due_on if row.extension else None,
        overdue_wd=counted.wd if counted else 0,
        overdue_days=counted.days if counted else 0,
        overdue_spans=overdue_spans(row, today, calendar),
        on_time=on_time(row, today),
        completed_on=local_date(row.completed_at) if row.completed_at else None,
        closed_at=row.closed_at,
        reopen_count=row.reopen_count,
        failed_rechecks=row.failed_rechecks,
        levels=tuple(level.name for level in row.levels),
        highest_level=highest.name,
        highest_level_name=level_name(highest, row.proposed),
        opening=row.opening,
        opening_claims_done=row.opening_claims_done,
        result=result(row, say),
        unverified=row.unverified,
    )


# --- lateness -------------------------------------------------------------------------------------------------------


def day_of(at: datetime) -> date:
    """The day that a table at this instant speaks of; 24:00 belongs to the day that it ends."""
    return local_date(at - timedelta.resolution)


def spell(span: Span, calendar: BusinessCalendar) -> OverdueSpan:
    before = span.first - timedelta(days=1)
    return OverdueSpan(span.first, span.last, (span.last - before).days, calendar.working_days(before, span.last))


def overdue_spans(row: LedgerRow, today: date, calendar: BusinessCalendar) -> tuple[OverdueSpan, ...]:
    """Every stretch of lateness of the responsible unit, under earlier dates and under the one in force."""
    current = lateness(row, today)
    spans = (*row.past_lateness, current) if current else row.past_lateness
    return tuple(spell(span, calendar) for span in spans)


def on_time(row: LedgerRow, today: date) -> bool | None:
    """按期: completed by the date it is judged by, which a late-asked extension does not move; never once reopened."""
    if row.reopen_count:
        return False
    if row.judged_due is None or row.stage is Stage.NOT_FOUND:
        return None
    if row.completed_at is not None:
        return row.completed_at <= row.judged_due.at
    return False if late_until(row, today) > row.judged_due.on else None


# --- words ----------------------------------------------------------------------------------------------------------


def shown_texts(row: LedgerRow) -> tuple[Ref, ...]:
    return (row.content, row.cause, row.progress, row.effect, row.householder, row.source_remark, *row.measures)


def source_name(row: LedgerRow, packs: Mapping[str, Pack], say: Say) -> str:
    """问题来源 as the pack prints it, with what else was said of it; or only that."""
    pack = packs.get(row.campaign)
    known = pack.source(row.source) if pack and row.source else None
    name, remark = known.label if known else row.source, say(row.source_remark)
    return f"{name}（{remark}）" if name and remark else name or remark


def place_text(place: Place) -> str:
    within = "".join((place.county, place.town, place.village.removeprefix(place.town)))
    return f"{within}{place.park}{place.project}"


def category_name(row: LedgerRow, packs: Mapping[str, Pack]) -> str:
    pack = packs.get(row.campaign)
    category = pack.category(row.category) if pack else None
    return category.label if category else row.category


def householder(row: Householder, texts: Say, unmasked: bool) -> str:
    name = texts(row.householder)
    return name if unmasked or name == ERASED else mask_name(name)


def name_of(named: Named | None) -> str:
    return named.name if named else ""


def persons_of(row: LedgerRow) -> str:
    """责任人: one, or whoever held the posts that are responsible village by village."""
    return "、".join(named.name for named in row.persons) or name_of(row.person)


def cause_class_of(row: LedgerRow) -> str:
    return row.cause_class.label if row.cause_class else ""


def request_text(request: MeasureRequest) -> str:
    """协调事项: which measure, whom it was asked of, how it stands and by which paper."""
    return f"第{request.number}条 {request.unit} {REQUEST_STATES[request.state]}（{request.document}）"


def due_text(row: LedgerRow) -> str:
    if row.due is None:
        return UNDATED
    if row.extended_from is not None:
        return f"原{deadline_text(row.extended_from)}，延至{deadline_text(row.due)}"
    return deadline_text(row.due)


def deadline_text(due: Deadline) -> str:
    time_of_day = "" if due.ends_the_day else f" {due.at.astimezone(SHANGHAI):%H:%M}"
    return f"{due.on}{time_of_day}{'（暂定）' if due.provisional else ''}"


def state_name(row: LedgerRow) -> str:
    name = STAGE_NAMES[row.stage]
    if row.silent:
        name = "逾期未认领"  # never printed as a refusal
    elif row.stage is Stage.NOT_FOUND and row.claim_expired:
        name = "核实不存在（逾期未认领）"
    if row.extension is not None:
        name += "，延期待批"
    return name + OPENING if row.opening and not row.closed else name


def level_name(level: Level, proposed: Level) -> str:
    """A level that only a person may issue is named as what it is: proposed."""
    return LEVEL_NAMES[level] + ("（待批）" if level == proposed and level is not Level.NONE else "")


def result(row: LedgerRow, say: Say) -> str:
    """整改成效: the accepted effect once closed, before that the state with the latest progress."""
    if row.closed:
        return say(row.effect)
    return f"{state_name(row)}：{say(row.progress)}" if row.progress else state_name(row)
