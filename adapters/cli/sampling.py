"""样例县: `duban sample` makes a county of any size to measure with and to look around in."""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn

from adapters.cli.output import console, print_json
from adapters.settings import settings_from
from domain.calendar import SHANGHAI


def sample(
    problems: Annotated[int, typer.Option("--problems", min=1, help="问题件数")] = 100_000,
    towns: Annotated[int, typer.Option("--towns", min=1, max=99, help="乡镇个数，每个乡镇15个村")] = 20,
    seed: Annotated[int, typer.Option("--seed", help="随机种子；相同的种子和规模生成完全相同的事件")] = 1,
    into: Annotated[Path | None, typer.Option("--into", help="新目录或空目录；默认按种子和规模命名，在 out 下")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON 结果")] = False,
) -> None:
    """生成样例县：三年的问题、复核、延期、升级、监测对象，全部由真实的办理规则产生；已生成的直接使用。

    设有 DUBAN_DATABASE_URL 时写入该数据库，数据库须为空；时钟和密钥仍放在目录中。
    """
    from adapters.sample import folder as in_folder
    from adapters.sample import on_postgres
    from adapters.sample.making import FIRST_DAY, LAST_DAY, Sample

    wanted, settings = Sample(problems, towns, seed), settings_from(os.environ)
    folder, url, key = into or in_folder.usual_folder(wanted), settings.database_url, settings.vault_key_file
    began, days = time.monotonic(), (LAST_DAY - FIRST_DAY).days
    there = on_postgres.found(url, wanted) if url else in_folder.found(folder, wanted)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f}%"))
    with Progress(*columns, console=console, transient=True, disable=as_json or there is not None) as progress:
        bar = progress.add_task("正在生成样例县", total=days)

        def tell(at: datetime, events: int) -> None:
            day = at.astimezone(SHANGHAI).date()
            progress.update(bar, completed=(day - FIRST_DAY).days, description=f"{day:%Y年%m月%d日} {events:,}个事件")

        made = there or (
            on_postgres.make_on(url, folder, wanted, tell, key) if url else in_folder.make_in(folder, wanted, tell)
        )
    if as_json:
        print_json({"folder": str(folder), "made": made, "was_there": there is not None})
        return
    took = "已在" if there else f"用时{time.monotonic() - began:.0f}秒，在"
    where = f"数据库（时钟和密钥在 {folder}）" if url else str(folder)
    console.print(f"样例县：问题{problems:,}件，事件{made.events:,}个，期末尚有{made.owed:,}件待办，{took} {where}")
    opened = f"DUBAN_DATA={folder}" + (f" DUBAN_VAULT_KEY_FILE={key or folder / 'vault.key'}" if url else "")
    console.print(f"查看：{opened} .venv/bin/duban summary --campaign xiaoxian_2022")
