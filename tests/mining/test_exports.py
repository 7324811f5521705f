"""What a process-mining program reads is what stands in the log: no event more, none less, nothing personal."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from adapters.event_store.opening import OpenStore, open_in_memory
from adapters.mining.mined import Mine
from adapters.mining.ocel_json import write_json
from adapters.mining.ocel_sqlite import write_sqlite
from adapters.mining.xes import write_xes
from adapters.packs import packs_folder
from adapters.play.running import play
from adapters.play.words import EVENTS
from domain.case import CaseKind
from domain.events import topic
from projections.log import read_all

SCENARIOS = sorted(packs_folder(None).glob("*/scenarios/*.yaml"))
Read = Callable[[str], Any]


def nobody(kind: CaseKind, state: Any) -> bool:
    return not kind.for_few


def everybody(kind: CaseKind, state: Any) -> bool:
    return True


@pytest.fixture(scope="module")
def store() -> Iterator[OpenStore]:
    """Every timeline that is shipped, but for those that cannot share an organisation: the longest of each pack."""
    longest = max(SCENARIOS, key=lambda file: file.stat().st_size)
    with open_in_memory() as store:
        assert play(longest, store).events > 100
        yield store


def in_log(store: OpenStore, *, secret: bool = False) -> Counter[str]:
    few = ("referral", "message")
    names = [topic(type(known.event)) for known in read_all(store.recorder)]
    return Counter(EVENTS[name] for name in names if secret or name.split(".")[0] not in few)


def test_ocel_json_has_every_event_of_the_log_once(store: OpenStore, tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py")
    file = tmp_path / "log.json"
    events = write_json(Mine(store.recorder, EVENTS, everybody).cases(), file)
    log = pm4py.read_ocel2_json(str(file))
    assert Counter(log.events["ocel:activity"]) == in_log(store, secret=True)
    assert len(log.events) == events == len(set(log.events["ocel:eid"]))
    assert set(log.relations["ocel:oid"]) <= set(log.objects["ocel:oid"])
    assert {"问题", "人员", "单位"} <= set(log.objects["ocel:type"])


@pytest.mark.parametrize("write", [write_json, write_xes], ids=["json", "xes"])
def test_a_long_case_read_page_by_page_comes_out_the_same(store: OpenStore, tmp_path: Path, write: Any) -> None:
    for name, at_once in {"whole": 1_000, "paged": 2}.items():
        write(Mine(store.recorder, EVENTS, nobody, at_once=at_once).cases(), tmp_path / name)
    assert (tmp_path / "whole").read_bytes() == (tmp_path / "paged").read_bytes()


def test_ocel_sqlite_says_the_same_as_the_json(store: OpenStore, tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py")
    write_json(Mine(store.recorder, EVENTS, nobody).cases(), tmp_path / "log.json")
    write_sqlite(Mine(store.recorder, EVENTS, nobody).cases(), tmp_path / "log.sqlite")
    one, other = (
        pm4py.read_ocel2_json(str(tmp_path / "log.json")),
        pm4py.read_ocel2_sqlite(str(tmp_path / "log.sqlite")),
    )
    columns = ["ocel:eid", "ocel:activity", "ocel:timestamp"]
    assert rows(one.events[columns]) == rows(other.events[columns])
    assert rows(one.objects[["ocel:oid", "ocel:type"]]) == rows(other.objects[["ocel:oid", "ocel:type"]])
    written = json.loads((tmp_path / "log.json").read_bytes())["events"]
    columns = ["ocel:eid", "ocel:oid", "ocel:qualifier"]
    assert {
        (event["id"], to["objectId"], to["qualifier"]) for event in written for to in event["relationships"]
    } == rows(other.relations[columns])  # by two ways to one object: the reader of the JSON keeps one
    columns = ["ocel:oid", "ocel:oid_2", "ocel:qualifier"]
    assert rows(one.o2o[columns]) == rows(other.o2o[columns])


def test_the_sqlite_file_is_valid_by_the_rules_of_the_standard(store: OpenStore, tmp_path: Path) -> None:
    validation = pytest.importorskip("pm4py.objects.ocel.validation.ocel20_rel_validation")
    write_sqlite(Mine(store.recorder, EVENTS, nobody).cases(), tmp_path / "log.sqlite")
    satisfied, unsatisfied = validation.apply(str(tmp_path / "log.sqlite"))
    assert (len(satisfied) > 10, unsatisfied) == (True, [])
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_stage_of_an_object_is_the_stage_after_the_event_of_that_instant(store: OpenStore, tmp_path: Path) -> None:
    write_json(Mine(store.recorder, EVENTS, nobody, ("problem",)).cases(), tmp_path / "log.json")
    written = json.loads((tmp_path / "log.json").read_bytes())
    problems = [one for one in written["objects"] if one["type"] == "问题"]
    assert problems
    for one in problems:
        stages = [(at["time"], at["value"]) for at in one["attributes"] if at["name"] == "阶段"]
        assert stages[0][1] == "已登记待交办"
        times = {event["time"] for event in written["events"] if event["id"].startswith(one["id"].split("/")[1])}
        assert {at for at, _ in stages} <= times


def test_xes_has_a_trace_for_each_problem_and_a_start_where_it_was_registered(store: OpenStore, tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py")
    write_xes(Mine(store.recorder, EVENTS, nobody, ("problem",)).cases(), tmp_path / "log.xes")
    log = pm4py.read_xes(str(tmp_path / "log.xes"))
    ours = [known.event for known in read_all(store.recorder) if topic(type(known.event)).startswith("problem.")]
    assert len(log) == len(ours)
    assert log["case:concept:name"].nunique() == len({event.originator_id for event in ours})
    assert set(pm4py.get_start_activities(log)) == {"登记问题"}
    ElementTree.parse(tmp_path / "log.xes")


def test_what_a_few_may_know_of_is_left_out_counted_and_named_by_nobody(tmp_path: Path) -> None:
    file = next(
        file for file in SCENARIOS if "referral" in file.read_text("utf-8") or "移交" in file.read_text("utf-8")
    )
    with open_in_memory() as store:
        play(file, store)
        events = [known.event for known in read_all(store.recorder)]
        secret = {str(e.originator_id) for e in events if topic(type(e)).startswith("referral.")}
        assert secret
        mine = Mine(store.recorder, EVENTS, nobody)
        for name, write in {"log.json": write_json, "log.sqlite": write_sqlite, "log.xes": write_xes}.items():
            write(mine.cases(), tmp_path / name)
            assert mine.left_out >= len(secret)
            written = (tmp_path / name).read_bytes()
            assert not [one for one in secret if one.encode() in written]


def rows(frame: Any) -> set[tuple[Any, ...]]:
    return set(frame.itertuples(index=False, name=None))
