"""What would have been: by the same rules the same, by others what one counts by hand; and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from eventsourcing.persistence import StoredEvent

from adapters.day_tables import load_tables
from adapters.event_store.opening import OpenStore, open_in_memory
from adapters.packs import packs_folder, shipped_calendar
from adapters.play.running import Player, casework_for
from adapters.play.timeline import read_timeline
from adapters.what_if import RulesUnreadable, WhatIf, other_rules, what_if
from adapters.what_if.comparing import topics_of_problems
from adapters.what_if.reading import Reading
from adapters.what_if.replaying import Replay
from domain.calendar import BusinessCalendar, DayTable
from domain.casework import Casework
from domain.monitoring_case.entering import CaseEntered
from domain.pack import Pack
from domain.policy import Duty, Level
from domain.problem.claiming import ClaimExpired
from domain.problem.problem import ProblemEvent
from projections.ledger import LedgerRow
from projections.log import Log, read_all
from tests.play.stage import E_RECTIFYING, SCENARIOS, history_of, packs, timeline
from tests.what_if.slowly import SlowReplay, counted

CAMPAIGN = "heyuan_2018"
SAMPLED = "xiaoxian_2022"
NEGLECTED = f"{E_RECTIFYING}- run_until: 2018-10-13 18:00\n"
"""Due on 2018-09-28: 催办 on the 29th (a worked Saturday), 督办函 on 10-08, 通报 on 10-12, after the holidays."""


def calendar() -> BusinessCalendar:
    return shipped_calendar(packs_folder())


def asked(casework: Casework, ladder: str = "", policy: Path | None = None, days: Any = None) -> WhatIf:
    pack = packs()[CAMPAIGN]
    return what_if(casework.recorder, CAMPAIGN, pack, other_rules(pack, policy, ladder), days or calendar())


def told(steps: str) -> Casework:
    return history_of(timeline(steps))


def file(folder: Path, text: str) -> Path:
    written = folder / "policy.yaml"
    written.write_text(text, encoding="utf-8")
    return written


# --- by the same rules ------------------------------------------------------------------------------------------------


def same_rules_same_history(log: Log, packs_of: Mapping[str, Pack]) -> None:
    """Nothing differs, and what is called the one side is what the bare log has."""
    campaigns = {known.event.envelope.campaign for known in read_all(log) if isinstance(known.event, ProblemEvent)}
    for campaign in campaigns:
        pack = packs_of[campaign]
        found = what_if(log, campaign, pack, pack, calendar())
        assert (found.problems, found.deadlines, found.undone) == ((), (), ())
        assert (found.raised, found.not_raised) == ((), ())
        assert all(one.was == one.would for one in (*found.units, found.total, *found.duties, *found.duties_by_unit))
        rows, side = counted(log, campaign)
        replay = replayed(log, campaign, pack, pack, calendar())
        assert rows_of(replay) == (rows, rows)
        assert replay.was.__dict__ == replay.would.__dict__ == side.__dict__


def replayed(log: Log, campaign: str, was: Pack, would: Pack, days: BusinessCalendar) -> Replay:
    replay = Replay(campaign, was.policy, would, days)
    reading = Reading(log, topics_of_problems())
    for event in reading.events():
        replay.hear(event)
    replay.finish(reading.until)
    return replay


def rows_of(replay: Replay) -> tuple[dict[UUID, LedgerRow], dict[UUID, LedgerRow]]:
    rows = {case_id: life.rows() for case_id, life in replay.lives.items()}
    was = {case_id: row for case_id, (row, _) in rows.items() if row is not None}
    would = {case_id: row for case_id, (_, row) in rows.items() if row is not None}
    return was, would


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.stem)
def test_by_the_same_rules_every_scenario_comes_out_as_it_was(scenario: Path) -> None:
    read = read_timeline(scenario, packs())
    with open_in_memory() as store:
        casework = casework_for(read, store, calendar())
        assert Player(read, casework).play().ok
        same_rules_same_history(casework.recorder, casework.rulebook)


def test_by_the_same_rules_a_county_comes_out_as_it_was(small_county: OpenStore) -> None:
    same_rules_same_history(small_county.recorder, packs())


def test_what_is_late_in_a_county_is_what_its_events_say(small_county: OpenStore) -> None:
    pack = packs()[SAMPLED]
    found = what_if(small_county.recorder, SAMPLED, pack, pack, calendar())
    kept = {(one.kind, one.duty): one.was for one in found.duties}
    events = [known.event for known in read_all(small_county.recorder)]
    late = [event.days_used for event in events if isinstance(event, CaseEntered) and event.late]
    assert kept["monitoring", Duty.MONITOR_ENTRY].late == len(late) > 0
    assert kept["monitoring", Duty.MONITOR_ENTRY].late_days == sum(days - 15 for days in late)
    assert kept["problem", Duty.CLAIM].late == sum(isinstance(event, ClaimExpired) for event in events) > 0


# --- the long way -----------------------------------------------------------------------------------------------------

OTHER_RULES = {
    "steeper": ("ladder", "催办: 1, 督办函: 2, 通报: 4, 约谈: 6"),
    "gentler": ("ladder", "催办: 3, 督办函: 9"),
    "shorter": ("policy", "periods: {CLAIM: 1个工作日, PLAN: 1个工作日, RECHECK: 1个工作日, CLOSE: 1个工作日}\n"),
    "longer": ("policy", "periods: {CLAIM: 6个工作日, REFUSAL_VERIFY: 9个工作日, REWORK: 2个工作日}\n"),
    "other facts": ("policy", "ladder: {failed_rechecks: {1: 督办函}, rebound: 约谈, unfounded_refusals: {1: 通报}}\n"),
}


@pytest.mark.parametrize("rules", OTHER_RULES.values(), ids=OTHER_RULES.keys())
def test_the_short_way_comes_to_the_same_as_the_long_one(small_county: OpenStore, tmp_path: Path, rules: Any) -> None:
    which, text = rules
    pack = packs()[SAMPLED]
    would = other_rules(pack, None, text) if which == "ladder" else other_rules(pack, file(tmp_path, text))
    the_same_either_way(small_county.recorder, pack, would, calendar())


def test_on_another_calendar_both_ways_come_to_the_same(small_county: OpenStore) -> None:
    pack = packs()[SAMPLED]
    the_same_either_way(small_county.recorder, pack, pack, BusinessCalendar(map(without_october, tables())))


def the_same_either_way(log: Log, was: Pack, would: Pack, days: BusinessCalendar) -> None:
    fast = replayed(log, SAMPLED, was, would, days)
    slow = SlowReplay(SAMPLED, was.policy, would, days)
    slow.run(log)
    rows, side = counted(slow.store.recorder, SAMPLED)
    before, after = rows_of(fast)
    assert after == rows
    assert fast.would.__dict__ == side.__dict__
    assert fast.undone == slow.undone
    assert before != after, "rules that change nothing show nothing"


def test_by_the_same_rules_nothing_differs_and_nobody_could_not_act() -> None:
    found = asked(told(NEGLECTED))
    assert (found.problems, found.undone, found.not_reckoned) == ((), (), ())
    assert all(unit.was == unit.would for unit in (*found.units, found.total))
    assert found.total.was.levels["CIRCULATE"] == 1


# --- by others --------------------------------------------------------------------------------------------------------


def test_a_steeper_ladder_writes_the_letter_earlier_and_goes_higher() -> None:
    found = asked(told(NEGLECTED), "催办: 1, 督办函: 2, 通报: 3, 约谈: 5")
    assert found.total.was.levels == {"WARN": 1, "LETTER": 1, "CIRCULATE": 1, "INTERVIEW": 0}
    assert found.total.would.levels == {"WARN": 1, "LETTER": 1, "CIRCULATE": 1, "INTERVIEW": 1}
    [one] = found.problems
    assert (one.level_was, one.level_would) == (Level.CIRCULATE, Level.INTERVIEW)
    assert one.late_days_was == one.late_days_would == 14


def test_a_gentler_ladder_writes_no_letter() -> None:
    found = asked(told(NEGLECTED), "催办: 1, 督办函: 15")
    assert (found.total.was.letters, found.total.would.letters) == (1, 0)


def test_two_problems_of_a_unit_on_one_day_are_one_letter() -> None:
    steps = E_RECTIFYING + E_RECTIFYING.replace("case: E", "case: F") + "- run_until: 2018-10-13 18:00\n"
    found = asked(told(steps), "催办: 1, 督办函: 2")
    assert (found.total.would.levels["LETTER"], found.total.would.letters) == (2, 1)


def test_a_shorter_period_to_claim_would_have_expired_before_the_claim(tmp_path: Path) -> None:
    """Dispatched on a Monday and claimed on Wednesday morning: within two working days, not within one."""
    casework = told(
        "- {at: 2018-09-10 09:00, problem: {case: E, unit: 甲镇, due: 2018-09-28, stage: DISPATCHED}}\n"
        "- {at: 2018-09-12 10:00, by: h, case: E, do: 认领, with: {leader: d, person: p}}\n"
    )
    found = asked(casework, policy=file(tmp_path, "periods: {CLAIM: 1个工作日}\n"))
    assert (found.total.was.unclaimed, found.total.would.unclaimed) == (0, 1)
    assert found.total.would.levels["WARN"] == 1
    assert found.undone == ()


def test_what_rests_on_an_expiry_that_would_not_have_been_is_reported_and_not_done(tmp_path: Path) -> None:
    """Nobody claimed in two working days, so the office ruled on it on the third: within ten it could not have."""
    casework = told(
        "- {at: 2018-09-10 09:00, problem: {case: E, unit: 甲镇, due: 2018-09-28, stage: DISPATCHED}}\n"
        "- {at: 2018-09-13 10:00, by: i, case: E, do: 责令认领,"
        " with: {verification: 现场确有, leader: d, person: p}}\n"
    )
    found = asked(casework, policy=file(tmp_path, "periods: {CLAIM: 10个工作日}\n"))
    [deed] = found.undone
    assert (deed.what, deed.why) == ("problem.refusal_overturned", "届时处于“已交办待认领”")
    assert found.apart == (deed.number,)
    assert (found.total.was.unclaimed, found.total.would.unclaimed) == (1, 0)


def test_without_the_holidays_of_october_the_letter_comes_a_week_earlier() -> None:
    found = asked(told(NEGLECTED), days=BusinessCalendar(map(without_october, tables())))
    [one] = found.problems
    assert (one.level_was, one.level_would) == (Level.CIRCULATE, Level.INTERVIEW)


def tables() -> list[DayTable]:
    return load_tables(packs_folder() / "calendar")


def without_october(table: DayTable) -> DayTable:
    kept = tuple(holiday for holiday in table.holidays if holiday.name != "国庆节")
    return msgspec.structs.replace(table, holidays=kept)


def test_what_else_differs_between_two_policies_is_named(tmp_path: Path) -> None:
    found = asked(told(NEGLECTED), policy=file(tmp_path, "extension_max_days: 30\n"))
    assert found.not_reckoned == ("延期上限",)


def test_the_policy_of_another_pack_is_taken_whole() -> None:
    pack = packs()[CAMPAIGN]
    other = other_rules(pack, packs_folder() / "qijia_2021")
    assert other.policy == packs()["qijia_2021"].policy
    assert other.taxonomy == pack.taxonomy


@pytest.mark.parametrize("text", ["", "periods: {CLAIM: 三天}\n", "nonsense: 1\n", "- 1\n", "periods: [\n"])
def test_rules_that_say_nothing_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RulesUnreadable):
        other_rules(packs()[CAMPAIGN], file(tmp_path, text))


def test_a_campaign_without_problems_has_nothing_to_compare() -> None:
    with pytest.raises(LookupError):
        asked(told("- run_until: 2018-10-13 18:00\n"))


def test_the_log_is_only_read() -> None:
    casework = told(NEGLECTED)
    before: list[StoredEvent] = list(casework.recorder.select_notifications(None, 1_000))
    asked(casework, "催办: 1, 督办函: 2")
    assert list(casework.recorder.select_notifications(None, 1_000)) == before
