"""规则包: `duban pack list | show | check | new | diff`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from adapters.cli.output import console, fail, print_json
from adapters.packs import PackFault, load_pack, load_packs, load_themes, packs_folder, read_pack
from adapters.packs.differing import differences, period_told, periods_in_force, phase_told, report
from adapters.packs.skeleton import begin_pack
from adapters.packs.words import word_for
from adapters.play.nodes import nearest
from adapters.settings import settings_from
from domain.organisation import ROLE_NAMES
from domain.pack import Pack

app = typer.Typer(help="规则包：查看、核对、新建、对比。", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Named = Annotated[str, typer.Argument(help="规则包编号，或规则包所在的文件夹")]


@app.command("list")
def list_packs(as_json: AsJson = False) -> None:
    """有哪些规则包。"""
    packs = load_packs(folder_in_use()).values()
    if as_json:
        print_json([{"id": pack.id, "title": pack.title, "year": pack.year, "level": pack.level} for pack in packs])
        return
    shown = Table()
    for title in ("编号", "名称", "层级", "文号", "问题类型", "复核层级"):
        shown.add_column(title, overflow="fold")
    for pack in packs:
        number = pack.basis.number if pack.basis else "-"
        layers = "、".join(layer.name for layer in pack.policy.layers)
        shown.add_row(pack.id, pack.title, word_for(pack.level), number, str(len(pack.taxonomy)), layers)
    console.print(shown)


@app.command("show")
def show(pack: Named, as_json: AsJson = False) -> None:
    """一个规则包的内容。"""
    found = pack_named(pack)
    if as_json:
        print_json(found)
        return
    console.print(f"{found.id}　{found.title}", markup=False, style="bold")
    for line in facts(found):
        console.print(line, markup=False)
    console.print(taxonomy_table(found))


@app.command("check")
def check(
    folder: Annotated[Path, typer.Argument(help="一个规则包的文件夹，或装着几个规则包的文件夹")],
    as_json: AsJson = False,
) -> None:
    """核对规则包，一次列出全部问题；没有问题时退出码为 0，有问题为 1。"""
    folders = pack_folders(folder)
    if not folders:
        fail(f"{folder} 中没有规则包（应有 pack.yaml）")
    faults: list[PackFault] = []
    sound: list[Pack] = []
    for one in folders:
        read = read_pack(one, load_themes(one.parent))
        faults += read.faults
        sound += [read.pack] if read.pack is not None and not read.faults else []
    if as_json:
        print_json({"ok": not faults, "packs": [pack.id for pack in sound], "faults": faults})
    else:
        for line in (*(f"✓ {summed_up(pack)}" for pack in sound), *(f"✗ {fault}" for fault in faults)):
            console.print(line, markup=False, soft_wrap=True)
    if faults:
        raise typer.Exit(1)


@app.command("new")
def new(
    pack_id: Annotated[str, typer.Argument(metavar="ID", help="编号，以年度结尾，如 safety_2024")],
    into: Annotated[Path, typer.Option(help="建在哪个文件夹中")] = Path(),
    title: Annotated[str, typer.Option(help="专项行动的名称")] = "",
) -> None:
    """新建一个带说明的规则包，可以直接通过核对。"""
    file = begin_pack(pack_id, into, title)
    console.print(f"已写好 {file}。改好后运行：duban pack check {file.parent}", markup=False, soft_wrap=True)


@app.command("diff")
def diff(first: Named, second: Named, as_json: AsJson = False) -> None:
    """两个规则包哪里不同（- 仅前者有，+ 仅后者有，~ 不同）。"""
    groups = differences(pack_named(first), pack_named(second))
    if as_json:
        print_json(groups)
        return
    for line in report(groups):
        console.print(line, markup=False, soft_wrap=True)


# --- which pack ----------------------------------------------------------------------------------------------------


def folder_in_use() -> Path:
    return packs_folder(settings_from(os.environ).packs)


def pack_named(name: str) -> Pack:
    """By the folder that it is in, or by its id among those in use."""
    if (Path(name) / "pack.yaml").exists():
        return load_pack(Path(name))
    packs = load_packs(folder_in_use())
    if name not in packs:
        fail(f"没有“{name}”这个规则包{nearest(name, packs)}，可用：{'、'.join(packs)}")
    return packs[name]


def pack_folders(folder: Path) -> list[Path]:
    """The folder itself, or those in it."""
    if (folder / "pack.yaml").exists():
        return [folder]
    return [path.parent for path in sorted(folder.glob("*/pack.yaml"))]


# --- in words ------------------------------------------------------------------------------------------------------


def summed_up(pack: Pack) -> str:
    items = sum(len(category.items) for category in pack.taxonomy)
    return (
        f"{pack.id} 没有问题：{len(pack.taxonomy)} 个问题类型、{items} 个检查项，{len(pack.phases)} 个阶段，"
        f"{len(pack.policy.layers)} 层复核，{len(pack.duties)} 项常态职责，{len(pack.thresholds)} 项量化标准，"
        f"{len(pack.ledgers)} 种台账"
    )


def facts(pack: Pack) -> Iterator[str]:
    if pack.basis:
        yield f"依据：{pack.basis.number}（{pack.basis.issuer}，{pack.basis.issued_on}）"
    yield f"组织：{word_for(pack.level)}；{'、'.join(tenant.office for tenant in pack.tenants) or '未写'}"
    yield from (f"阶段：{phase.name} {phase_told(phase)}" for phase in pack.phases)
    layers = (f"{layer.name}（{'、'.join(ROLE_NAMES[role] for role in layer.roles)}）" for layer in pack.policy.layers)
    yield f"复核：{'；'.join(layers)}"
    yield f"期限：{'，'.join(f'{word_for(duty)} {period_told(one)}' for duty, one in periods_in_force(pack).items())}"
    for word, names in (
        ("问题来源", [source.label for source in pack.sources]),
        ("督查方式", [method.label for method in pack.methods]),
        ("常态职责", [f"{duty.post}{word_for(duty.per)}{duty.what}" for duty in pack.duties]),
        ("台账", [form.title for form in pack.ledgers]),
        ("函件", [form.title for form in pack.letters]),
        ("报告", [form.title for form in pack.reports]),
    ):
        if names:
            yield f"{word}：{'、'.join(names)}"


def taxonomy_table(pack: Pack) -> Table:
    shown = Table(title="问题类型", expand=True)
    for title, ratio in (("代码", 0), ("上一行标题", 2), ("名称", 3), ("牵头单位", 3), ("检查项", 0)):
        shown.add_column(title, ratio=ratio or None, overflow="fold")
    for category in pack.taxonomy:
        lead = "、".join(category.lead) or "-"
        shown.add_row(category.code, category.group or "-", category.label, lead, str(len(category.items)))
    return shown
