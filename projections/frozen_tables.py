"""表的内容: a table of a unit as it is frozen into an issue: read from any viewpoint, masked, row by row.

Source: domain reference, section 11; R002-52 to R002-56.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec.structs import replace

from domain.issue.content import TableContent, TableRead
from domain.issue.preparing import PrepareTable
from domain.pack import Pack
from domain.papers import LedgerCode
from projections.archive_ledger import archive_table
from projections.as_of import ALLOWED_SKEW, Viewpoint
from projections.duty_ledger import duty_table
from projections.escalation_ledger import escalation_table
from projections.found_problems import found_table
from projections.inspection_form import inspection_form
from projections.ledger_lines import Selection
from projections.monitoring_table import monitoring_table
from projections.printed import LedgerTable, Source
from projections.problem_ledgers import area_table, household_table, plan_table
from projections.question_list import question_table
from projections.sampling_table import sampling_table
from projections.summary_table import summary_table
from projections.trail_table import trail_table

Read = Callable[[Source], LedgerTable]


def chosen(command: PrepareTable, packs: Mapping[str, Pack]) -> Selection:
    return as_the_table_has_it(command.table, Selection(campaign=command.campaign, unit=command.unit), packs)


def as_the_table_has_it(table: LedgerCode, chosen: Selection, packs: Mapping[str, Pack]) -> Selection:
    """What a department finds (L4) is of the items that it leads, in all towns, whoever puts it right (R001-42)."""
    pack = packs.get(chosen.campaign)
    if table is not LedgerCode.L4 or pack is None or not chosen.unit:
        return chosen
    return replace(chosen, led=pack.led_by(chosen.unit))


def view_of(command: PrepareTable, now: datetime) -> Viewpoint:
    return Viewpoint(now, command.as_of or now, command.known_at or now)


def filled_in(command: PrepareTable, source: Source) -> PrepareTable:
    """The command with the table as the log has it."""
    read = TABLES[command.table]
    basis = source.basis
    table = TableRead(
        as_of=basis.as_of,
        known_at=basis.known_at,
        position=basis.position,
        content=read(command, source),
        final_after=basis.known_at + ALLOWED_SKEW if basis.provisional else None,
    )
    return replace(command, read=table)


LEDGERS: Mapping[LedgerCode, Read] = {
    LedgerCode.L1: household_table,
    LedgerCode.L2: area_table,
    LedgerCode.L3: summary_table,
    LedgerCode.L4: found_table,
    LedgerCode.L5: inspection_form,
    LedgerCode.L6: question_table,
    LedgerCode.L7: plan_table,
    LedgerCode.L8: trail_table,
    LedgerCode.L9: escalation_table,
    LedgerCode.L10: sampling_table,
    LedgerCode.L11: archive_table,
    LedgerCode.L12: monitoring_table,
    LedgerCode.L13: duty_table,
}
"""All ledgers, as they are printed and issued, and what stands behind their cells."""


def content_only(read: Read) -> Callable[[PrepareTable, Source], TableContent]:
    return lambda command, source: read(source).content


TABLES: Mapping[LedgerCode, Callable[[PrepareTable, Source], TableContent]] = {
    code: content_only(read) for code, read in LEDGERS.items()
}
"""The same as they are printed."""
