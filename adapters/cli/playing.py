"""剧本演练: `duban play FILE`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.output import console, fail, print_json
from adapters.data_folder import DataFolder
from adapters.event_store.opening import open_in_folder
from adapters.play.report import report
from adapters.play.running import play as play_file
from adapters.play.timeline import TimelineRefused
from adapters.settings import settings_from

TRAINING = "training"
"""The file that marks a data folder as one for training."""


def play(
    file: Annotated[Path, typer.Argument(help="剧本（YAML）")],
    packs: Annotated[Path | None, typer.Option(help="规则包所在的文件夹；不加时用 DUBAN_PACKS 或自带的")] = None,
    into: Annotated[Path | None, typer.Option(help="写入一个培训用的数据目录；不加时只在内存中演练")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """按剧本演练一段经过：同样的操作、同样的时点；全部预期成立时退出码为 0。"""
    try:
        folder = packs or settings_from(os.environ).packs
        if into is None:
            result = play_file(file, packs=folder)
        else:
            with open_in_folder(training_folder(into)) as store:
                result = play_file(file, store, packs=folder)
    except TimelineRefused as refused:
        if as_json:
            print_json({"file": refused.file, "ok": False, "faults": refused.faults})
            raise typer.Exit(2) from None
        fail(str(refused))
    if as_json:
        print_json(result)
    else:
        for line in report(result):
            console.print(line, markup=False)
    if not result.ok:
        raise typer.Exit(1)


def training_folder(root: Path) -> DataFolder:
    """A data folder that is new, or was made for training. Never a real one."""
    if root.exists() and any(root.iterdir()) and not (root / TRAINING).exists():
        fail(f"{root} 不是培训目录，不能写入演练内容；请另选一个空目录")
    folder = DataFolder.open(root)
    (root / TRAINING).touch()
    return folder
