"""The printed tables: 附件1-1, 附件1-2 and 附件2, column by column, and that their figures tie."""

from __future__ import annotations

import pytest

from domain.rates import percentage
from domain.refusal import Refused
from projections.annexes import Annex, numeral
from projections.ledger_lines import Selection
from tests.projections.chronicle import Chronicle
from tests.projections.every_kind import CAMPAIGN

RESPONSIBILITY = "整改责任"


def titles(annex: Annex) -> list[tuple[str, str]]:
    return [(column.group, column.title) for column in annex.columns]


@pytest.mark.requirement("R002-52")
def test_annex_1_1_has_the_twelve_columns_of_the_document(every_kind: Chronicle) -> None:
    annex = every_kind.ledgers.household_annex(every_kind.view(as_of="2022-09-01 12:00"), "甲镇")
    assert annex.title == "甲镇集中排查“回头看”专项行动问题整改台账(户内问题)"
    assert annex.head == ("填报单位(盖章)", "填报人", "填报时间")
    assert titles(annex) == [
        ("", "序号"),
        ("", "镇"),
        ("", "村"),
        ("", "户主姓名"),
        ("", "户类型"),
        ("", "问题类型"),
        ("", "具体内容"),
        ("", "整改措施"),
        (RESPONSIBILITY, "责任人"),
        (RESPONSIBILITY, "责任单位"),
        ("", "整改时限"),
        ("", "整改成效"),
    ]
    [row] = annex.sections[0].rows
    assert row == (
        "1",
        "甲镇",
        "东村",
        "欧阳**",
        "脱贫户",
        "安全饮水",
        "户内水压不足",
        "核对台账；入户宣传",
        "甲镇干事",
        "甲镇",
        "2022-08-31",
        "已全部完成",
    )


@pytest.mark.requirement("R002-53", "R002-54")
def test_annex_1_2_has_the_nine_columns_and_the_order_county_town_village(every_kind: Chronicle) -> None:
    annex = every_kind.ledgers.area_annex(every_kind.view(), "示例县")
    assert titles(annex) == [
        ("", "序号"),
        ("", "面上问题层级"),
        ("", "问题类型"),
        ("", "具体内容"),
        ("", "整改措施"),
        (RESPONSIBILITY, "责任人"),
        (RESPONSIBILITY, "责任单位"),
        ("", "整改时限"),
        ("", "整改成效"),
    ]
    levels = [row[1] for row in annex.sections[0].rows]
    assert levels[0] == "县级层面（）"  # not dispatched to a unit yet
    assert levels[-1] == "村级层面（甲镇）"
    assert [level[:4] for level in levels] == ["县级层面", *["镇级层面"] * 7, "村级层面"]
    assert [row[0] for row in annex.sections[0].rows] == [str(number) for number in range(1, 10)]


def test_what_was_found_not_to_exist_stands_in_no_annex(every_kind: Chronicle) -> None:
    def contents(as_of: str) -> list[str]:
        [section] = every_kind.ledgers.area_annex(every_kind.view(as_of=as_of), "县").sections
        return [row[3] for row in section.rows]

    assert "公益岗未公示" in contents("2022-08-15 12:00")
    assert "公益岗未公示" not in contents("2022-08-16 12:00")


@pytest.mark.requirement("R002-55")
def test_the_summary_has_the_thirteen_rows_of_annex_2_with_the_group_of_four(every_kind: Chronicle) -> None:
    summary = every_kind.summary(CAMPAIGN)
    assert len(summary.rows) == 13
    assert [row.name for row in summary.rows if row.group == "“三保障”和饮水安全方面"] == [
        "义务教育",
        "基本医疗",
        "住房安全",
        "安全饮水",
    ]
    assert summary.total.name == "合计"


@pytest.mark.requirement("R002-55", "X-07")
@pytest.mark.parametrize("as_of", ["2022-08-09 12:00", "2022-08-20 18:00", "2022-09-07 12:00", "2022-10-20 12:00"])
def test_every_row_and_every_column_of_the_summary_ties(every_kind: Chronicle, as_of: str) -> None:
    """I-1, and: annexes 1-1 and 1-2 counted by category give 共排查 and 期初."""
    summary = every_kind.summary(CAMPAIGN, as_of=as_of)
    for row in (*summary.rows, summary.total):
        assert row.found.count == row.closed.count + row.rectifying.count
        assert set(row.found.problems) == {*row.closed.problems, *row.rectifying.problems}
        assert set(row.opening_claimed_done.problems) <= set(row.opening.problems)
    for column in ("found", "closed", "rectifying", "opening", "opening_claimed_done"):
        cells = [getattr(row, column) for row in summary.rows]
        assert getattr(summary.total, column).count == sum(cell.count for cell in cells)
        assert sorted(getattr(summary.total, column).problems) == sorted(no for cell in cells for no in cell.problems)
    view = every_kind.view(as_of=as_of)
    for annex, kind_at in (
        (every_kind.ledgers.household_annex(view, "县"), 5),
        (every_kind.ledgers.area_annex(view, "县"), 2),
    ):
        assert {row[kind_at] for row in annex.sections[0].rows} <= {row.name for row in summary.rows}
    printed = [
        row[kind_at]
        for annex, kind_at in (
            (every_kind.ledgers.household_annex(view, "县"), 5),
            (every_kind.ledgers.area_annex(view, "县"), 2),
        )
        for row in annex.sections[0].rows
    ]
    for row in summary.rows:
        assert printed.count(row.name) == row.found.count + row.opening.count


def test_an_opening_statement_stands_apart_and_in_no_rate(every_kind: Chronicle) -> None:
    basics = next(row for row in every_kind.summary(CAMPAIGN).rows if row.code == "BASICS")
    opening = every_kind.number("opening")
    assert basics.opening.problems == basics.opening_claimed_done.problems == (opening,)
    assert opening not in basics.found.problems
    assert (basics.found.count, basics.closed.count, basics.rate) == (2, 1, "50.0%")


def test_a_reopened_problem_is_being_rectified_again_and_was_not_on_time(every_kind: Chronicle) -> None:
    def water(as_of: str) -> tuple[int, int, str, str]:
        row = next(row for row in every_kind.summary(CAMPAIGN, as_of=as_of).rows if row.code == "SEC.WATER")
        return row.closed.count, row.rectifying.count, row.rate, row.on_time_rate

    assert water("2022-09-30 12:00") == (1, 0, "100.0%", "100.0%")
    assert water("2022-10-11 12:00") == (0, 1, "0.0%", "0.0%")


def test_a_summary_of_one_category_or_unit_counts_only_these(every_kind: Chronicle) -> None:
    assert every_kind.summary(CAMPAIGN, category="SEC").total.found.count == 1
    assert every_kind.summary(CAMPAIGN, unit="乙镇").total.found.problems == tuple(
        map(every_kind.number, ("refused", "unfounded"))
    )


def test_a_summary_of_an_unknown_campaign_is_refused(every_kind: Chronicle) -> None:
    with pytest.raises(Refused, match="没有找到专项行动"):
        every_kind.ledgers.summary(every_kind.view(), Selection(campaign="nowhere"))


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (0, 0, "-"),
        (0, 3, "0.0%"),
        (10, 22, "45.5%"),
        (14, 21, "66.7%"),
        (18, 22, "81.8%"),
        (1, 8, "12.5%"),
        (1, 2000, "0.1%"),  # 0.05 % goes up
        (1999, 2000, "100.0%"),  # 99.95 % too
        (3, 3, "100.0%"),
    ],
)
def test_rates_have_one_decimal_half_up(part: int, whole: int, printed: str) -> None:
    assert percentage(part, whole) == printed


def test_sections_are_numbered_in_chinese_as_far_as_there_are_numerals() -> None:
    assert [numeral(1), numeral(10), numeral(11)] == ["一", "十", "11"]
