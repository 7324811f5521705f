"""填报: a table is read from the log and frozen, by whoever fills in for the unit; nobody types a figure.

Source: domain reference, section 11; design section 6 (what is provisional waits); R002-42, R002-49, R002-56.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import msgspec

from domain.calendar import SHANGHAI, Due
from domain.campaign.campaign import document_cited
from domain.campaign.owing_reports import signers
from domain.campaign.report import Report, report_id
from domain.circumstances import Circumstances
from domain.events import Elsewhere, Named, NewEvent
from domain.issue.content import (
    FrozenRow,
    FrozenTable,
    TableContent,
    TableRead,
    cells_in_text,
    differences,
    digest_of,
    table_digest,
)
from domain.issue.issue import Issue, IssueEvent, IssueRegister, Replaced, TableNumbered, register_of
from domain.organisation import UnitKind
from domain.papers import LedgerCode, ReportForm
from domain.refusal import Refused
from domain.sealing import Fingerprint

FILLED_IN_BY = "填报人"
"""The post of whoever fills a table in; the others under it are signatures of heads."""

HEAD = ("主要负责人",)
"""Who signs where the pack says nothing."""

# --- command ------------------------------------------------------------------------------------------------------


class PrepareTable(msgspec.Struct, frozen=True):
    """填报: a table of a unit as of a moment, as known at a moment; both are now where none is named.

    ``read`` is what the machine read from the log for it; a person can give none.
    """

    campaign: str
    table: LedgerCode
    unit: str
    as_of: datetime | None = None
    known_at: datetime | None = None
    read: TableRead | None = None


# --- event --------------------------------------------------------------------------------------------------------


class TablePrepared(IssueEvent, frozen=True, kw_only=True, tag="issue.prepared"):
    """``posts`` are those in which it has to be signed; ``due`` is the day of the report that it goes with."""

    table: LedgerCode
    unit: str
    number: str
    issue_no: int
    as_of: datetime
    known_at: datetime
    position: int
    content: FrozenTable
    digest: Fingerprint
    posts: tuple[str, ...]
    by: Named
    due: Due | None = None
    replaces: Replaced | None = None
    basis_document: str = ""

    def apply(self, state: Issue | None) -> Issue:
        return Issue(
            id=self.originator_id,
            version=self.originator_version,
            campaign=self.envelope.campaign,
            table=self.table,
            unit=self.unit,
            number=self.number,
            issue_no=self.issue_no,
            as_of=self.as_of,
            known_at=self.known_at,
            position=self.position,
            content=self.content,
            digest=self.digest,
            posts=self.posts,
            prepared_by=self.by,
            prepared_at=self.occurred_at,
            due=self.due,
            replaces=self.replaces,
        )


# --- decision -----------------------------------------------------------------------------------------------------


def prepare_table(case_id: UUID, command: PrepareTable, c: Circumstances) -> Iterator[NewEvent]:
    if command.read is None:
        raise Refused("table_unread")
    unit, read = c.organisation.unit(command.unit).code, command.read
    he_is_of_the_unit(unit, c)
    register_id = register_of(command.campaign, command.table, unit)
    register: IssueRegister = c.look(register_id) or IssueRegister()
    one_at_a_time(register, c)
    its_moment_has_come(read, c)
    nothing_is_on_its_way(read)
    serial = register.prepared + 1
    content = frozen(read.content, str(register_id), c)
    yield (
        TablePrepared,
        {
            "table": command.table,
            "unit": unit,
            "number": f"{c.number_head(c.today)}-{unit}-{command.table}-{serial:04d}",
            "issue_no": register.issued + 1,
            "as_of": read.as_of,
            "known_at": read.known_at,
            "position": read.position,
            "content": content,
            "digest": table_digest(content, command.campaign, command.table, unit, read.as_of, read.known_at),
            "posts": posts_to_sign(command, c),
            "by": c.actor.named(),
            "due": due_of(command, c),
            "replaces": replaced(register, content, c),
            "basis_document": document_cited(c),
        },
    )
    yield Elsewhere(register_id, TableNumbered, {"serial": serial, "case_id": case_id})


def frozen(content: TableContent, own: str, c: Circumstances) -> FrozenTable:
    """Each row sealed: under its household's key, else under that of the table."""
    return FrozenTable(
        title=content.title,
        head=content.head,
        columns=content.columns,
        rows=tuple(
            FrozenRow(
                key=row.key,
                cells=c.seal(row.subject or own, "表内一行", cells_in_text(row.cells)),
                section=row.section,
                subject=row.subject,
                total=row.total,
            )
            for row in content.rows
        ),
        notes=content.notes,
        numbered=content.numbered,
        merged=content.merged,
    )


def replaced(register: IssueRegister, content: FrozenTable, c: Circumstances) -> Replaced | None:
    """The issue that stands, and the list of what differs from it."""
    if register.latest is None:
        return None
    before: Issue = c.look(register.latest)
    listed = tuple(differences(before.content, content))
    return Replaced(before.id, before.number, listed, digest_of(listed))


# --- rules --------------------------------------------------------------------------------------------------------


def he_is_of_the_unit(unit: str, c: Circumstances) -> None:
    """A unit's table is filled in by its own people, or by those of its office (专班)."""
    person = c.organisation.person(c.actor.on_behalf_of or c.actor.person)
    own = [post.unit for post in person.posts_at(c.at)]
    offices = [one for one in own if c.organisation.unit(one).kind is UnitKind.OFFICE]
    if unit not in own and unit not in [c.organisation.place_of(office).code for office in offices]:
        raise Refused("table_of_another_unit", name=c.actor.name, unit=unit)


def its_moment_has_come(read: TableRead, c: Circumstances) -> None:
    if max(read.as_of, read.known_at) > c.at:
        raise Refused("table_of_the_future", at=told(max(read.as_of, read.known_at)), now=told(c.at))


def nothing_is_on_its_way(read: TableRead) -> None:
    """What was known by then may still be on its way into the log: a provisional table is not issued (I-5)."""
    if read.final_after is not None:
        raise Refused("table_provisional", known_at=told(read.known_at), after=told(read.final_after))


def one_at_a_time(register: IssueRegister, c: Circumstances) -> None:
    if register.waiting is not None:
        waiting: Issue = c.look(register.waiting)
        raise Refused("table_waits", number=waiting.number, posts="、".join(waiting.unsigned))


def told(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


# --- what the pack says of the table ------------------------------------------------------------------------------


def forms_of(command: PrepareTable, c: Circumstances) -> tuple[ReportForm, ...]:
    """The reports of this kind of unit: those that the table goes with, else all (R001-50, R001-53)."""
    kind = c.organisation.unit(command.unit).kind
    own = tuple(form for form in c.pack.reports if kind in form.by)
    return tuple(form for form in own if command.table in form.ledgers) or own


def posts_to_sign(command: PrepareTable, c: Circumstances) -> tuple[str, ...]:
    """The heads who sign: a town by two where the document wants two."""
    kind = c.organisation.unit(command.unit).kind
    posts = dict.fromkeys(post for form in forms_of(command, c) for post in signers(form, kind))
    return tuple(post for post in posts if post != FILLED_IN_BY) or HEAD


def due_of(command: PrepareTable, c: Circumstances) -> Due | None:
    """The day of the report that it is handed in with (R002-42): as it is owed, else as the document names it."""
    for form in forms_of(command, c):
        if command.table not in form.ledgers:
            continue
        report: Report | None = c.look(report_id(command.campaign, form.code, command.unit))
        if report is not None:
            return None if report.past else report.due
        if form.due_on is not None:
            return c.calendar.explicit(form.due_on, form.due_time)
    return None
