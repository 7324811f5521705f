"""样例县: `duban sample` makes a county of any size to measure with and to look around in."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn

from adapters.cli.output import console, print_json
from domain.calendar import SHANGHAI


def sample(
    problems: Annotated[int, typer.Option("--problems", min=1, help="问题件数")] = 100_000,
    towns: Annotated[int, typer.Option("--towns", min=1, max=99, help="乡镇个数，每个乡镇15个村")] = 20,
    seed: Annotated[int, typer.Option("--seed", help="随机种子；相同的种子和规模生成完全相同的事件")] = 1,
    into: Annotated[Path | None, typer.Option("--into", help="新目录或空目录；默认按种子和规模命名，在 out 下")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON 结果")] = False,
) -> None:
    """生成样例县：三年的问题、复核、延期、升级、监测对象，全部由真实的办理规则产生；已生成的直接使用。"""
    from adapters.sample.folder import found, make_in, usual_folder
    from adapters.sample.making import FIRST_DAY, LAST_DAY, Sample

    wanted = Sample(problems, towns, seed)
    folder = into or usual_folder(wanted)
    began, days = time.monotonic(), (LAST_DAY - FIRST_DAY).days
    there = found(folder, wanted)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f}%"))
    with Progress(*columns, console=console, transient=True, disable=as_json or there is not None) as progress:
        bar = progress.add_task("正在生成样例县", total=days)

        def tell(at: datetime, events: int) -> None:
            day = at.astimezone(SHANGHAI).date()
            progress.update(bar, completed=(day - FIRST_DAY).days, description=f"{day:%Y年%m月%d日} {events:,}个事件")

        made = there or make_in(folder, wanted, tell)
    if as_json:
        print_json({"folder": str(folder), "made": made, "was_there": there is not None})
        return
    took = "已在" if there else f"用时{time.monotonic() - began:.0f}秒，在"
    console.print(f"样例县：问题{problems:,}件，事件{made.events:,}个，期末尚有{made.owed:,}件待办，{took} {folder}")
    console.print(f"查看：DUBAN_DATA={folder} .venv/bin/duban summary --campaign xiaoxian_2022")
