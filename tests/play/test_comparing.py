"""Two histories are the same if the same happened, whenever it was recorded, by whichever machine."""

from datetime import datetime

import pytest

from adapters.event_store.opening import open_in_memory
from adapters.packs import shipped_calendar
from adapters.play.comparing import LISTED, compare, events_of
from adapters.play.running import Player, casework_for
from adapters.play.timeline import Timeline
from adapters.play.world import Happened, World
from domain.casework import Casework
from tests.play.stage import E_RECTIFYING, HEADER, PACKS, history_of, timeline

LATE = (
    f"{E_RECTIFYING}"
    "- {at: 2018-10-09, by: h, do: 申请延期, with: {reason: 连日降雨, new_due_on: 2018-10-31}}\n"
    "- {at: 2018-10-10, by: o, do: 同意延期}\n"
)

WITH_A_SECOND_OFFICER = f"{HEADER}  - {{id: o2, name: 副主任, title: 副主任, unit: 督查办, roles: OFFICE}}\n"


class SleepyWorld(World):
    """Whose timers wake only with the next command, which then finds the moments past; the rest in the end."""

    def pass_time(self, until: datetime) -> list[Happened]:
        self.now = max(self.now, until)
        return []


def history_of_a_sleeper(read: Timeline) -> Casework:
    casework = casework_for(read, open_in_memory(), shipped_calendar(PACKS))
    player = Player(read, casework)
    player.world = SleepyWorld(casework)
    assert player.play().ok
    player.world.listen()
    World.pass_time(player.world, player.world.now)
    return casework


def test_the_same_story_makes_the_same_history() -> None:
    read = timeline(LATE)
    assert compare(history_of(read), history_of(read)) == []


def test_timers_that_come_late_make_the_same_history() -> None:
    read = timeline(LATE)
    assert compare(history_of(read), history_of_a_sleeper(read)) == []


def test_in_which_order_problems_come_to_their_paper_makes_no_difference() -> None:
    """Two problems late on the same day; in the other world each is found late only when somebody touches it."""
    read = timeline(
        "- {at: 2018-09-10 09:00, problem: {case: E, unit: 甲镇, due: 2018-09-28, stage: RECTIFYING}}\n"
        "- {at: 2018-09-10 09:00, problem: {case: F, unit: 甲镇, due: 2018-09-28, stage: RECTIFYING}}\n"
        "- {at: 2018-10-08 14:00, by: p, do: 报告整改进展, case: F, with: {text: 正在施工}}\n"
        "- {at: 2018-10-10 14:00, by: p, do: 报告整改进展, case: E, with: {text: 正在施工}}\n"
    )
    in_time, late = history_of(read), history_of_a_sleeper(read)
    listed = [[e.fields["line"]["problem_no"] for e in events_of(of) if e.topic == LISTED] for of in (in_time, late)]
    assert listed == [["DC2018-甲镇-0001", "DC2018-甲镇-0002"], ["DC2018-甲镇-0002", "DC2018-甲镇-0001"]]
    assert compare(in_time, late) == []


OTHERWISE = {
    "another text": ("连日降雨", "连日大雪", "problem.extension_requested reason", "连日降雨", "连日大雪"),
    "another date": ("10-31}", "10-30}", "problem.extension_requested new_due_on", "2018-10-31", "2018-10-30"),
    "another person": (
        "by: o, do: 同意延期",
        "by: o2, do: 同意延期",
        "problem.extension_granted actor",
        "'person': 'o'",
        "'person': 'o2'",
    ),
    "another event": ("同意延期}", "不予延期, with: {reason: 不必}}", "事件", "extension_granted", "extension_denied"),
    "no event": ("- {at: 2018-10-10, by: o, do: 同意延期}\n", "", "事件", "extension_granted", "没有"),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_a_difference_is_told_where_it_is(what: str) -> None:
    before, after, field, left, right = OTHERWISE[what]
    other = timeline(LATE.replace(before, after), WITH_A_SECOND_OFFICER)
    differences = compare(history_of(timeline(LATE, WITH_A_SECOND_OFFICER)), history_of(other))
    found = next(one for one in differences if one.what == field)
    assert found.stream == "DC2018-甲镇-0001"
    assert left in found.left
    assert right in found.right


def test_a_history_tells_texts_plainly_and_neither_ids_nor_recordings() -> None:
    events = events_of(history_of(timeline(LATE)))
    [asked] = [event for event in events if event.topic == "problem.extension_requested"]
    assert asked.fields["reason"] == "连日降雨"
    assert asked.fields["actor"]["name"] == "镇长"
    assert not {"timestamp", "command_id", "command_digest", "cause", "originator_id"} & asked.fields.keys()
    assert {event.stream for event in events} == {
        "组织",
        "编号簿 DC2018-甲镇-0001",
        "DC2018-甲镇-0001",
        "DC2018-甲镇-督办函-20181008",
    }
