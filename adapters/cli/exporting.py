"""导出: `duban export` writes any table as a workbook in the form of its document, and as pages; an issue as it was."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from adapters.cli.issuing import issue_of, sheet_of
from adapters.cli.opening import installation, viewpoint
from adapters.cli.output import console, fail
from adapters.cli.people import person_named
from adapters.cli.reading import (
    AsOf,
    ForPurpose,
    KnownAt,
    Unmasked,
    basis_words,
    moment,
    names_for,
    purpose_named,
    require_known,
    up_to_date,
)
from adapters.excel.workbook import require_free, whole_file, write_workbook
from adapters.installation import Installation
from adapters.printing.handing_out import choices, facts_of, handed_back, issued_table, live_table
from adapters.printing.printed_table import PrintedTable
from domain.issue.preparing import PrepareTable
from domain.papers import LedgerCode
from domain.privacy import PURPOSES
from domain.refusal import Refused
from projections.as_of import Basis, Viewpoint
from projections.frozen_tables import TABLES
from projections.ledger_lines import Gate, Selection
from projections.problem_tables import PROBLEM_TABLES, WORKING_LEDGER, TableStream, streamed

if TYPE_CHECKING:
    from adapters.excel.template import Filled

CODES = {code.upper(): str(code) for code in (*LedgerCode, WORKING_LEDGER)}
PRINTED = "、".join((*TABLES, WORKING_LEDGER))


def export(
    what: Annotated[str, typer.Argument(help=f"哪张表：{PRINTED}（工作台账）；或签发编号，照签发时原样")],
    out: Annotated[Path, typer.Option(help="写到哪个 .xlsx 文件；已有的文件不会覆盖")],
    campaign: Annotated[str, typer.Option(help="专项行动（规则包）")] = "",
    unit: Annotated[str, typer.Option(help="填报单位：责任单位或所在乡镇、村")] = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    template: Annotated[Path | None, typer.Option(help="本单位自己的表样（.xlsx），按其表头填写")] = None,
    round_trip: Annotated[
        bool, typer.Option("--round-trip", help="供填写后导回：加上填写栏和隐藏的编号、版本")
    ] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="另存一份同名的 PDF")] = False,
    unmasked: Unmasked = False,
    purpose: ForPurpose = "",
    as_person: Annotated[str, typer.Option("--as", help="以谁的名义导出（人员编号、姓名或职务）")] = "",
) -> None:
    """导出：任何一张表照文件原样写成工作簿。户主姓名只显示姓；经办人员可说明用途导出全名，每次均有记录。"""
    if out.suffix.lower() != ".xlsx":
        fail(f"“{out.name}”不是 .xlsx 文件，请用 --out 写明，如 台账.xlsx")
    if round_trip and template is not None:
        fail("--round-trip 和 --template 不能同时用：自己的表样里没有编号和版本")
    for file in (out, pdf_beside(out)) if pdf else (out,):
        require_free(file)
    with installation() as opened:
        mark = mark_of(opened, as_person, purpose if unmasked else "")
        code = CODES.get(what.upper())
        if code is None:
            require_issue(opened, what)
            if campaign or unit or as_of or known_at or unmasked or round_trip:
                fail(f"{what} 是签发的表，只能照签发时原样导出，不能另选单位、时点、全名或导回")
            table = issued(opened, what, mark)
        else:
            view = viewpoint(opened, as_of, known_at)
            chosen = Selection(campaign=campaign, unit=unit)
            gate = names_for(opened, unmasked, as_person, purpose, f"导出 {code}")
            table = live(opened, code, view, chosen, gate, unmasked, round_trip, mark)
        filled = written(table, out, template, pdf)
    console.print(f"已导出{filled.rows}行：{escape(str(out))}{f'，{escape(str(pdf_beside(out)))}' if pdf else ''}")
    if filled.left_out:
        console.print(f"表样没有的栏，未填写：{'、'.join(filled.left_out)}")


def require_issue(opened: Installation, what: str) -> None:
    """Ends the program if this is neither a table nor an issue."""
    try:
        issue_of(opened, what)
    except Refused:
        fail(f"没有“{what}”这张表，也没有这个签发编号。可写：{'、'.join(CODES)}，或 duban issue list 列出的编号")


def mark_of(opened: Installation, as_person: str, purpose: str) -> str:
    """水印: who takes the table out, when, and what for if names stand in it."""
    organisation = opened.casework.organisation
    account = getpass.getuser()
    who = organisation.person(person_named(organisation, as_person, opened.now())).name if as_person else ""
    words = f"导出：{who}（{account}）" if who else f"导出：{account}"
    words += f" {moment(opened.now())}"
    return words + (f"，用途：{PURPOSES[purpose_named(purpose)]}，含户主全名" if purpose else "")


def live(
    opened: Installation,
    code: str,
    view: Viewpoint,
    chosen: Selection,
    gate: Gate,
    unmasked: bool,
    round_trip: bool,
    mark: str,
) -> PrintedTable:
    """A table as the ledger has it from a viewpoint. Raises Refused."""
    if code not in PROBLEM_TABLES and (unmasked or round_trip):
        fail(f"{code} 不是逐个问题的表，没有户主姓名，也不能填写后导回")
    stream, basis = read(opened, code, view, chosen, gate, round_trip)
    pack = opened.casework.rulebook[chosen.campaign]
    table = live_table(code, chosen, pack, stream, view.now, basis_words(basis), mark)
    if code in PROBLEM_TABLES:
        table = table._replace(choices=choices(pack))
    return handed_back(table, facts_of(code, chosen, basis, unmasked)) if round_trip else table


def read(
    opened: Installation, code: str, view: Viewpoint, chosen: Selection, gate: Gate, round_trip: bool
) -> tuple[TableStream, Basis]:
    """Raises Refused."""
    ledgers = up_to_date(opened)
    require_known(opened, ledgers, view, chosen)
    form = PROBLEM_TABLES.get(code)
    if form is not None:
        return ledgers.by_problem(view, form, chosen, gate, handed_back=round_trip)
    wanted = PrepareTable(chosen.campaign, LedgerCode(code), chosen.unit, view.at, view.known)
    table = ledgers.filled_in(wanted, view.now).read
    assert table is not None, "it was filled in"
    basis = Basis(table.as_of, table.known_at, table.position, provisional=table.final_after is not None)
    return streamed(table.content), basis


def issued(opened: Installation, number: str, mark: str) -> PrintedTable:
    """An issue as it was signed. Ends the program if it no longer is."""
    shown = sheet_of(opened, issue_of(opened, number))
    if not shown.intact:
        fail(f"{number} 与签字时不符（{'、'.join(shown.altered) or '整表'}），不能作为签发的表导出", code=1)
    known = "" if shown.known_at == shown.as_of else f"，按 {moment(shown.known_at)} 已知"
    said = f"{shown.number}　第{shown.issue_no}次　{shown.stage_name}　截至 {moment(shown.as_of)}{known}"
    return issued_table(shown, f"{said}　摘要 {shown.sha256[:16]}", mark)


def written(table: PrintedTable, out: Path, template: Path | None, pdf: bool) -> Filled:
    """The files, both or none. Raises ExportRefused."""
    if not pdf:
        return workbook(table, out, template)
    from adapters.printing.table_pages import pages

    with whole_file(pdf_beside(out)) as unfinished:
        unfinished.write_bytes(pages(table))
        return workbook(table, out, template)


def workbook(table: PrintedTable, out: Path, template: Path | None) -> Filled:
    from adapters.excel.template import Filled, fill_template  # heavy: no other command needs what it brings

    return Filled(write_workbook(table, out), ()) if template is None else fill_template(table, template, out)


def pdf_beside(out: Path) -> Path:
    return out.with_suffix(".pdf")
