"""Pictures: each figure is a count of the rows behind it, at any moment."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from rich.console import Console

from adapters.pictures.svg import svg
from adapters.pictures.terminal import drawn
from domain.calendar import end_of_day, local_date
from domain.problem.problem import ENDED, NOT_COUNTED, Stage
from domain.refusal import Refused
from projections import course, ledger
from projections.as_of import Basis, Viewpoint, fold
from projections.course import Course
from projections.pictures import Form, Picture, ageing, burn_down, heat, monthly_rates, stage_times
from tests.projections.chronicle import Chronicle
from tests.projections.scenarios import tell_s9, tell_s10

FIRST, LAST = date(2022, 8, 1), date(2022, 10, 31)


@pytest.fixture
def told(every_kind: Chronicle) -> tuple[list[Course], Basis, Viewpoint]:
    view = Viewpoint(every_kind.now)
    folded, basis = fold(every_kind.casework.recorder, view, course.apply)
    return list(folded.values()), basis, view


def pictures(every_kind: Chronicle, told: tuple[list[Course], Basis, Viewpoint]) -> list[Picture]:
    courses, basis, _ = told
    return [
        ageing(courses, basis),
        burn_down(courses, basis, FIRST, LAST),
        monthly_rates(courses, basis, FIRST, LAST),
        heat(courses, basis, every_kind.casework.rulebook),
        stage_times(courses, basis, every_kind.casework.calendar),
    ]


def test_a_course_ends_where_the_ledger_stands(every_kind: Chronicle, told: tuple) -> None:
    rows, _ = fold(every_kind.casework.recorder, told[2], ledger.apply)
    assert {one.row.case_id: one.row for one in told[0]} == rows
    assert all(one.entered[-1].stage is one.row.stage for one in told[0])
    assert max(len(one.entered) for one in told[0]) > 6


def test_ageing_and_heat_count_every_open_problem_once(every_kind: Chronicle, told: tuple) -> None:
    courses, basis, _ = told
    open_ones = Counter(one.row.problem_no for one in courses if one.row.stage not in ENDED)
    for picture in (ageing(courses, basis), heat(courses, basis, every_kind.casework.rulebook)):
        behind = Counter(number for row in picture.rows for value in row.values for number in value.problems)
        assert behind == open_ones
        assert sum(value.value or 0 for row in picture.rows for value in row.values) == open_ones.total() > 0


@pytest.mark.parametrize(("at", "late"), [("2018-09-28 24:00", 0), ("2018-09-29 00:01", 1)])
def test_at_24_00_of_its_last_day_a_problem_is_not_late_and_its_age_is_that_of_the_day(
    chronicle: Chronicle, at: str, late: int
) -> None:
    """S9: E was registered on 09-10 and is due 09-28: 18 days old at the end of that day, 13 of them worked."""
    tell_s9(chronicle)
    folded, basis = fold(chronicle.casework.recorder, chronicle.view(as_of=at), course.apply)
    of_e = [one for one in folded.values() if one.row.case_id == chronicle.cases["E"]]
    assert sum(row.values[1].value or 0 for row in ageing(of_e, basis).rows) == late
    spent = {row.label: row.values[0].value for row in stage_times(of_e, basis, chronicle.casework.calendar).rows}
    assert spent["整改中"] == {0: 10, 1: 11}[late], "13 September to 28; 29 is a Saturday that was worked"


def test_each_day_of_the_burn_down_is_what_the_ledger_said_at_its_end(every_kind: Chronicle, told: tuple) -> None:
    courses, basis, view = told
    rows = burn_down(courses, basis, FIRST, LAST).rows
    assert len(rows) == (LAST - FIRST).days + 1
    closed_at_some_time = 0
    for offset in range(0, len(rows), 7):
        day = FIRST + timedelta(offset)
        end = Viewpoint(view.now, end_of_day(day), view.now)
        at, _ = fold(every_kind.casework.recorder, end, ledger.apply)
        stages = [row.stage for row in at.values()]
        expected = (
            sum(stage not in NOT_COUNTED for stage in stages),
            sum(stage is Stage.CLOSED for stage in stages),
            sum(stage not in ENDED for stage in stages),
        )
        assert (rows[offset].label, tuple(value.value for value in rows[offset].values)) == (f"{day}", expected)
        closed_at_some_time += expected[1]
    assert closed_at_some_time > 0


def test_the_rates_of_the_plan_of_2020_are_those_worked_out_by_hand(chronicle: Chronicle) -> None:
    """S10: 3 of 5 on 2 June (60.0%), 4 of 5 on 8 June (80.0%)."""
    tell_s10(chronicle)
    for at, rate in (("2020-06-02 24:00", "60.0"), ("2020-06-08 18:00", "80.0")):
        view = chronicle.view(as_of=at)
        folded, basis = fold(chronicle.casework.recorder, view, course.apply)
        day = local_date(view.at - timedelta(seconds=1))
        table = monthly_rates(list(folded.values()), basis, day, day)
        assert table.series == ("2020-06",)
        assert table.rows[-1].values[0].shown == rate


def test_time_in_a_stage_is_counted_in_working_days(chronicle: Chronicle) -> None:
    """S10: I4 was submitted three times; nobody worked on the weekend of 30 and 31 May."""
    tell_s10(chronicle)
    folded, basis = fold(chronicle.casework.recorder, chronicle.view(), course.apply)
    of_i4 = [one for one in folded.values() if one.row.case_id == chronicle.cases["I4"]]
    table = stage_times(of_i4, basis, chronicle.casework.calendar)
    checks = next(row for row in table.rows if row.label == "待第1层复核")
    assert checks.values[2].value == 3  # handed in 05-26, 05-29, 06-05
    assert [value.shown for value in checks.values[:2]] == ["1", "1"]  # to 05-27, 06-01 and 06-08


def test_a_stretch_that_ends_before_it_begins_is_refused(told: tuple) -> None:
    with pytest.raises(Refused, match="止日不能早于起日") as refused:
        burn_down(told[0], told[1], LAST, FIRST)
    assert refused.value.code == "days_of_picture"


def test_every_picture_is_drawn_with_all_its_labels_and_figures(every_kind: Chronicle, told: tuple) -> None:
    for picture in pictures(every_kind, told):
        console = Console(record=True, width=220)
        console.print(drawn(picture))
        text = console.export_text()
        texts = {one.text for one in ElementTree.fromstring(svg(picture, "截至某时")).iter() if one.text}
        assert picture.title in text
        assert {picture.title, "截至某时"} <= {one.split("　")[0] for one in texts}
        for row in picture.rows[-1:] if picture.form is Form.LINES else picture.rows:
            assert row.label in text
            assert any(row.label[:8] in one for one in texts)
            assert all(value.shown in text for value in row.values)


def test_a_grid_of_many_months_stays_readable_in_the_terminal(told: tuple) -> None:
    courses, basis, _ = told
    picture = monthly_rates(courses, basis, date(2018, 1, 1), date(2021, 12, 31))
    console = Console(record=True, width=100)
    console.print(drawn(picture))
    said = console.export_text()
    assert len(picture.series) == 48
    assert all(month in said for month in picture.series)
