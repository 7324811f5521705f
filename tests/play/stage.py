"""A stage for short timelines: one county, two towns, an office, a group, and who works there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from adapters.event_store.opening import open_in_memory
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.play.running import Player, PlayResult, casework_for
from adapters.play.timeline import Timeline, timeline_of
from domain.casework import Casework
from domain.pack import Pack

PACKS = packs_folder()
SCENARIOS = sorted(PACKS.glob("*/scenarios/*.yaml"))
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "scenarios.md"

CAST = """\
units:
  - {name: 东县, kind: 县}
  - {name: 督查办, kind: 办公室, parent: 东县}
  - {name: 督查组, kind: 督查组, parent: 东县}
  - {name: 甲镇, kind: 镇, parent: 东县}
  - {name: 乙镇, kind: 镇, parent: 东县}
people:
  - {id: o, name: 主任, title: 主任, unit: 督查办, roles: OFFICE}
  - {id: i, name: 组员, title: 组员, unit: 督查组, roles: INSPECTOR}
  - {id: h, name: 镇长, title: 镇长, unit: 甲镇, roles: HEAD}
  - {id: d, name: 副镇长, title: 副镇长, unit: 甲镇, roles: RESP_LEADER}
  - {id: p, name: 干事, title: 干事, unit: 甲镇, roles: RESP_PERSON}
  - {id: y, name: 乙镇长, title: 镇长, unit: 乙镇, roles: [HEAD, RESP_LEADER, RESP_PERSON]}
"""
HEADER = f"title: 试演\npack: heyuan_2018\n{CAST}"
E_RECTIFYING = "- {at: 2018-09-10 09:00, problem: {case: E, unit: 甲镇, due: 2018-09-28}}\n"


@cache
def packs() -> dict[str, Pack]:
    return load_packs(PACKS)


def timeline(steps: str, header: str = HEADER) -> Timeline:
    return timeline_of(f"{header}timeline:\n{steps}", "试演.yaml", packs())


def player(read: Timeline) -> Player:
    """Of a timeline in memory."""
    return Player(read, casework_for(read, open_in_memory(), shipped_calendar(PACKS)))


def played(steps: str, header: str = HEADER) -> PlayResult:
    return player(timeline(steps, header)).play()


def history_of(read: Timeline) -> Casework:
    """The casework after the timeline was played in memory."""
    in_memory = player(read)
    assert in_memory.play().ok
    return in_memory.casework
