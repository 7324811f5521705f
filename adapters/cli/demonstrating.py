"""演示: `duban demo`, what the demonstration looks like in a terminal of 100 columns."""

from __future__ import annotations

import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn

from adapters.cli import reading, trails
from adapters.cli.output import console, fail, print_json
from adapters.installation import Installation, open_installation
from adapters.settings import Settings
from domain.calendar import SHANGHAI
from projections.as_of import Viewpoint
from projections.ledger_lines import Selection

if TYPE_CHECKING:
    from adapters.demonstration import Lived

CAMPAIGN = "assessment_2020"
LATE = "ZX2020-甲乡-0003"
DAYS = 58
EARLIER = datetime(2020, 5, 29, 18, 0, tzinfo=SHANGHAI)


def demo(
    folder: Annotated[Path, typer.Option("--data", help="演示用的数据目录，每次重新建立")] = Path("out/demo"),
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON 结果")] = False,
) -> None:
    """一分钟看完五个问题从导入到销号：真实的 Temporal 服务，一秒过一天，中途两次破坏、恢复。"""
    from adapters.demonstration import DidNotHold, demo_clock

    if folder.exists():
        if not (folder / "clock.json").exists():
            fail(f"{folder} 不是演示目录，请另选一个")
        shutil.rmtree(folder)
    began = time.monotonic()
    with open_installation(Settings(data=folder), demo_clock()) as opened:
        try:
            lived = watch(opened, quiet=as_json)
        except DidNotHold as missing:
            fail(str(missing), 1)
        opened.catch_up()
        if as_json:
            print_json({"ok": lived.ok, "moments": lived.moments, "by_workflow": lived.by_workflow})
        else:
            show_result(opened, lived, time.monotonic() - began)
    if not lived.ok:
        raise typer.Exit(1)


def watch(opened: Installation, quiet: bool) -> Lived:
    """Live through it with a bar that shows the day."""
    from adapters.demonstration import BUSINESS_START, live

    if not quiet:
        console.rule("督办演示：甲乡专项评估反馈问题整改（一秒过一天）")
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f} 天"))
    with Progress(*columns, console=console, transient=True, disable=quiet) as progress:
        bar = progress.add_task("正在启动服务", total=DAYS)

        def tick(now: datetime) -> None:
            day = now.astimezone(SHANGHAI)
            passed = max(0.0, (now - BUSINESS_START).total_seconds() / 86_400)
            progress.update(bar, completed=min(passed, DAYS), description=f"{day:%Y年%m月%d日}")

        def tell(at: datetime, words: str) -> None:
            if not quiet:
                progress.console.print(f"[dim]{at.astimezone(SHANGHAI):%m-%d %H:%M}[/] {words}")

        return live(opened, tell, tick)


def show_result(opened: Installation, lived: Lived, seconds: float) -> None:
    """The ledger, the summary as of two moments, one trail, and whether all of it held."""
    ledgers = opened.read_ledgers()
    now = opened.now()
    chosen = Selection(campaign=CAMPAIGN)
    console.rule("台账")
    reading.show_ledger(ledgers.ledger(Viewpoint(now), chosen))
    console.rule("汇总表，两个时点")
    for as_of in (EARLIER, None):
        reading.show_summary(ledgers.summary(Viewpoint(now, as_of, as_of), chosen))
    console.rule("逾期的一件")
    trails.show_trail(ledgers.trail(Viewpoint(now), LATE))
    console.rule("核对")
    for failure in (*lived.played.failures, *lived.real.failures):
        console.print(f"[red]✗[/] {failure.what}：应为 {failure.expected}，实为 {failure.actual}")
    for difference in lived.differences:
        console.print(f"[red]✗[/] 与 play 不同：{difference}")
    count(lived.real.ok, f"{lived.real.expectations} 项预期，{len(lived.real.failures)} 项不符")
    compared, different = lived.played.events, len(lived.differences)
    count(not different, f"与 play 演练的 {compared} 个事件逐一比较，{different} 处不同")
    count(lived.kills == 2, f"{lived.kills} 次破坏（强行终止全部进程、删除 Temporal 数据库）后全部恢复")
    settled = lived.moments - lived.by_workflow
    console.print(f"  {lived.moments} 个时点到期：{lived.by_workflow} 个由 Temporal 触发，{settled} 个在办理时补记")
    console.print(f"  用时 {seconds:.0f} 秒；数据在 {opened.folder.root.resolve()}")
    console.print(f"  再看：DUBAN_DATA={opened.folder.root} .venv/bin/duban trail {LATE}")
    console.print("[bold green]演示成功[/]" if lived.ok else "[bold red]演示未通过[/]")


def count(ok: bool, words: str) -> None:
    console.print(f"{'[green]✓[/]' if ok else '[red]✗[/]'} {words}")
