"""What would have been late outside problems: households at risk, archives, recurring duties, the supervising side."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from adapters.day_tables import load_tables
from adapters.packs import packs_folder, shipped_calendar
from adapters.play.timeline import read_timeline
from adapters.what_if import WhatIf, other_rules, what_if
from adapters.what_if.deadlines import DeadlineCompared, Kept
from domain.calendar import BusinessCalendar, DayTable
from domain.casework import Casework
from domain.policy import Duty, Level
from domain.problem.rechecking import EscalationProposed
from projections.log import read_all
from tests.archive.stage import G3, TO_RECEIVED, filed, handed_over, of_group
from tests.archive.stage import given as archive
from tests.duty.test_performing import group_with_archive_duty
from tests.play.stage import E_RECTIFYING, SCENARIOS, history_of, packs, timeline

[FIFTEEN_DAYS] = [path for path in SCENARIOS if path.stem == "s7_monitoring_fifteen_days"]
XIAOXIAN, HEYUAN = "xiaoxian_2022", "heyuan_2018"


def households(folder: Path, periods: str) -> WhatIf:
    """S7 by other periods: 甲户 is entered on the fifteenth day, 乙户 on the seventeenth, which raises a problem."""
    file, pack = folder / "policy.yaml", packs()[XIAOXIAN]
    file.write_text(f"periods: {{{periods}}}\n", encoding="utf-8")
    casework = history_of(read_timeline(FIFTEEN_DAYS, packs()))
    days = shipped_calendar(packs_folder())
    return what_if(casework.recorder, XIAOXIAN, pack, other_rules(pack, file), days)


def on_another_calendar(casework: Casework) -> WhatIf:
    """In 2018 without a single weekend worked: 29 and 30 September are days of rest."""
    tables = [without_worked_weekends(table) for table in load_tables(packs_folder() / "calendar")]
    pack = packs()[HEYUAN]
    return what_if(casework.recorder, HEYUAN, pack, pack, BusinessCalendar(tables))


def without_worked_weekends(table: DayTable) -> DayTable:
    return msgspec.structs.replace(table, worked_weekends=())


def kept(found: WhatIf, kind: str, duty: Duty) -> tuple[Kept, Kept]:
    [one] = [one for one in found.duties if (one.kind, one.duty) == (kind, duty)]
    return one.was, one.would


# --- households at risk -----------------------------------------------------------------------------------------------


def test_a_longer_period_to_enter_leaves_nobody_late_and_raises_no_problem(tmp_path: Path) -> None:
    found = households(tmp_path, "MONITOR_ENTRY: {days: 17, roll: false}")
    assert kept(found, "monitoring", Duty.MONITOR_ENTRY) == (Kept(2, 1, 2), Kept(2, 0, 0))
    [one] = [one for one in found.deadlines if one.kind == "monitoring"]
    assert one == DeadlineCompared(
        kind="monitoring",
        number=one.number,
        unit="一村",
        duty=Duty.MONITOR_ENTRY,
        armed_on=date(2022, 8, 10),
        due_was=date(2022, 8, 25),
        due_would=date(2022, 8, 27),
        late_was=True,
        late_would=False,
        late_days_was=2,
        late_days_would=0,
    )
    assert (found.total.was.problems, found.total.would.problems) == (1, 0)
    assert len(found.not_raised) == 1
    assert (found.raised, found.undone) == ((), ())


def test_a_shorter_period_names_the_household_that_would_have_raised_a_problem(tmp_path: Path) -> None:
    found = households(tmp_path, "MONITOR_ENTRY: {days: 14, roll: false}")
    assert kept(found, "monitoring", Duty.MONITOR_ENTRY) == (Kept(2, 1, 2), Kept(2, 2, 4))
    assert len(found.raised) == 1
    assert found.not_raised == ()


def test_what_was_done_while_a_longer_notice_would_still_have_hung_is_told(tmp_path: Path) -> None:
    found = households(tmp_path, "NOTICE_END: {days: 8, roll: false}")
    assert {(deed.what, deed.why) for deed in found.undone} == {("monitoring.notice_signed", "届时公示尚未期满")}
    assert len(found.apart) == 2


def test_by_the_same_periods_no_household_differs(tmp_path: Path) -> None:
    found = households(tmp_path, "MONITOR_ENTRY: {days: 15, roll: false}")
    assert (found.deadlines, found.undone, found.raised, found.not_raised) == ((), (), (), ())


# --- another calendar -------------------------------------------------------------------------------------------------


def test_an_archive_handed_over_on_a_worked_sunday_would_have_been_late_without_it() -> None:
    found = on_another_calendar(archive(*TO_RECEIVED).casework)
    assert kept(found, "archive", Duty.QUARTER_ARCHIVE) == (Kept(1), Kept(1, 1, 2))
    [one] = found.deadlines
    assert (one.unit, one.due_was, one.due_would) == (G3, date(2018, 9, 30), date(2018, 9, 28))
    assert (found.units, found.total.was.problems) == ((), 0)


def test_a_recurring_duty_done_on_that_sunday_would_have_been_missed() -> None:
    story = group_with_archive_duty()
    of_group(story, G3).doing(filed(), handed_over())
    story.when_time_passes_until("2018-10-10 00:00")
    found = on_another_calendar(story.casework)
    assert kept(found, "duty", Duty.RECURRING) == (Kept(2), Kept(2, 1, 0))


def test_a_recurring_duty_that_was_missed_stays_missed() -> None:
    story = group_with_archive_duty()
    of_group(story, G3).doing(filed(), handed_over(at="2018-10-08 10:00"))
    found = on_another_calendar(story.casework)
    was, would = kept(found, "duty", Duty.RECURRING)
    assert was == would == Kept(2, 1, 0)


# --- what few may know ------------------------------------------------------------------------------------------------


def test_a_transfer_to_discipline_inspection_is_counted_and_told_nowhere() -> None:
    """Neglected until 移交 is proposed; by a gentler ladder it is not: nothing of that may show."""
    casework = history_of(timeline(f"{E_RECTIFYING}- run_until: 2018-11-13 18:00\n"))
    pack = packs()[HEYUAN]
    gentler = other_rules(pack, None, "催办: 1, 督办函: 3, 通报: 7, 约谈: 10")
    found = what_if(casework.recorder, HEYUAN, pack, gentler, shipped_calendar(packs_folder()))
    levels = [known.event.level for known in read_all(casework.recorder) if isinstance(known.event, EscalationProposed)]
    assert Level.REFER in levels
    assert "REFER" not in msgspec.json.encode(found).decode()
    assert (found.problems, found.undone) == ((), ())
    assert found.total.was == found.total.would
