"""履责情况追溯材料: `duban dossier`, for one problem, or for all problems of a unit that were late."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape

from adapters.access import Access
from adapters.cli.opening import installation
from adapters.cli.output import complaints, console, fail, print_json
from adapters.cli.packing import folder_in_use
from adapters.cli.people import person_named
from adapters.cli.reading import AsJson, AsOf, AsPerson, Campaign, ForPurpose, KnownAt, purpose_named, reading
from adapters.dossier import About, DossierSource, open_parcel, write_dossier
from adapters.installation import Installation
from adapters.packs import load_packs, shipped_calendar
from domain.personal_numbers import without_personal_numbers
from domain.privacy import PURPOSES
from projections.as_of import Viewpoint
from projections.duty_trail import Kind, Subject
from projections.ledger_lines import Reveal, nobody
from projections.ledgers import Ledgers

Number = Annotated[str, typer.Argument(help="问题编号，如 ZX2020-甲乡-0003；写明 --unit 的不填")]
Unit = Annotated[str, typer.Option("--unit", help="一个单位逾期过的全部问题")]
Out = Annotated[Path, typer.Option("--out", help="写到哪里：新的目录，或以 .zip 结尾的文件")]
InFull = Annotated[bool, typer.Option("--unmasked", help="户主显示全名；不写的隐去户主姓名和个人号码")]
WithFiles = Annotated[bool, typer.Option("--with-evidence", help="附上佐证文件（图像无法隐名，须同时写 --unmasked）")]
Issued = Annotated[
    Path | None, typer.Option("--documents", help="已印发文书所在目录，其中按拟稿编号分的子目录照原样附上")
]


def dossier(
    out: Out,
    problem_no: Number = "",
    unit: Unit = "",
    campaign: Campaign = "",
    as_person: AsPerson = "",
    purpose: ForPurpose = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    unmasked: InFull = False,
    with_evidence: WithFiles = False,
    documents: Issued = None,
    as_json: AsJson = False,
) -> None:
    """履责情况追溯材料：一个目录或 zip，不装督办也能阅读、核验。默认隐名；每次导出均有记录。"""
    if bool(problem_no) == bool(unit):
        fail("请写明问题编号或 --unit")
    if with_evidence and not unmasked:
        fail("佐证文件无法隐名：附上佐证须同时写 --unmasked")
    with reading(as_of, known_at) as (_, view, opened):
        person = person_named(opened.casework.organisation, as_person, opened.now())
        access = opened.access(person, f"履责材料 {problem_no or unit}", purpose_named(purpose))
        ledgers = reading_side(opened, unmasked)
        numbers = [problem_no] if problem_no else late_problems(ledgers, view, unit, campaign)
        source = DossierSource(
            ledgers=ledgers,
            view=view,
            may_export=access.may_export,
            gate=access.of_households if unmasked else nobody,
            labels=opened.store.vault.labels,
            evidence=opened.evidence if with_evidence else None,
            issued=documents,
        )
        about = made_by(opened, access, masked=not unmasked)
        with open_parcel(out, opened.now()) as parcel:
            write_dossier(parcel, source, about, numbers, f"履责情况追溯材料　{problem_no or unit}")
        tell(out, numbers, parcel.files[-1].sha256, as_json)


def verify_dossier(
    path: Annotated[Path, typer.Argument(help="履责材料的目录或 .zip 文件")],
    sums: Annotated[str, typer.Option("--sums", help="导出时显示的 SHA256SUMS 的 SHA-256")] = "",
    with_log: Annotated[bool, typer.Option("--with-log", help="同本机数据目录的日志逐条比对")] = False,
    as_json: AsJson = False,
) -> None:
    """核验履责材料：文件有无改动、缺少、增加；责任链条同所附事件是否一致。有不符的逐条列出，退出码为 1。"""
    from adapters.dossier.checking import complaints_of

    packs = folder_in_use()
    if with_log:
        with installation() as opened:
            stored = kept_in(opened)
            found, wrong = complaints_of(path, load_packs(packs), opened.casework.calendar, sums, stored)
    else:
        found, wrong = complaints_of(path, load_packs(packs), shipped_calendar(packs), sums)
    if as_json:
        print_json({"sums_sha256": found, "wrong": wrong})
    else:
        console.print(f"SHA256SUMS 的 SHA-256：{found}")
        for one in wrong:
            complaints.print(f"[bold red]✗[/] {escape(one)}")
        if not wrong:
            console.print("✓ 没有改动，责任链条与所附事件一致" + ("，事件与本机日志一致" if with_log else ""))
    if wrong:
        raise typer.Exit(1)


def kept_in(opened: Installation) -> Callable[[UUID, int], bytes | None]:
    def stored(stream: UUID, version: int) -> bytes | None:
        found = opened.casework.recorder.select_events(stream, gt=version - 1, lte=version)
        return found[0].state if found else None

    return stored


def reading_side(opened: Installation, unmasked: bool) -> Ledgers:
    """The ledgers; what leaves the house with names masked has no personal number in its texts either."""
    casework = opened.casework
    reveal = casework.vault.reveal if unmasked else numbers_withheld(casework.vault.reveal)
    return Ledgers(opened.ledgers, casework.recorder, casework.rulebook, casework.calendar, reveal)


def numbers_withheld(reveal: Callable[[Iterable[str]], dict[str, str]]) -> Reveal:
    return lambda refs: {ref: without_personal_numbers(text) for ref, text in reveal(refs).items()}


def late_problems(ledgers: Ledgers, view: Viewpoint, unit: str, campaign: str) -> list[str]:
    """The numbers of those for whose lateness the unit answers. Ends the program if there is none."""
    told = ledgers.duty_trail(view, Subject(unit=unit), campaign)
    numbers = [one.problem_no for one in told.problems if one.counts[Kind.LATE]]
    if not numbers:
        fail(f"{unit}没有逾期过的问题")
    return numbers


def made_by(opened: Installation, access: Access, *, masked: bool) -> About:
    person = opened.casework.organisation.person(access.person)
    post = next(iter(person.posts_at(access.at)), None)
    return About(
        person=person.id,
        name=person.name,
        post=f"{post.unit}{post.title}" if post else "",
        purpose=PURPOSES[access.purpose],
        exported_at=access.at,
        masked=masked,
        program=version("duban"),
    )


def tell(out: Path, numbers: list[str], sums: str, as_json: bool) -> None:
    if as_json:
        print_json({"out": str(out), "problems": numbers, "sums_sha256": sums})
        return
    console.print(f"已导出 {len(numbers)} 个问题的履责情况追溯材料：{escape(str(out))}")
    console.print(f"SHA256SUMS 的 SHA-256：{sums}")
