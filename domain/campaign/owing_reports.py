"""谁报什么: which reports and papers the units of a scope owe in a campaign, and until when.

Villages and grids owe none: nobody may have them fill in forms (R000-35). What recurs is no report of a phase.
Source: domain reference, section 7; R000-16, R001-44, R001-48, R002-42.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from msgspec.structs import replace

from domain.calendar import Due
from domain.campaign.campaign import Past, ReportRef, Window
from domain.campaign.report import Wanted, owed
from domain.circumstances import Circumstances
from domain.organisation import Unit, UnitKind
from domain.papers import ReportForm

SPARED = frozenset({UnitKind.VILLAGE, UnitKind.GRID})
ROLLED_UP_BY = frozenset({UnitKind.COUNTY, UnitKind.CITY})


class Extent(NamedTuple):
    """Who takes part: the unit that runs the campaign, and all within its scope; and since when they can know of it."""

    unit: str
    scope: tuple[str, ...]
    issued_on: date


class Owing(NamedTuple):
    """A report that is owed, and the fields of the event that says so."""

    ref: ReportRef
    fields: dict[str, Any]


class Deadline(NamedTuple):
    """When it is due, and whether that was over from the beginning."""

    due: Due | None = None
    past: Past | None = None


def reports_owed(extent: Extent, windows: tuple[Window, ...], c: Circumstances) -> tuple[Owing, ...]:
    """Unit by unit: the papers that the phases want ready at their end, and the reports of the pack."""
    forms = tuple(form for form in c.pack.reports if form.per is None)
    return (
        *papers_owed(extent, windows, forms, c),
        *(one for form in forms for one in of_form(form, extent, windows, c)),
    )


def papers_owed(
    extent: Extent, windows: tuple[Window, ...], forms: tuple[ReportForm, ...], c: Circumstances
) -> Iterator[Owing]:
    """工作专班, 工作方案 and the like: by every unit that reports, signed like its reports (R001-53)."""
    papers = {phase.code: phase.due for phase in c.pack.phases}
    kinds = dict.fromkeys(kind for form in forms for kind in form.by)
    for window in windows:
        deadline = Deadline(window.end(c.calendar), window.past)
        for number, paper in enumerate(papers.get(window.code, ()), start=1):
            ref = ReportRef(f"{window.code}-{number}", "", paper, window.code, paper=True)
            for kind in kinds:
                signed = Wanted(signatures=tuple(dict.fromkeys(post for form in forms for post in signers(form, kind))))
                yield from each(ref, signed, deadline, units_of({kind}, extent, c), c)


def of_form(form: ReportForm, extent: Extent, windows: tuple[Window, ...], c: Circumstances) -> Iterator[Owing]:
    """A report of the pack, by every unit of the kinds that it names."""
    drawn_up_in = {code: phase.code for phase in c.pack.phases for code in phase.reports}
    phase = drawn_up_in.get(form.code, "")
    window = next((one for one in windows if one.code == phase), None)
    for kind in form.by:
        ref = ReportRef(form.code, "", form.title, phase)
        yield from each(ref, wanted(form, kind), deadline_of(form, window, extent, c), units_of({kind}, extent, c), c)


def each(
    ref: ReportRef, wanted: Wanted, deadline: Deadline, units: Iterable[Unit], c: Circumstances
) -> Iterator[Owing]:
    for unit in units:
        fields = {
            "code": ref.code,
            "title": ref.title,
            "unit": unit.code,
            "phase": ref.phase,
            "wanted": wanted,
            "due": deadline.due,
            "past": deadline.past,
            "arms": owed(deadline.due, deadline.past, c.at),
        }
        yield Owing(replace(ref, unit=unit.code), fields)


def deadline_of(form: ReportForm, window: Window | None, extent: Extent, c: Circumstances) -> Deadline:
    """The day that the document names is literal; a report without a day of its own is due when its phase ends."""
    if form.due_on is not None:
        due = c.calendar.explicit(form.due_on, form.due_time)
        return Deadline(due, past(due, extent.issued_on, c))
    return Deadline(window.end(c.calendar), window.past) if window else Deadline()


def past(end: Due, issued_on: date, c: Circumstances) -> Past | None:
    """Whether a day was over before anybody could keep it."""
    if end.on < issued_on:
        return Past.BEFORE_ISSUE
    return Past.BEFORE_OPENING if end.at <= c.at else None


def wanted(form: ReportForm, kind: UnitKind) -> Wanted:
    return Wanted(
        parts=form.parts,
        tables=form.ledgers,
        signatures=signers(form, kind),
        channels=form.channels,
        to=form.to,
        as_file=form.as_file,
        rolls_up=kind in ROLLED_UP_BY,
    )


def signers(form: ReportForm, kind: UnitKind) -> tuple[str, ...]:
    """In which posts a report is signed for a unit of this kind: a town by two heads, a department by one."""
    return tuple(post for signature in form.signatures if signature.unit is kind for post in signature.posts)


def units_of(kinds: Iterable[UnitKind], extent: Extent, c: Circumstances) -> tuple[Unit, ...]:
    """The units of these kinds that take part, in the order of their names."""
    wanted = frozenset(kinds) - SPARED
    nodes = (extent.unit, *extent.scope)
    found = [
        unit
        for unit in c.organisation.units.values()
        if unit.kind in wanted and any(c.organisation.is_within(unit.code, node) for node in nodes)
    ]
    return tuple(sorted(found, key=lambda unit: unit.code))
