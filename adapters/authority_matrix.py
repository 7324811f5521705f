"""权限表: who may do what, where, in which stages, printed from the domain's own table.

`python -m adapters.authority_matrix docs/authority.md` renews the document.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from adapters.play.reference import table
from domain.authorising import Act, Where
from domain.authority import ACT_OF, ACTS
from domain.case import CaseKind
from domain.events import WAY_NAMES
from domain.organisation import ROLE_NAMES, Role
from domain.separation import SEPARATION_NAMES
from domain.write_side import KIND_OF, KINDS

EVERYBODY = "任何任职"
PREFACE = """\
# 权限表

由程序中的权限表生成：`python -m adapters.authority_matrix docs/authority.md`，不要手工修改。命令行：`duban authority`。

- 职责分离先于权限，从不放宽；代他人签字的，本人和委托人都不得违反。
- 办公室、部门、督查组的权限在其所属的地方及以下有效；划片的工作组只在本片有效。
- “不限单位”指在哪个单位任职都可以；交办、指定替代人等涉及其他单位的，只能在本单位所辖范围内。
- 责任单位指案件所列单位，更名、并入后指其承接单位；案件中列明的责任领导、责任人不限任职单位。
- 所在层级无人可办时，依次由{ways}办理，事件中注明是哪一种；代为办理只在当地无人可办时有效。
- “按规则”指由规则包进一步限定（复核层级的人员、分级销号、方案审批层级）。
- “可补录”的操作可以事后补录并写明原因，其余须当时办理。
"""


class MatrixRow(msgspec.Struct, frozen=True):
    """One row of the authority table in words."""

    kind: str
    command: str
    name: str
    stages: tuple[str, ...]  # none: it makes the case
    roles: tuple[str, ...]
    where: str
    by_rules: bool
    separation: str
    late_entry: bool


def matrix() -> tuple[MatrixRow, ...]:
    return tuple(row(act, KIND_OF[act.command]) for act in ACTS)


def row(act: Act, kind: CaseKind) -> MatrixRow:
    return MatrixRow(
        kind=kind.chinese,
        command=act.name,
        name=act.chinese,
        stages=tuple(kind.stage_names[stage] for stage in act.stages),
        roles=roles_of(act),
        where=str(act.where),
        by_rules=act.roles_in is not None or act.least is not None or act.by_item is not None,
        separation=SEPARATION_NAMES[act.separation] if act.separation else "",
        late_entry=act.observation,
    )


def roles_of(act: Act) -> tuple[str, ...]:
    if act.where is Where.MACHINE:
        return ()
    return (EVERYBODY,) if act.roles == tuple(Role) else tuple(ROLE_NAMES[role] for role in act.roles)


# --- the document -------------------------------------------------------------------------------------------------


def document() -> str:
    parts = [PREFACE.format(ways="、".join(WAY_NAMES.values()))]
    for kind in KINDS:
        rows = [line for line in matrix() if line.kind == kind.chinese]
        titles = ("操作", "标识", "何时", "由谁", "何处", "职责分离", "备注")
        parts.append(f"## {kind.chinese}\n\n{table(titles, map(cells, rows))}\n")
    parts.append(f"## 各类人员可办的操作\n\n{table(('人员', '操作'), by_role())}\n")
    return "\n".join(parts)


def cells(line: MatrixRow) -> Iterator[str]:
    yield line.name
    yield f"`{line.command}`"
    yield "、".join(line.stages) or "—"
    yield "、".join(line.roles) or "—"
    yield line.where
    yield line.separation or "—"
    yield "；".join(word for word, said in (("按规则", line.by_rules), ("可补录", line.late_entry)) if said) or "—"


def by_role() -> Iterator[tuple[str, str]]:
    for role in Role:
        acts = [act.chinese for act in ACT_OF.values() if role in act.roles and act.roles != tuple(Role)]
        yield ROLE_NAMES[role], "、".join(acts) or "—"


def main(arguments: list[str]) -> None:
    Path(arguments[0]).write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
