"""对账: `duban reconcile`, our accounts beside an export of another system; what does not agree becomes clues."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.output import console, fail, print_json
from adapters.cli.people import person_named
from adapters.cli.reading import AsJson, AsOf, AsPerson, Campaign, KnownAt, basis_words, reading
from adapters.importing.categories import Categories
from adapters.importing.refusals import ImportRefused
from adapters.reconcile import exports
from domain.monitoring_case.monitoring_case import MONITOR_CLASSES
from domain.pack import Pack
from domain.reconciliation import (
    CHECK_NAMES,
    DIFFERENCE_NAMES,
    Check,
    Mismatch,
    cases_vs_export,
    detail_vs_summary,
    ledger_vs_fact,
    town_vs_department,
)
from domain.reconciling import Found, ReportReconciliation
from domain.refusal import Refused
from projections import own_accounts
from projections.as_of import Basis, Viewpoint
from projections.ledger import LedgerRow
from projections.ledger_lines import Selection
from projections.ledgers import Ledgers


class Kind(StrEnum):
    """The four checks of the domain reference, section 10.2."""

    RC_1 = "RC-1"
    RC_2 = "RC-2"
    RC_3 = "RC-3"
    RC_4 = "RC-4"


CHECKS = {
    Kind.RC_1: Check.DETAIL_VS_SUMMARY,
    Kind.RC_2: Check.CASES_VS_EXPORT,
    Kind.RC_3: Check.TOWN_VS_DEPARTMENT,
    Kind.RC_4: Check.LEDGER_VS_FACT,
}
COLUMN_NAMES = {
    "found": "共排查",
    "closed": "已整改",
    "rectifying": "正在整改",
    "entered_on": "录入日期",
    "monitor_class": "监测类别",
    "state": "整改状态",
    "effect": "整改成效",
}


class Compared(NamedTuple):
    """How many rows were laid side by side, what did not agree and who is to find out, and from where we looked."""

    rows: int
    found: tuple[Found, ...]
    basis: Basis
    sha256: str


def reconcile(
    kind: Annotated[
        Kind,
        typer.Argument(help="RC-1 明细与汇总、RC-2 监测对象与系统导出、RC-3 乡镇台账与部门台账、RC-4 台账与实地"),
    ],
    campaign: Campaign,
    unit: Annotated[str, typer.Option(help="核对哪个单位的账")],
    file: Annotated[
        Path | None, typer.Argument(help="对方导出的文件（.xlsx、.xls、.csv）；RC-4 可不写，只核对回头看")
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="记入对账结果，不符的逐条转为线索；不加只预览")] = False,
    person: AsPerson = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """把本方台账同对方导出的文件逐行核对；相符也留下记录，不符的转为线索，有单位、有期限。"""
    with reading(as_of, known_at) as (ledgers, view, opened):
        pack = ledgers.packs.get(campaign)
        if pack is None:
            raise Refused("unknown_campaign", campaign=campaign)
        opened.casework.organisation.unit(unit)
        try:
            compared = compare(kind, ledgers, view, Selection(campaign=campaign, unit=unit), pack, file)
        except ImportRefused as refused:
            refuse(refused, file, as_json)
        if confirm:
            by = person_named(opened.casework.organisation, person, opened.now())
            command = ReportReconciliation(campaign, unit, CHECKS[kind], compared.rows, compared.found)
            command_id = f"reconcile/{compared.sha256}/{kind}/{campaign}/{unit}" if compared.sha256 else ""
            opened.casework.handle(command, opened.caller(by, command_id))
    show_json(kind, compared, confirm) if as_json else show(kind, compared, confirm, pack)
    if compared.found:
        raise typer.Exit(1)


def compare(
    kind: Kind, ledgers: Ledgers, view: Viewpoint, chosen: Selection, pack: Pack, file: Path | None
) -> Compared:
    """Raises ImportRefused."""
    if file is None and kind is not Kind.RC_4:
        fail("请写明对方导出的文件")
    rows, cases, basis = ledgers.accounts_of(view, chosen)
    categories = Categories({one.code: (one.label, *one.aliases) for one in pack.taxonomy})
    mismatches: Iterable[Mismatch]
    sha256 = ""
    if kind is Kind.RC_1:
        summary = exports.read_summary(needed(file), categories)
        ours = tuple(own_accounts.details(rows))
        mismatches, number, sha256 = detail_vs_summary(ours, summary.rows), len(summary.rows), summary.sha256
    elif kind is Kind.RC_2:
        listed = exports.read_households(needed(file))
        mine = tuple(own_accounts.entered(cases))
        both = {one.record_id for one in (*mine, *listed.rows)}
        mismatches, number, sha256 = cases_vs_export(mine, listed.rows), len(both), listed.sha256
    elif kind is Kind.RC_3:
        theirs = exports.read_problems(needed(file), categories)
        town = tuple(own_accounts.items(rows, exports.CLOSED, exports.OPEN))
        of = sorted({item.category for item in theirs.rows})
        mismatches = tuple(one for code in of for one in town_vs_department(code, town, theirs.rows))
        number = len({item.problem_no for item in (*town, *theirs.rows) if item.category in of})
        sha256 = theirs.sha256
    else:
        visits = exports.read_visits(file, "抽查") if file else None
        seen = (*own_accounts.seen(ledgers.log, rows), *(visits.rows if visits else ()))
        claimed = tuple(own_accounts.effects(rows))
        mismatches, number = ledger_vs_fact(claimed, seen), len(claimed)
        sha256 = visits.sha256 if visits else ""
    return Compared(number, tuple(asked_of(mismatches, rows)), basis, sha256)


def needed(file: Path | None) -> Path:
    assert file is not None, "it was asked for"
    return file


def asked_of(mismatches: Iterable[Mismatch], rows: Iterable[LedgerRow]) -> Iterable[Found]:
    """Whoever has the problem is to find out; of anything else, whose accounts they are."""
    units = {row.problem_no: row.unit for row in rows}
    return (Found(one, units.get(one.row, "")) for one in mismatches)


def refuse(refused: ImportRefused, file: Path | None, as_json: bool) -> None:
    """Nothing was compared and nothing written. Ends the program."""
    if as_json:
        print_json({"ok": False, "file": str(file), "refusals": refused.refusals})
        raise typer.Exit(2)
    fail("\n".join(str(one) for one in refused.refusals))


def show_json(kind: Kind, compared: Compared, confirmed: bool) -> None:
    print_json(
        {
            "check": kind,
            "basis": compared.basis,
            "compared": compared.rows,
            "mismatches": compared.found,
            "recorded": confirmed,
        }
    )


def show(kind: Kind, compared: Compared, confirmed: bool, pack: Pack) -> None:
    called = {one.code: one.label for one in pack.taxonomy} | {
        code.value: name for code, name in MONITOR_CLASSES.items()
    }
    table = Table(title=f"{kind} {CHECK_NAMES[CHECKS[kind]]}", caption=basis_words(compared.basis), expand=True)
    for title in ("行", "栏", "不符", "本方", "对方", "由谁查明"):
        table.add_column(title, overflow="fold")
    for one in compared.found:
        said = one.mismatch
        column, how = COLUMN_NAMES.get(said.column, said.column), DIFFERENCE_NAMES[said.difference]
        cells = (said.row or "合计", column, how, said.here, said.there, one.unit)
        table.add_row(*(escape(called.get(cell, cell)) for cell in cells))
    console.print(table)
    words = "，全部相符" if not compared.found else f"，不符 {len(compared.found)} 处"
    what = "已记入对账结果。" if confirmed else "这是预览，没有写入；加 --confirm 记入。"
    console.print(f"核对 {compared.rows} 行{words}。{what}")
