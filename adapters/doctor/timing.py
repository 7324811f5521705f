"""Time: what runs, which Temporal answers, whether all clocks agree, whether every case that waits is waited with."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import text
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    GetSystemInfoRequest,
    PollActivityTaskQueueRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.data_folder import DataFolder
from adapters.doctor.data import NAMED, named
from adapters.doctor.finding import Finding, fault, ok, warn
from adapters.installation import Installation
from adapters.refusals import SetupRefused
from adapters.temporal.connection import configured, connect
from adapters.temporal.lifecycles import TASK_QUEUE, Lifecycles, workflow_id
from adapters.temporal.rebuild import waiting_cases
from adapters.temporal.server import TemporalServer, temporal_binary
from adapters.temporal.settings import settings_of
from workflows.activities import CLOCKS_AGREE

ANSWERS_WITHIN = 5.0  # seconds
NATIVE_THREADS_END = 0.5  # seconds: the SDK's threads crash an interpreter that exits at once (sdk-python issue 300)
START = "启动 duban up，使时限自动到期"
SET_CLOCKS = "各台机器开启时间同步（NTP）"


# --- processes ----------------------------------------------------------------------------------------------------


def running(opened: Installation) -> Iterator[Finding]:
    """`duban up` of this folder, and the processes that have left their process ids in its folder ``run``."""
    holder = pid_of_up(opened.folder.root / "up.lock")
    roles = {file.stem: alive(file) for file in sorted((opened.folder.root / "run").glob("*.pid"))}
    told = [f"duban up（进程号 {holder}）"] if holder else []
    told += [f"{name}（进程号 {pid}）" for name, pid in roles.items() if pid]
    dead = [name for name, pid in roles.items() if not pid]
    if dead and holder:
        yield fault(
            "running", "运行情况", f"{'、'.join(dead)} 已停而没有重新启动", "看运行日志，必要时重新启动 duban up"
        )
    elif told:
        yield ok("running", "运行情况", "、".join(told))
    elif opened.settings.database_url:
        yield ok("running", "运行情况", "本机没有运行；各台机器上的进程看 Temporal 一行")
    else:
        yield warn("running", "运行情况", "没有运行：时限不会自动到期，台账不会自动更新", START)


def pid_of_up(lock: Path) -> str:
    """Who holds the folder; empty if nobody does."""
    try:
        with lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read().strip()
    except OSError:
        pass
    return ""


def alive(pid_file: Path) -> int | None:
    """The process of a file, if it is still there."""
    try:
        pid = int(pid_file.read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


# --- clocks -------------------------------------------------------------------------------------------------------


def database_clock(opened: Installation) -> Iterator[Finding]:
    if opened.settings.database_url is None:
        return  # a file has no clock of its own
    with opened.ledgers.connect() as connection:
        there: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    yield skew("database_clock", "数据库时钟", there - datetime.now(UTC))


def skew(code: str, subject: str, ahead: timedelta) -> Finding:
    """``ahead``: by how much another clock is ahead of this machine's."""
    seconds = ahead.total_seconds()
    state = f"比本机{'快' if seconds > 0 else '慢'} {abs(seconds):.1f} 秒"
    if abs(ahead) > CLOCKS_AGREE:
        return warn(code, subject, state, SET_CLOCKS)
    return ok(code, subject, state)


async def clock_of(client: Client) -> timedelta | None:
    """By how much the server is ahead: it notes when it was asked for work on a queue that nobody uses."""
    queue, identity = TaskQueue(name="duban-doctor"), uuid4().hex
    request = PollActivityTaskQueueRequest(namespace=client.namespace, task_queue=queue, identity=identity)
    asked = datetime.now(UTC)
    limit = timedelta(seconds=ANSWERS_WITHIN)
    asking = asyncio.create_task(client.workflow_service.poll_activity_task_queue(request, timeout=limit))
    try:
        while not asking.done():
            for poller in await pollers(client, queue.name, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY):
                if poller.identity == identity:
                    return poller.last_access_time.ToDatetime(UTC) - asked
            await asyncio.sleep(0.05)
    finally:
        asking.cancel()
        with suppress(asyncio.CancelledError, RPCError):
            await asking
    return None


async def pollers(client: Client, queue: str, kind: TaskQueueType.ValueType) -> list[PollerInfo]:
    request = DescribeTaskQueueRequest(
        namespace=client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
    )
    return list((await client.workflow_service.describe_task_queue(request)).pollers)


# --- Temporal -----------------------------------------------------------------------------------------------------


async def temporal(folder: DataFolder | None, opened: Installation | None) -> list[Finding]:
    """The Temporal that the environment names, or the embedded one if it runs, and what it holds of the cases."""
    try:
        config = configured()
        address = str(config["target_host"]) if config else embedded_address(folder)
        if address is None:
            return [ok("temporal", "Temporal", f"内置服务 {temporal_binary()}，未在运行")]
        client = await asyncio.wait_for(connect(config or {"target_host": address}), ANSWERS_WITHIN)
        findings = [await server(client, address)]
        ahead = await clock_of(client)
        if ahead is not None:
            findings.append(skew("temporal_clock", "Temporal 时钟", ahead))
        findings.append(await workers(client))
        if opened is not None:
            findings += await workflows(client, opened)
        return findings
    except SetupRefused as refused:
        return [fault("temporal", "Temporal", str(refused), "办理不受影响；恢复后时限自动补上")]
    except TimeoutError:
        return [fault("temporal", "Temporal", f"{address} 在 5 秒内没有应答", "办理不受影响；恢复后时限自动补上")]
    except RPCError as error:
        return [fault("temporal", "Temporal", f"{address} 应答出错（{error.status.name}）", "看 Temporal 自己的日志")]
    finally:
        await asyncio.sleep(NATIVE_THREADS_END)


def embedded_address(folder: DataFolder | None) -> str | None:
    """Where the folder's own server listens, by its command line; None if it does not run."""
    if folder is None:
        return None
    pid = TemporalServer(folder.temporal).running_pid()
    if pid is None:
        return None
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    return f"{words[words.index('--ip') + 1]}:{words[words.index('--port') + 1]}"


async def server(client: Client, address: str) -> Finding:
    info = await client.workflow_service.get_system_info(GetSystemInfoRequest())
    return ok(
        "temporal", "Temporal", f"{address} 可以连接，服务版本 {info.server_version}，命名空间 {client.namespace}"
    )


async def workers(client: Client) -> Finding:
    found = await pollers(client, TASK_QUEUE, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
    if found:
        names = sorted({poller.identity for poller in found})
        return ok("workers", "时限执行", f"{len(names)} 个进程：{'、'.join(names[:NAMED])}")
    return fault("workers", "时限执行", "没有进程在领取到期事项", START)


async def workflows(client: Client, opened: Installation) -> list[Finding]:
    """Cases that wait while nobody waits with them, and workflows whose case waits for nothing."""
    lifecycles = Lifecycles(client, opened.clock, settings_of(opened), opened.casework.view)
    open_ids = await lifecycles.open_ids()
    waiting = await asyncio.to_thread(lambda: list(waiting_cases(opened.casework, opened.waiting_ids)))
    near = filter(lifecycles.waits, waiting)
    alone = [case for case in near if workflow_id(case.kind, case.case_id) not in open_ids]
    idle = sorted(open_ids - {workflow_id(case.kind, case.case_id) for case in waiting})
    caseless = [each for each in idle if opened.casework.view(UUID(each.partition("/")[2])) is None]
    findings = [ok("workflows", "等待中的流程", f"{len(open_ids)} 个流程，{len(waiting)} 件案件有未到时点")]
    if alone:
        state = f"{len(alone)} 件案件没有流程在等：{named(alone)}"
        findings.append(warn("cases_alone", "等待中的流程", state, "每小时自动补上；急的运行 duban rebuild --temporal"))
    if caseless:
        state = f"{len(caseless)} 个流程没有案件：{'、'.join(caseless[:NAMED])}"
        findings.append(
            warn("caseless", "等待中的流程", state, "是否与另一套督办共用了命名空间；无主的可在 Temporal 中终止")
        )
    return findings
