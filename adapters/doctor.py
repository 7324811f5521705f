"""体检: what runs, what lags, what will not be found when it is needed."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version

import msgspec

from adapters.installation import Installation, open_installation
from adapters.packs import PackError
from adapters.refusals import SetupRefused
from adapters.settings import settings_from
from adapters.temporal.connection import configured
from adapters.temporal.server import temporal_binary
from domain.calendar import CalendarNotCovered, local_date
from projections.tables import reached

ROOM_NEEDED = 500 * 1024 * 1024
AHEAD = timedelta(days=120)


class Finding(msgspec.Struct, frozen=True):
    """One line of the examination."""

    subject: str
    ok: bool
    state: str


def examine() -> list[Finding]:
    """Examine this installation. Whatever cannot be opened is a finding, not an error."""
    findings = [Finding("程序版本", True, f"督办 {version('duban')}，Python {sys.version.split()[0]}"), temporal()]
    try:
        with open_installation(settings_from(os.environ)) as opened:
            findings += installed(opened)
    except (SetupRefused, PackError) as refused:
        findings.append(Finding("数据", False, str(refused)))
    return findings


def installed(opened: Installation) -> Iterator[Finding]:
    recorder = opened.casework.recorder
    last = recorder.max_notification_id() or 0
    place = "PostgreSQL" if opened.settings.database_url else str(opened.folder.root.resolve())
    yield Finding("事件库", True, f"{place}，末事件序号 {last}")
    packs = "、".join(sorted(opened.casework.packs))
    yield Finding("规则包", True, packs)
    yield calendar(opened)
    free = shutil.disk_usage(opened.folder.root).free
    yield Finding("磁盘", free >= ROOM_NEEDED, f"剩余 {free // 1024**2} MB")
    yield ledgers(opened, last)


def calendar(opened: Installation) -> Finding:
    """Whether deadlines that begin today can be counted, and whether they already rest on a provisional year."""
    ahead = local_date(opened.now() + AHEAD)
    try:
        due = opened.casework.calendar.within_days(local_date(opened.now()), AHEAD.days, roll=True)
    except CalendarNotCovered as uncovered:
        return Finding("工作日历", False, uncovered.message)
    marks = f"（{ahead.year}年放假通知未发布，涉及的日期为暂定）" if due.why.provisional else ""
    return Finding("工作日历", True, f"版本 {opened.casework.calendar.version}{marks}")


def ledgers(opened: Installation, last: int) -> Finding:
    with opened.ledgers.connect() as connection:
        at = reached(connection).position
    return Finding("台账", at <= last, f"已处理到 {at}，落后 {last - at} 个事件")


def temporal() -> Finding:
    try:
        config = configured()
        if config is not None:
            return asyncio.run(reachable(str(config["target_host"])))
        return Finding("Temporal", True, f"内置服务 {temporal_binary()}")
    except SetupRefused as refused:
        return Finding("Temporal", False, str(refused))


async def reachable(address: str) -> Finding:
    from adapters.temporal.connection import connect

    config = configured()
    assert config is not None
    try:
        await asyncio.wait_for(connect(config), 5)
    except TimeoutError:
        return Finding("Temporal", False, f"{address} 在 5 秒内没有应答")
    return Finding("Temporal", True, f"{address} 可以连接")
