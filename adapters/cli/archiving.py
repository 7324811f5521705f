"""归档: `duban archive` lists the packages, writes one that was handed over as folder or zip, verifies one off-line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from adapters.archive import FAULT_NAMES, PackageSource, Written, faults_of, write_package
from adapters.cli.opening import installation
from adapters.cli.output import complaints, console, fail, print_json
from adapters.cli.people import person_named
from adapters.cli.reading import AsJson, AsPerson, ForPurpose, purpose_named
from adapters.dossier import open_parcel
from adapters.installation import Installation
from domain.archive.package import ITEM_KIND_NAMES, STAGE_NAMES, ArchivePackage, Stage, missing_kinds
from domain.case import Case
from domain.write_side import ARCHIVE
from projections.log import decode

app = typer.Typer(no_args_is_help=True, help="归档包：列出、写成目录或 zip、离线核验。")

Number = Annotated[str, typer.Argument(help="归档包编号，如 督查三组2018Q3；年度包写年份")]


@app.command("list")
def list_packages(
    campaign: Annotated[str, typer.Option(help="专项行动（规则包）")] = "", as_json: AsJson = False
) -> None:
    """各组各季度和各年度的归档包：到哪一步，有几件，缺哪些。"""
    with installation() as opened:
        found = [package for package in packages(opened) if campaign in ("", package.campaign)]
    if as_json:
        print_json([listed(package) for package in found])
        return
    if not found:
        console.print("还没有归档包。")
        return
    shown = Table(title="归档包", expand=True)
    for title in ("编号", "单位", "状态", "件数", "缺少", "清单 SHA-256"):
        shown.add_column(title, overflow="fold")
    for package in found:
        shown.add_row(*map(escape, map(str, listed(package).values())))
    console.print(shown)


def listed(package: ArchivePackage) -> dict[str, object]:
    kinds = missing_kinds(package, ()) if package.stage is Stage.COLLECTING else package.missing
    absent = (f"{one.group}{one.period}" for one in package.absent)
    lacking = "、".join((*(ITEM_KIND_NAMES[kind] for kind in (() if package.of_year else kinds)), *absent))
    return {
        "number": package.number,
        "unit": package.group or package.unit,
        "stage": STAGE_NAMES[package.stage],
        "items": len(package.items) + len(package.parts),
        "missing": lacking or "-",
        "manifest": package.manifest or "-",
    }


@app.command("pack")
def pack(
    number: Number,
    out: Annotated[Path, typer.Option("--out", help="写到哪里：新的目录，或以 .zip 结尾的文件")],
    files: Annotated[list[Path] | None, typer.Option("--files", help="材料文件所在目录，可写多次")] = None,
    as_person: AsPerson = "",
    purpose: ForPurpose = "",
    as_json: AsJson = False,
) -> None:
    """写成归档包：清单、目录、材料、校验值；材料按 SHA-256 到所给目录和佐证库里找。缺件的列出，退出码为 1。"""
    for folder in files or ():
        if not folder.is_dir():
            fail(f"没有这个目录：{folder}")
    with installation() as opened:
        case_id = opened.find_case(number, ARCHIVE.name)
        package: ArchivePackage = opened.casework.load(case_id, fresh=True).state
        if package.stage is Stage.COLLECTING or not package.manifest:
            fail(f"{number} 还没有{'封存' if package.of_year else '移交'}，清单没有确定，不能成包")
        person = person_named(opened.casework.organisation, as_person, opened.now())
        source = source_of(opened, tuple(files or ()), person, purpose)
        with open_parcel(out, opened.now()) as parcel:
            done = write_package(parcel, source, package)
    tell(out, done, as_json)


def source_of(opened: Installation, folders: tuple[Path, ...], person: str, purpose: str) -> PackageSource:
    access = opened.access(person, "归档包", purpose_named(purpose))
    casework = opened.casework

    def titles(package: ArchivePackage) -> Mapping[str, str]:
        """The names of the materials, as whoever packs may read them; the reading is noted. Raises Refused."""
        if not package.items:
            return {}
        said = access.of_a_case(package, [decode(stored) for stored in casework.recorder.select_events(package.id)])
        return {ref: one.text for ref, one in said.items()}

    def part(case_id: UUID) -> ArchivePackage:
        state: Case = casework.load(case_id, fresh=True).state
        assert isinstance(state, ArchivePackage), "the parts of a year are packages"
        return state

    return PackageSource(folders, opened.evidence, titles, part)


def tell(out: Path, done: Written, as_json: bool) -> None:
    if as_json:
        print_json(done)
    else:
        console.print(f"已写成归档包：{escape(str(out))}")
        console.print(f"清单的 SHA-256：{done.manifest}")
        for one in done.missing:
            complaints.print(f"缺失：{escape(one)}")
    if done.missing:
        raise typer.Exit(1)


@app.command("verify")
def verify_package(
    path: Annotated[Path, typer.Argument(help="归档包的目录或 .zip 文件")],
    expected: Annotated[
        str, typer.Option("--hash", help="移交、封存时登记的清单 SHA-256；不写则只核对包内是否相符")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """离线核验归档包，不用数据目录：清单是否登记的那一份，文件是否齐全、未改动。有不符的退出码为 1。"""
    top, manifests, faults = faults_of(path, expected)
    if as_json:
        print_json({"manifest": top, "faults": [{"under": under, "fault": fault} for under, fault in faults]})
    else:
        console.print(f"清单的 SHA-256：{top}（{'与所给的比对' if expected else '没有给出登记的哈希，只核对包内'}）")
        for under, fault in faults:
            complaints.print(f"[bold red]✗[/] {escape(under)}{FAULT_NAMES[fault.kind]}：{escape(fault.what)}")
        if not faults:
            console.print(f"✓ 齐全，未改动：清单{len(manifests)}份")
    if faults:
        raise typer.Exit(1)


def packages(opened: Installation) -> Iterator[ArchivePackage]:
    for case_id in opened.cases(ArchivePackage):
        yield opened.casework.load(case_id, fresh=True).state
