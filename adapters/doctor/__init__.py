"""体检: what runs, what lags, what will not be found when it is needed. It looks, and changes nothing.

Whatever is wrong with an installation is a finding, never an error: `duban doctor` must answer when nothing else does.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from traceback import extract_tb

from adapters.doctor import data, machine, timing
from adapters.doctor.finding import Finding, Level, fault, worst
from adapters.installation import Installation, open_installation
from adapters.packs import PackError
from adapters.refusals import SetupRefused
from adapters.settings import Settings, settings_from
from domain.calendar import CalendarNotCovered

__all__ = ["Finding", "Level", "examine", "worst"]

Check = Callable[[Installation], Iterable[Finding]]

CHECKS: tuple[tuple[str, str, Check], ...] = (
    ("events", "事件库", data.events),
    ("schema", "结构版本", data.schemas),
    ("vault", "保险库密钥", data.vault),
    ("packs", "规则包", data.packs),
    ("calendar", "工作日历", data.calendar),
    ("ledgers", "台账", data.ledgers),
    ("relay", "时限传送", data.relay),
    ("moments", "到期事项", data.overdue_moments),
    ("backup", "备份", data.newest_backup),
    ("database_clock", "数据库时钟", timing.database_clock),
    ("running", "运行情况", timing.running),
)


def examine() -> list[Finding]:
    """Examine the installation that the environment names."""
    findings = list(guarded("versions", "程序版本", machine.versions))
    findings += guarded("crypto", "加密", machine.cryptography)
    try:
        settings = settings_from(os.environ)
    except SetupRefused as refused:
        return [*findings, fault("settings", "设置", str(refused), "改正后再运行 duban doctor")]
    findings += guarded("disk", "磁盘", lambda: machine.disk(settings.data))
    return [*findings, *examined(settings)]


def examined(settings: Settings) -> Iterator[Finding]:
    """The data, and Temporal beside it; Temporal also when the data cannot be opened."""
    try:
        with open_installation(settings) as opened:
            for code, subject, check in CHECKS:
                yield from guarded(code, subject, lambda check=check: check(opened))  # type: ignore[misc]
            yield from guarded("temporal", "Temporal", lambda: asyncio.run(timing.temporal(opened.folder, opened)))
    except (SetupRefused, PackError) as refused:
        yield fault("data", "数据", str(refused), "按提示处理；放不回的文件可从备份恢复（duban restore）")
        yield from guarded("file", "事件库文件", lambda: data.events_file(settings))
        yield from guarded("temporal", "Temporal", lambda: asyncio.run(timing.temporal(None, None)))


def guarded(code: str, subject: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What a check finds; one that cannot be carried out is a finding too."""
    try:
        return list(check())
    except (SetupRefused, PackError, CalendarNotCovered) as refused:
        return [fault(code, subject, str(refused), "按提示处理后再运行 duban doctor")]
    except Exception as error:  # whatever it is, it is a fault and exit code 2: the other checks are still to be made
        *_, place = extract_tb(error.__traceback__)
        state = f"检查中断（{type(error).__name__}，{Path(place.filename).name} 第 {place.lineno} 行）"
        return [fault(code, subject, state, "看数据库和磁盘是否读得了；台账读不了的运行 duban rebuild --ledgers")]
