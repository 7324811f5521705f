"""运行维护: up and each of its parts, rebuild, backup, doctor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.opening import installation
from adapters.cli.output import console, fail, print_json
from adapters.cli.people import person_named
from adapters.roles.table import Role

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def up() -> None:
    """在本机运行全部服务（Temporal、时限、台账），意外停止的自动重新启动；按 Ctrl-C 停止。"""
    from adapters.log import set_up_logging
    from adapters.running import run_everything
    from adapters.temporal.settings import settings_of

    with ExitStack() as held:
        with installation() as opened:  # what cannot be opened is said once, and older tables are upgraded once
            folder, settings, correlation = opened.folder, settings_of(opened), opened.correlation
            metrics_at = opened.settings.metrics
            held.enter_context(folder.held())
        set_up_logging()
        held.enter_context(structlog.contextvars.bound_contextvars(role="up", correlation=correlation))
        console.print(f"督办已启动，数据目录：{folder.root.resolve()}。按 Ctrl-C 停止。")
        asyncio.run(run_everything(folder, settings, metrics_at, console.print))
    console.print("督办已停止。")


def role_command(role: Role) -> Callable[[], None]:
    """``duban NAME``: one process of this role."""

    def command() -> None:
        from adapters.roles.process import run_role

        raise typer.Exit(run_role(role))

    command.__doc__ = f"只运行一个{role.title}进程（多台机器、多个进程时用）；按 Ctrl-C 停止。"
    return command


def rebuild(
    temporal: Annotated[bool, typer.Option("--temporal", help="只恢复 Temporal 中的时限")] = False,
    ledgers: Annotated[bool, typer.Option("--ledgers", help="只重建台账")] = False,
    as_json: AsJson = False,
) -> None:
    """从事件重建台账，并把全部未了结案件的时限重新交给 Temporal；可反复执行。"""
    from adapters.rebuilding import rebuild_ledgers, rebuild_lifecycles

    result: dict[str, object] = {}
    with installation() as opened:
        if ledgers or not temporal:
            result["ledgers"] = rebuild_ledgers(opened)
        if temporal or not ledgers:
            result["lifecycles"] = asyncio.run(rebuild_lifecycles(opened))
    if as_json:
        print_json(result)
        return
    for line in result.values():
        console.print(str(line))


def backup(
    target: Annotated[Path, typer.Argument(help="备份目录，须为空或不存在")],
    with_key: Annotated[bool, typer.Option("--with-key", help="连同保险库密钥和渠道设置（请与数据分开保管）")] = False,
    as_json: AsJson = False,
) -> None:
    """一致地复制正在使用的数据目录。"""
    from adapters.backup import backup as copy

    with installation() as opened:
        if opened.settings.database_url:
            fail("使用 PostgreSQL 时请用数据库自带的备份工具（pg_dump 或物理备份）")
        manifest = copy(opened.folder, target, with_key)
        elsewhere, channels = opened.settings.evidence, opened.channels_file
        left = channels.exists() and opened.folder.channels.name not in manifest.files
    if as_json:
        print_json(manifest)
        return
    files, last = len(manifest.files), manifest.last_notification_id
    console.print(f"[green]✓[/] 已备份到 {target}：{files} 个文件，末事件序号 {last}")
    if elsewhere:
        console.print(f"佐证库在数据目录之外，未复制，请另行备份：{elsewhere}")
    if left:
        console.print(f"渠道设置含有口令，未复制，请另行保管：{channels}")
    if not with_key:
        console.print("保险库密钥未复制：请另行妥善保管 vault.key，没有它备份中的正文无法读取。")


def recount(
    reason: Annotated[str, typer.Argument(help="重算原因，如 2027年放假安排公布")],
    as_person: Annotated[str, typer.Option("--as", help="以谁的名义办理（人员编号、姓名或职务）")] = "",
    confirm: Annotated[bool, typer.Option("--confirm", help="确认重算；不加时只预览哪些案件的时限会变")] = False,
    as_json: AsJson = False,
) -> None:
    """载入新的放假安排后，预览并重算原按暂定日历推算的时限；不确认不改动任何时限。"""
    from adapters.recounting import recount as recounted

    with installation() as opened:
        person = person_named(opened.casework.organisation, as_person, opened.now())
        result = recounted(opened, person, reason, confirm)
    if as_json:
        print_json(result)
        return
    table = Table(title=f"时限重算{'' if confirm else '（预览，未办理）'}，日历 {result.calendar}", expand=True)
    for title in ("编号", "类别", "时限", "原", "现", "为什么"):
        table.add_column(title, overflow="fold")
    for move in result.moved:
        table.add_row(escape(move.number), move.kind, move.duty, str(move.before), str(move.after), move.why)
    console.print(table)
    for number, message in result.refused:
        console.print(f"[red]✗[/] {number}：{message}")
    if not confirm and result.moved:
        console.print("以上仅为预览；加 --confirm 逐件重算。")


def doctor(as_json: AsJson = False) -> None:
    """体检：各部分是否正常、落后多少、备份多旧。退出码：0 正常，1 有须留意的，2 有故障。"""
    from adapters.doctor import examine, worst

    findings = examine()
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            mark = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fault": "[red]✗[/]"}[finding.level]
            remedy = f"　[dim]→ {escape(finding.remedy)}[/]" if finding.remedy else ""
            console.print(f"{mark} {finding.subject}：{escape(finding.state)}{remedy}")
    raise typer.Exit(worst(findings))
