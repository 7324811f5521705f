"""The printed ledgers one by one: their columns, what a cell says, what stands behind it, who may see what."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from domain.assessment import Compared
from domain.message.message import Capacity, Facts, MessageWritten, Receiver, Source, What
from domain.papers import LedgerCode
from domain.policy import Level
from domain.problem.registering import RegisterProblem
from domain.refusal import Refused
from projections import archive_ledger, duty_ledger, escalation_ledger, found_problems, ledger, question_list
from projections import standings as standings_rows
from projections.as_of import Apply, Viewpoint
from projections.drill_down import CellBehind, behind_cell
from projections.escalation_ledger import message_after, read_text
from projections.frozen_tables import LEDGERS
from projections.ledger_lines import Selection, ledger_lines
from projections.printed import LedgerTable
from projections.standings import standings, standings_table
from projections.trail import tell
from tests.ledgers.worlds import world_of
from tests.play.stage import SCENARIOS
from tests.problem.people import OFFICE, TOWN
from tests.projections.chronicle import LONG_AFTER, Chronicle, when
from tests.projections.every_kind import CAMPAIGN, tell_every_kind
from tests.projections.scenarios import finding, tell_s9

BY_NAME = {file.stem: file for file in SCENARIOS}


def behind(scenario: str, code: LedgerCode, row: str, column: str, at: str, unit: str = "") -> CellBehind:
    world = world_of(BY_NAME[scenario])
    campaign = BY_NAME[scenario].parent.parent.name
    source = world.source(Viewpoint(world.now, when(at), when(at)), Selection(campaign=campaign, unit=unit))
    return behind_cell(LEDGERS[code](source), source, row, column)


def titles(table: LedgerTable) -> list[str]:
    return [column.title for column in table.content.columns]


def printed(chronicle: Chronicle, code: LedgerCode, at: str, **chosen: object) -> LedgerTable:
    chronicle.follower.catch_up()
    selection = Selection(**{"campaign": CAMPAIGN, **chosen})  # type: ignore[arg-type]
    return LEDGERS[code](chronicle.ledgers.source(chronicle.view(as_of=at), selection))


# --- what stands behind a cell --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "closed", "rectifying"),
    [("2022-08-25 18:00", ["P4"], ["P5"]), ("2022-08-31 11:00", ["P5"], ["P4"])],
)
def test_a_row_that_is_equal_at_two_moments_for_different_reasons_shows_them(
    at: str, closed: list[str], rectifying: list[str]
) -> None:
    world = world_of(BY_NAME["s5_summary_table"])
    for column, cases in (("已整改数", closed), ("正在整改数", rectifying)):
        cell = behind("s5_summary_table", LedgerCode.L3, "SEC.MED", column, at, "甲镇")
        assert cell.value == "1"
        assert [case.number for case in cell.cases] == [world.state(case).number for case in cases]


def test_a_problem_that_was_closed_and_came_back_cites_both() -> None:
    cell = behind("s5_summary_table", LedgerCode.L3, "SEC.MED", "正在整改数", "2022-08-31 11:00", "甲镇")
    [case] = cell.cases
    assert [event.topic for event in case.events] == ["problem.registered", "problem.closed", "problem.reopened"]
    assert all(event.who for event in case.events)


def test_the_people_of_a_household_are_behind_the_count_of_members() -> None:
    cell = behind("s5_summary_table", LedgerCode.L3, "MONITORING", "人数", "2022-08-31 11:00", "甲镇")
    assert cell.value == "4"
    [case] = cell.cases
    assert {event.topic for event in case.events} == {"monitoring.review_held"}


def test_a_row_may_be_named_by_its_key_or_by_what_a_cell_of_it_says() -> None:
    by_key = behind("s5_summary_table", LedgerCode.L3, "SEC.MED", "3", "2022-08-31 11:00")
    assert by_key == behind("s5_summary_table", LedgerCode.L3, "基本医疗", "共排查", "2022-08-31 11:00")


@pytest.mark.parametrize(
    ("row", "column", "code"), [("三保障", "3", "no_such_row"), ("合计", "整改", "no_such_column")]
)
def test_a_row_or_a_column_that_is_not_one_is_refused(row: str, column: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        behind("s5_summary_table", LedgerCode.L3, row, column, "2022-08-31 11:00")
    assert refused.value.code == code


def test_an_extended_date_cites_the_first_and_the_later_one(chronicle: Chronicle) -> None:
    tell_s9(chronicle)
    table = printed(chronicle, LedgerCode.L2, "2018-10-11 24:00", campaign="heyuan_2018")
    source = chronicle.ledgers.source(chronicle.view(as_of="2018-10-11 24:00"), Selection(campaign="heyuan_2018"))
    cell = behind_cell(table, source, chronicle.number("E"), "整改时限")
    assert cell.value == "原2018-09-28，延至2018-10-31"
    topics = [event.topic for event in cell.cases[0].events]
    assert topics[-1] == "problem.extension_granted"
    assert "problem.dispatched" in topics


# --- the same from every side ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", list(LedgerCode))
def test_a_ledger_of_now_is_that_of_a_fresh_fold(every_kind: Chronicle, code: LedgerCode) -> None:
    """Live from the tables that the follower keeps, and as of now from the log."""
    now, ledgers, chosen = every_kind.now, every_kind.ledgers, Selection(campaign=CAMPAIGN)
    live = LEDGERS[code](ledgers.source(Viewpoint(now), chosen))
    folded = LEDGERS[code](ledgers.source(Viewpoint(now + LONG_AFTER, now, now), chosen))
    assert live.content == folded.content


@pytest.mark.parametrize("code", list(LedgerCode))
def test_a_ledger_is_the_same_on_every_database(
    stored_chronicle: Chronicle, every_kind: Chronicle, code: LedgerCode
) -> None:
    tell_every_kind(stored_chronicle)
    stored_chronicle.follower.catch_up()
    chosen, now = Selection(campaign=CAMPAIGN), every_kind.now
    assert stored_chronicle.now == now
    here = LEDGERS[code](stored_chronicle.ledgers.source(Viewpoint(now), chosen)).content
    there = LEDGERS[code](every_kind.ledgers.source(Viewpoint(now), chosen)).content
    assert [(row.key, row.cells) for row in here.rows] == [(row.key, row.cells) for row in there.rows]


APPLIES = (
    ledger.apply,
    archive_ledger.apply,
    duty_ledger.apply,
    escalation_ledger.apply,
    found_problems.apply,
    question_list.apply,
    standings_rows.apply,
)


@pytest.mark.parametrize("apply", APPLIES, ids=lambda apply: apply.__module__.rpartition(".")[2])
def test_an_event_that_comes_twice_changes_a_row_once(apply: Apply[Any]) -> None:
    rows = 0
    for file in SCENARIOS:
        for events in world_of(file).events.values():
            once = twice = None
            for event in events:
                once, twice = apply(once, event), apply(apply(twice, event), event)
            assert once == twice
            rows += once is not None
    assert rows


# --- L4, L5: the exact columns --------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-60")
def test_the_table_of_2021_has_exactly_five_columns() -> None:
    world = world_of(BY_NAME["s3_three_layers"])
    table = LEDGERS[LedgerCode.L4](world.source(Viewpoint(world.now), Selection(campaign="qijia_2021")))
    assert titles(table) == ["重点任务", "具体内容", "存在的突出问题", "整改措施", "整改进展"]
    [row] = table.content.rows
    assert row.cells[:2] == ("政策落实情况", "住房安全方面")
    assert row.cells[2].startswith("1.问题P1；2.问题P2")
    assert row.cells[4] == "共5，已5，正在0；整改到位"


def test_nothing_that_is_written_of_a_household_stands_in_the_table_that_goes_up(every_kind: Chronicle) -> None:
    table = printed(every_kind, LedgerCode.L4, "2022-09-01 12:00", unit=TOWN)
    water = next(row for row in table.content.rows if row.key == "SEC.WATER")
    assert water.cells[2] == "户内问题1件"
    assert "水压" not in "".join(water.cells)


def test_a_table_without_any_problem_says_so(chronicle: Chronicle) -> None:
    table = printed(chronicle, LedgerCode.L4, "2022-09-01 12:00")
    assert [row.cells for row in table.content.rows] == [("无",) * 5]


@pytest.mark.requirement("R003-28")
def test_the_table_of_what_is_inspected_has_exactly_five_columns_and_eight_rows() -> None:
    world = world_of(BY_NAME["s8_monthly_inspection"])
    table = LEDGERS[LedgerCode.L5](world.source(Viewpoint(world.now), Selection(campaign="heyuan_2018")))
    assert titles(table) == ["序号", "类别", "督查内容", "督查形式", "备注"]
    assert [row.cells[0] for row in table.content.rows] == ["1", "2", "3", "4", "", "5", "6", "7"]
    assert {row.cells[1]: row.cells[4] for row in table.content.rows if row.cells[4]} == {
        "贫困识别退出情况": "第三组-川县-20180919：7项"
    }


@pytest.mark.requirement("R001-21")
def test_two_ledgers_of_drinking_water_are_views_of_the_one(chronicle: Chronicle) -> None:
    for n, (content, mark) in enumerate((("旱季断水", "SEASONAL"), ("取水困难", "DISABLED"), ("管网破损", ""))):
        found = replace(finding("qijia_2021", "D2.4", content), topics=(mark,) if mark else ())
        chronicle.give(f"2021-09-0{n + 1} 09:00", OFFICE, RegisterProblem(found), f"P{n}")

    def contents(*marks: str) -> list[str]:
        table = printed(chronicle, LedgerCode.L2, "2021-09-10 12:00", campaign="qijia_2021", marks=marks)
        return [row.cells[2] for row in table.content.rows]

    assert contents() == ["旱季断水", "取水困难", "管网破损"]
    assert contents("SEASONAL", "季节性缺水") == ["旱季断水"]
    assert contents("DISABLED", "失能特困人员取水") == ["取水困难"]


# --- L9: who has read it --------------------------------------------------------------------------------------------


def test_what_was_told_about_a_level_says_who_has_read_it() -> None:
    world = world_of(BY_NAME["papers_of_the_ladder"])
    of_the_case = world.events[world.cases["E1"]]
    reached = next(event for event in of_the_case if type(event).__name__ == "EscalationReached")
    head = reached.envelope.actor.named()
    message_id = world.cases["E1"]
    written = MessageWritten(
        originator_id=message_id,
        originator_version=1,
        timestamp=reached.timestamp,
        occurred_at=reached.occurred_at,
        envelope=reached.envelope,
        number="TZ-1",
        source=Source(reached.originator_id, reached.originator_version, "problem", "E1"),
        what=What.WARN,
        facts=Facts(),
        about_at=reached.occurred_at,
        receivers=tuple(
            Receiver(replace(head, person="h", name="镇长", post=post), (Capacity.UNIT_HEAD,))
            for post in ("镇长", "专班组长")
        ),
    )
    message = message_after(None, written)
    assert message is not None
    assert read_text(message) == "镇长 未阅"
    assert message_after(message, written) is message


# --- L12: masked, and under the key of its household ------------------------------------------------------------------


def test_the_householder_of_a_monitored_household_is_masked_and_his_line_sealed_as_his() -> None:
    world = world_of(BY_NAME["s7_monitoring_fifteen_days"])
    source = world.source(Viewpoint(world.now), Selection(campaign="xiaoxian_2022"))
    content = LEDGERS[LedgerCode.L12](source).content
    assert {row.cells[3] for row in content.rows} == {"张**", "李**"}
    assert all(row.subject for row in content.rows)


# --- 移交: counts only ------------------------------------------------------------------------------------------------


def test_a_transfer_stands_in_no_line_but_is_counted_below() -> None:
    world = world_of(BY_NAME["s4_false_rectification"])
    source = world.source(Viewpoint(world.now), Selection(campaign="qijia_2021"))
    for read in LEDGERS.values():
        cells = "".join(cell for row in read(source).content.rows for cell in row.cells)
        assert "纪检" not in cells
    assert LEDGERS[LedgerCode.L9](source).content.notes == ("另有移交纪检监察事项1件，只列件数。",)


def test_neither_the_working_ledger_nor_a_trail_tells_that_a_transfer_was_proposed() -> None:
    world = world_of(BY_NAME["s4_false_rectification"])
    source = world.source(Viewpoint(world.now), Selection(campaign="qijia_2021"))
    [line] = ledger_lines(source.rows, world.now, source.calendar, source.packs, source.reveal)
    assert (line.levels, line.highest_level_name) == (("REMIND", "REMIND"), "临期提醒")
    events = world.events[world.cases["P"]]
    assert any(getattr(event, "level", None) is Level.REFER for event in events)
    kept = source.packs["qijia_2021"].policy.retention
    told = tell(events, source.basis, source.calendar, source.reveal, kept)
    assert "纪检" not in msgspec.json.encode(told).decode()
    assert "REFER" not in msgspec.json.encode((told, line)).decode()


# --- 考核 -----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-27")
def test_a_false_rectification_takes_points_and_cites_its_event() -> None:
    world = world_of(BY_NAME["s4_false_rectification"])
    source = world.source(Viewpoint(world.now), Selection(campaign="qijia_2021"))
    [town] = standings(source, Compared.TOWN)
    number = world.state("P").number
    cited = [point for point in town.points if point.name == "虚假整改"]
    assert [(point.points, point.case) for point in cited] == [(-2, number)]
    [event] = [event for event in world.events[world.cases["P"]] if event.originator_version == cited[0].version]
    assert type(event).__name__ == "FalseRectificationFound"
    cell = behind_cell(standings_table(source, Compared.TOWN), source, "甲镇", "得分")
    assert [(case.number, [one.version for one in case.events]) for case in cell.cases] == [
        (number, [cited[0].version])
    ]


@pytest.mark.requirement("R003-27")
def test_each_circular_takes_a_point_by_its_document() -> None:
    world = world_of(BY_NAME["papers_of_the_ladder"])
    source = world.source(Viewpoint(world.now), Selection(campaign="heyuan_2018"))
    told = {one.standing.who: one for one in standings(source, Compared.TOWN)}
    criticised = {who: [p.about for p in one.points if p.name == "通报批评"] for who, one in told.items()}
    assert criticised.get("甲镇", []) == ["东县通报〔2018〕1号"]


@pytest.mark.requirement("R000-31")
def test_the_result_of_each_village_can_be_handed_to_its_yearly_evaluation() -> None:
    world = world_of(BY_NAME["s1_town_inspection"])
    source = world.source(Viewpoint(world.now), Selection(campaign="haogou_2023"))
    content = standings_table(source, Compared.VILLAGE).content
    assert content.title == "镇级评价各村年度目标考核（按村）"
    assert {row.key: row.cells[1] for row in content.rows} == {
        "A村": "2",
        "B村": "7",
        "C村": "1",
        "D村": "3",
        "E村": "7",
    }
    assert all(row.cells[3] == "0.0%" for row in content.rows)
