"""恢复: `duban restore` puts a backup back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.output import console, fail, print_json
from adapters.cli.reading import AsJson, moment
from adapters.settings import settings_from


def restore(
    backup: Annotated[Path, typer.Argument(help="备份目录，其中有 manifest.json")],
    target: Annotated[Path | None, typer.Argument(help="恢复到哪个目录，须为空或不存在；不写则为 DUBAN_DATA")] = None,
    key: Annotated[Path | None, typer.Option(help="保险库密钥文件；备份里带有密钥的可不写")] = None,
    set_aside: Annotated[bool, typer.Option("--set-aside", help="目录里已有数据时，先把它改名留存")] = False,
    as_json: AsJson = False,
) -> None:
    """恢复备份：逐个核对文件和事件，无误才放到位；不覆盖已有的数据。"""
    from adapters.data_folder import CHANNELS
    from adapters.restoring import Key
    from adapters.restoring import restore as put_back

    settings = settings_from(os.environ)
    if settings.database_url:
        fail("使用 PostgreSQL 时请用数据库自带的恢复工具（pg_restore 或物理备份的恢复）；恢复后直接 duban up")
    done = put_back(backup, target or settings.data, Key(key, settings.vault_key_file), set_aside)
    if as_json:
        print_json(done)
        return
    console.print(
        f"[green]✓[/] 已恢复到 {done.target}：{done.files} 个文件核对无误，备份时间 {moment(done.taken_at)}，"
        f"末事件序号 {done.last_notification_id}"
    )
    if done.set_aside:
        console.print(f"原目录留存在 {done.set_aside}")
    if settings.evidence:
        console.print(f"佐证库在数据目录之外，不在备份里，请另行恢复：{settings.evidence}")
    channels = settings.channels or Path(done.target) / CHANNELS
    if not channels.exists():
        console.print(f"没有渠道设置，通知只在收件箱里；原来设置过的，请放回 {channels}，再启动。")
    console.print("台账已跟上事件；时限在 duban up 启动后自动重新交给 Temporal。")
