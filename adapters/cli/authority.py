"""权限: `duban authority`, the permission matrix, the gaps, and what a person may do with a case now."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from rich.table import Table

from adapters.authority_matrix import MatrixRow, matrix
from adapters.cli.opening import installation
from adapters.cli.output import console, fail, print_json
from adapters.cli.people import person_named
from adapters.installation import Installation
from domain.authority import ACT_NAMED
from domain.events import WAY_NAMES
from domain.gaps import Gap, Unnamed, answering_units, gaps, unnamed
from domain.organisation import ROLE_NAMES, Role
from domain.permitting import Permission
from domain.problem.problem import STAGE_NAMES

NOBODY = "无人可办"


class Gaps(msgspec.Struct, frozen=True):
    """Where people are missing: by stage, and by what a unit has to name."""

    gaps: tuple[Gap, ...]
    unnamed: tuple[Unnamed, ...]


def authority(
    show_gaps: Annotated[bool, typer.Option("--gaps", help="列出各单位无人可办的环节及去向")] = False,
    campaign: Annotated[str, typer.Option(help="按哪个专项行动的规则检查缺口")] = "",
    unit: Annotated[str, typer.Option(help="只查该单位及其下级")] = "",
    as_person: Annotated[str, typer.Option("--as", help="某人现在可办什么（人员编号、姓名或职务）")] = "",
    case: Annotated[str, typer.Option(help="问题编号，与 --as 同用")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """权限表；加 --gaps 查缺人的环节；加 --as 和 --case 查某人现在能对某问题办什么，不能办的说明原因。"""
    if bool(as_person) != bool(case):
        fail("请同时写明 --as（何人）和 --case（哪件问题）")
    if as_person:
        with installation() as opened:
            permissions = permitted(opened, as_person, case)
        print_json(permissions) if as_json else show_permissions(permissions)
    elif show_gaps:
        with installation() as opened:
            found = gaps_now(opened, campaign, unit)
        print_json(found) if as_json else show_found(found)
    else:
        print_json(matrix()) if as_json else show_matrix(matrix())


def permitted(opened: Installation, wanted: str, number: str) -> tuple[Permission, ...]:
    case_id = opened.find_case(number)
    person = person_named(opened.casework.organisation, wanted, opened.now())
    return opened.casework.permissions(opened.caller(person), case_id)


def gaps_now(opened: Installation, campaign: str, unit: str) -> Gaps:
    """Raises Refused for a campaign or a unit that is not known."""
    now = opened.now()
    policy = opened.casework.rules(campaign).policy
    organisation = opened.casework.organisation_at(now)
    if unit:
        organisation.unit(unit)
    units = answering_units(organisation, now, unit)
    return Gaps(tuple(gaps(organisation, policy, now, units)), tuple(unnamed(organisation, now, units)))


# --- for people ---------------------------------------------------------------------------------------------------


def show_matrix(rows: tuple[MatrixRow, ...]) -> None:
    shown = Table(title="权限表", expand=True)
    for title, ratio in (("操作", 3), ("何时", 4), ("由谁", 5), ("何处", 3)):
        shown.add_column(title, ratio=ratio, overflow="fold")
    for row in rows:
        shown.add_row(row.name, "、".join(row.stages) or "新建", "、".join(row.roles) or "—", row.where)
    console.print(shown)


def show_permissions(permissions: tuple[Permission, ...]) -> None:
    shown = Table(title="现在可办的操作", expand=True)
    for title, ratio in (("操作", 2), ("可否", 0), ("说明", 5)):
        shown.add_column(title, ratio=ratio or None, overflow="fold")
    for one in sorted(permissions, key=lambda one: not one.may):
        mark = "[green]可办[/]" if one.may else "[red]不可[/]"
        shown.add_row(one.name, mark, by_what(one) if one.may else one.message)
    console.print(shown)


def by_what(one: Permission) -> str:
    """In which role, for whom, by which way."""
    role = f"以{one.unit}{ROLE_NAMES[Role(one.role)]}身份"
    lent = f"，代{one.on_behalf_of}" if one.on_behalf_of else ""
    return f"{role}{lent}{f'，{WAY_NAMES[one.way]}' if one.way else ''}"


def show_found(found: Gaps) -> None:
    shown = Table(title="无人可办的环节", expand=True)
    for title, ratio in (("单位", 2), ("阶段", 2), ("操作", 2), ("所在层级", 2), ("去向", 4)):
        shown.add_column(title, ratio=ratio, overflow="fold")
    for gap in found.gaps:
        where_to = f"{WAY_NAMES[gap.way]}：{'、'.join(gap.people)}" if gap.way else f"[red]{NOBODY}，须指定替代人[/]"
        shown.add_row(gap.unit, STAGE_NAMES[gap.stage], ACT_NAMED[gap.act].chinese, gap.node, where_to)
    console.print(shown if found.gaps else "[green]✓[/] 各单位各环节都有人可办")
    for one in found.unnamed:
        console.print(f"[yellow]![/] {one.unit}尚未明确：{'、'.join(ROLE_NAMES[role] for role in one.roles)}")
