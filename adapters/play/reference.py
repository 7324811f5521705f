"""The reference tables of docs/scenarios.md, from the domain's own tables: `python -m adapters.play.reference FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path

from adapters.packs import load_packs, packs_folder
from adapters.play.commands import COMMANDS, CommandName, arguments_of
from adapters.play.reading import fields_of
from adapters.play.words import ARGUMENTS, COLUMNS, EVENTS, FACTS, KEYS, WORDS
from domain.accountability import Misconduct
from domain.archive.package import ItemKind
from domain.authority import ACT_OF
from domain.clue import Conclusion
from domain.household_file.rules import ResidenceKind
from domain.message.message import Medium
from domain.monitoring_case.consulting import Verdict
from domain.monitoring_case.following_up import EndReason
from domain.monitoring_case.household_register import AidKind
from domain.monitoring_case.monitoring_case import (
    ClearanceMode,
    ClueSource,
    HouseholdKind,
    MonitorClass,
    MonitorStage,
    RiskKind,
)
from domain.organisation import ROLE_NAMES, Role, UnitKind
from domain.pack import Pack
from domain.policy import DEFAULT_PERIODS, SUPERVISING, Duty, Level, Period
from domain.privacy import ErasureGround, HoldGround
from domain.problem.claiming import RefusalReason
from domain.problem.classification import AreaLevel, Mode, Scope, Severity
from domain.problem.finding import Finding
from domain.problem.problem import EvidenceKind, Stage
from domain.problem.rechecking import FourCheck
from domain.reconciliation import Check, Difference
from domain.referral.answering import Sanction
from domain.referral.referral import Feedback
from domain.refusal import MESSAGES
from domain.treatment import Treatment
from domain.write_side import KIND_OF

BEGIN = "<!-- reference: begin (made by `python -m adapters.play.reference docs/scenarios.md`; do not edit) -->"
END = "<!-- reference: end -->"

ENUMERATIONS: tuple[tuple[str, type[Enum]], ...] = (
    ("阶段", Stage),
    ("升级等级", Level),
    ("应办事项", Duty),
    ("角色", Role),
    ("单位类型", UnitKind),
    ("整改方式", Mode),
    ("问题范围", Scope),
    ("面上问题层级", AreaLevel),
    ("严重程度", Severity),
    ("四个不放过", FourCheck),
    ("不认领理由", RefusalReason),
    ("材料类别", EvidenceKind),
    ("移交事由类别", Misconduct),
    ("纪检监察反馈", Feedback),
    ("处理方式", Sanction),
    ("归档材料类别", ItemKind),
    ("线索结论", Conclusion),
    ("处理", Treatment),
    ("通知渠道", Medium),
    ("核对项目", Check),
    ("不符类型", Difference),
    ("监测对象阶段", MonitorStage),
    ("线索来源", ClueSource),
    ("返贫致贫风险", RiskKind),
    ("户类型", HouseholdKind),
    ("监测对象类别", MonitorClass),
    ("帮扶类别", AidKind),
    ("居住情形", ResidenceKind),
    ("风险消除方式", ClearanceMode),
    ("终止情形", EndReason),
    ("研判结论", Verdict),
    ("销毁情形", ErasureGround),
    ("保全情形", HoldGround),
)


def reference(packs: Mapping[str, Pack]) -> str:
    """All tables, in Markdown."""
    parts = [
        ("### 操作", table(("操作", "中文名", "可在何阶段", "由何人", "参数（* 必填）"), map(command_row, COMMANDS))),
        ("### 参数", table(("参数", "中文名"), ARGUMENTS.items())),
        ("### 文件、步骤和核对的关键词", table(("关键词", "中文名"), KEYS.items())),
        ("### 拒绝代码", table(("代码", "说明"), MESSAGES.items())),
        ("### 可核对的问题事项", table(("事项", "中文名"), FACTS.items())),
        ("### 汇总表的栏目", table(("栏目", "中文名"), COLUMNS.items())),
        ("### 事件", table(("事件", "中文名"), EVENTS.items())),
        ("### 各类取值", table(("类别", "取值"), ((name, values_of(cls)) for name, cls in ENUMERATIONS))),
        ("### 默认期限", table(("应办事项", "期限", "由谁承担"), map(period_row, DEFAULT_PERIODS.items()))),
        ("### 规则包", table(("规则包", "名称", "复核层级", "问题类型"), map(pack_row, packs.values()))),
    ]
    return "\n\n".join(f"{heading}\n\n{body}" for heading, body in parts)


def table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    header = list(titles)
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '、') for cell in line)} |" for line in lines)


def command_row(name: CommandName) -> Iterator[str]:
    yield f"`{name.name}`"
    yield name.chinese
    act = ACT_OF[name.command]
    yield "、".join(KIND_OF[name.command].stage_names[stage] for stage in act.stages) or "—"
    yield f"{'、'.join(ROLE_NAMES[role] for role in act.roles)}（{act.where}）" if act.roles else f"{act.where}"
    yield "、".join(f"`{argument}`{'*' if required(name, argument) else ''}" for argument in arguments_of(name.command))


def required(name: CommandName, argument: str) -> bool:
    fields = fields_of(name.command)
    if argument in fields:
        return fields[argument].required
    return argument not in ("due", "four_checks", "campaign") and fields_of(Finding)[argument].required


def values_of(cls: type[Enum]) -> str:
    return "；".join(f"`{value.name}` {'、'.join(words)}" for value, words in WORDS[cls].items())


def period_row(entry: tuple[Duty, Period]) -> Iterator[str]:
    duty, period = entry
    yield f"`{duty.name}`"
    yield f"{period.working_days}个工作日" if period.working_days else f"{period.days}天"
    yield "上级" if duty in SUPERVISING else "责任单位"


def pack_row(pack: Pack) -> Iterator[str]:
    yield f"`{pack.id}`"
    yield pack.title
    yield "；".join(f"{layer.name}（{'、'.join(ROLE_NAMES[r] for r in layer.roles)}）" for layer in pack.policy.layers)
    yield "；".join(f"`{c.code}` {'、'.join((c.label, *c.aliases))}" for c in pack.taxonomy)


def renewed(document: str, tables: str, begin: str = BEGIN) -> str:
    """The document with these tables between its two marks."""
    head, _, rest = document.partition(begin)
    _, _, tail = rest.partition(END)
    return f"{head}{begin}\n\n{tables}\n\n{END}{tail}"


def main(arguments: list[str]) -> None:
    file = Path(arguments[0])
    text = renewed(file.read_text(encoding="utf-8"), reference(load_packs(packs_folder())))
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
