"""核验履责材料: whether a dossier is what was exported, and whether it tells what its own events tell.

Sums find what was altered, dropped or added. Whoever alters an event and writes the sums anew is found by folding the
events again: they come to another trail. Whoever alters both is found by comparing with the log from which it came.
Source: domain reference, section 1 (`accountability_dossier`); decision 0025.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from adapters.dossier.parcel import SUMS, chunks_of, files_in
from adapters.refusals import SetupRefused
from domain.calendar import BusinessCalendar
from domain.event_table import EVENTS
from domain.events import Event
from domain.message.message import Message, MessageEvent
from domain.pack import Pack
from domain.problem.problem import ProblemEvent
from projections.ledger_lines import Gate, everybody, nobody
from projections.trail import Trail, tell

EVENTS_FILE, TEXTS_FILE, TRAIL_FILE = "events.jsonl", "texts.jsonl", "trail.json"
MANIFEST = "manifest.json"
READ = (SUMS, EVENTS_FILE, TEXTS_FILE, TRAIL_FILE, MANIFEST)

Stored = Callable[[UUID, int], bytes | None]
"""The event of a stream at a version, as the log has it; None where it has none."""


def complaints_of(
    path: Path,
    packs: Mapping[str, Pack],
    calendar: BusinessCalendar,
    sums_sha256: str = "",
    stored: Stored | None = None,
) -> tuple[str, list[str]]:
    """The SHA-256 of the sums, and what is wrong, in Chinese, each by its file and line. Raises SetupRefused."""
    hashes, contents = read(path)
    if SUMS not in contents:
        raise SetupRefused(f"{path} 不是履责情况追溯材料：里面没有 {SUMS}")
    wrong = []
    if sums_sha256 and sums_sha256 != hashes[SUMS]:
        wrong.append(f"{SUMS} 不是导出时的那一份：应为 {sums_sha256}，现为 {hashes[SUMS]}")
    wrong += files_altered(contents[SUMS], hashes)
    for name in sorted(contents):
        if name.rpartition("/")[2] == EVENTS_FILE:
            under = name.removesuffix(EVENTS_FILE)
            wrong += [f"{under}{one}" for one in told_otherwise(under, contents, packs, calendar)]
            wrong += [f"{under}{one}" for one in unlike_the_log(contents[name], stored)] if stored else []
    return hashes[SUMS], wrong


def files_altered(sums: bytes, hashes: Mapping[str, str]) -> Iterator[str]:
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in sums.decode().splitlines())}
    for name, digest in listed.items():
        if name not in hashes:
            yield f"{name}：缺失"
        elif hashes[name] != digest:
            yield f"{name}：内容被改动"
    yield from (f"{name}：不在 {SUMS} 里，是后来放进去的" for name in hashes if name != SUMS and name not in listed)


# --- what the events tell ---------------------------------------------------------------------------------------------


def told_otherwise(
    under: str, contents: Mapping[str, bytes], packs: Mapping[str, Pack], calendar: BusinessCalendar
) -> Iterator[str]:
    """What the trail says otherwise than the events beside it, and what is wrong with their order."""
    try:
        events = [event for event, _ in decoded(contents[f"{under}{EVENTS_FILE}"])]
        held = msgspec.json.decode(contents[f"{under}{TRAIL_FILE}"], type=Trail)
        texts = {line["ref"]: line["text"] for line in map(json.loads, contents[f"{under}{TEXTS_FILE}"].splitlines())}
        out_of_order = list(disorder(events))
        if out_of_order:
            yield from out_of_order
            return
        unmasked = not json.loads(contents[MANIFEST])["about"]["masked"]
        anew = told_anew(events, held, texts, packs[held.campaign], calendar, everybody if unmasked else nobody)
    except (KeyError, TypeError, AttributeError, AssertionError, ValueError, msgspec.MsgspecError) as error:
        yield f"{EVENTS_FILE}：读不出责任链条（{type(error).__name__}：{error}）"
        return
    lines = {line.version: line for line in held.lines}
    for line in anew.lines:
        if lines.pop(line.version, None) != line:
            yield f"{TRAIL_FILE}：第{line.version}条与事件所说的不同"
    yield from (f"{TRAIL_FILE}：第{version}条没有对应的事件" for version in lines)
    for name in ("hands", "deadlines", "levels", "overdue_spans", "supervisor_lateness"):
        if getattr(held, name) != getattr(anew, name):
            yield f"{TRAIL_FILE}：{PART_NAMES[name]}与按事件推算的不同"


PART_NAMES = {
    "hands": "在谁手中",
    "deadlines": "期限清单",
    "levels": "各级督办",
    "overdue_spans": "逾期",
    "supervisor_lateness": "上级超时",
}


def told_anew(
    events: Sequence[Event],
    held: Trail,
    texts: Mapping[str, str],
    pack: Pack,
    calendar: BusinessCalendar,
    unmask: Gate,
) -> Trail:
    """The trail, from nothing but the events and the texts of the dossier."""
    messages: dict[UUID, Message] = {}
    for event in events:
        if isinstance(event, MessageEvent):
            messages[event.originator_id] = event.evolve(messages.get(event.originator_id))
    problem = [event for event in events if isinstance(event, ProblemEvent)]

    def reveal(refs: Iterable[str]) -> dict[str, str]:
        return {ref: texts[ref] for ref in refs if ref in texts}

    kept = pack.policy.retention
    return tell(problem, held.basis, calendar, reveal, kept, list(messages.values()), unmask)


def decoded(lines: bytes) -> Iterator[tuple[Event, bytes]]:
    """Each event with the bytes of its line."""
    for line in lines.splitlines():
        said: dict[str, Any] = json.loads(line)
        yield EVENTS.decode(said["topic"], msgspec.json.encode(said["event"])), line


def disorder(events: Sequence[Event]) -> Iterator[str]:
    """Events of a stream that do not come one after the other."""
    last: dict[UUID, int] = {}
    for number, event in enumerate(events, start=1):
        if event.originator_version <= last.get(event.originator_id, 0):
            yield f"{EVENTS_FILE}：第{number}行（第{event.originator_version}条）的次序被改动"
        last[event.originator_id] = event.originator_version


def unlike_the_log(lines: bytes, stored: Stored) -> Iterator[str]:
    """Events that are not in the log as they stand here."""
    try:
        for number, (event, line) in enumerate(decoded(lines), start=1):
            kept = stored(event.originator_id, event.originator_version)
            if kept is None or kept not in line:
                yield f"{EVENTS_FILE}：第{number}行（第{event.originator_version}条）与本机日志所存的不同"
    except (KeyError, TypeError, ValueError, msgspec.MsgspecError):
        return  # said already


# --- reading ------------------------------------------------------------------------------------------------------


def read(path: Path) -> tuple[dict[str, str], dict[str, bytes]]:
    """The SHA-256 of every file, and the content of those that are gone through."""
    hashes, contents = {}, {}
    for name, file in files_in(path):
        digest, kept = hashlib.sha256(), bytearray()
        for chunk in chunks_of(file):
            digest.update(chunk)
            if name.rpartition("/")[2] in READ:
                kept += chunk
        hashes[name] = digest.hexdigest()
        if kept:
            contents[name] = bytes(kept)
    return hashes, contents
