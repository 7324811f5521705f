"""`duban import-back`: what was exported comes back filled in; each changed cell is an act, nothing is written over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from adapters.cli.people import person_named
from adapters.handing_back import HandedBack, command_ids
from adapters.importing.filled import read_filled
from adapters.importing.meaning import meaning_of
from adapters.installation import open_installation
from adapters.settings import Settings
from domain.events import Channel
from tests.cli.conftest import Duban, Said
from tests.evidence.files import made
from tests.importing.round_trips import Change, all_of, changed, column_of, export, row_of, table, writing
from tests.importing.workbooks import household_ledger, household_row

FIRST, SECOND, THIRD = (f"XX2022-甲镇-000{n}" for n in (1, 2, 3))
HEAD = ("--as", "钱二")
CLAIMED = {"责任领导": "赵一", "责任人": "周五"}


@pytest.fixture
def three_problems(office: Duban, tmp_path: Path) -> Duban:
    """Dispatched to 甲镇: two with a date, one 未定."""
    rows = [
        household_row(number=n, unit="甲镇", household=f"户主{n}", content=f"房屋漏雨{n}处", due=due)
        for n, due in enumerate(DUES, start=1)
    ]
    ledger = household_ledger(tmp_path / "ledger.xlsx", *rows)
    assert office("import", ledger, "--campaign", "xiaoxian_2022", "--as", "孙三", "--confirm").code == 0
    return office


DUES = ("2022年8月31日", "2022年8月31日", "**")


@pytest.fixture
def exported(three_problems: Duban, tmp_path: Path) -> Path:
    return export(three_problems.folder, tmp_path / "exported.xlsx")


def rows(said: Said) -> list[tuple[str, str]]:
    return [(row["problem_no"], row["result"]) for row in said.json["rows"]]


def told(said: Said) -> str:
    """All that is said of the first row."""
    row = said.json["rows"][0]
    return "；".join([*row.get("acts", ()), *row.get("messages", ())])


def hand_back(duban: Duban, exported: Path, change: Change, *words: object, name: str = "filled.xlsx") -> Said:
    return duban("import-back", changed(exported, change, name), *(words or (*HEAD, "--confirm")), "--json")


def stages(duban: Duban) -> list[str]:
    return [line["stage"] for line in duban("ledger", "--json").json["lines"]]


# --- nothing changed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [(), ("--confirm",)])
def test_what_comes_back_as_it_went_out_does_nothing(three_problems: Duban, exported: Path, words: tuple[str]) -> None:
    before = three_problems.store()
    said = three_problems("import-back", exported, *HEAD, *words, "--json")
    assert (said.code, said.json["rows"], said.json["unchanged"]) == (0, [], 3)
    assert three_problems.store() == before


def test_nor_does_it_after_everything_that_can_be_filled_in_was_done(three_problems: Duban, tmp_path: Path) -> None:
    """Whatever stage its problems are in, a table says of itself that nothing was changed in it."""
    to_rectifying(three_problems, FIRST)
    three_problems("do", "不认领", "reason=不属本辖区", "statement=在邻镇", "--case", SECOND, *HEAD)
    three_problems("do", "认领", "leader=赵一", "person=周五", "--case", THIRD, *HEAD)
    for form in ("L1", "L7"):
        out = export(three_problems.folder, tmp_path / f"{form}.xlsx", form=form)
        before = three_problems.store()
        said = three_problems("import-back", out, *HEAD, "--confirm", "--json")
        assert (said.code, said.json["rows"], said.json["unchanged"] >= 3) == (0, [], True)
        assert three_problems.store() == before


def test_a_name_that_stands_there_in_full_is_no_change(three_problems: Duban, exported: Path) -> None:
    assert hand_back(three_problems, exported, writing(户主姓名="户主1")).json["rows"] == []


def test_blanks_full_width_signs_and_dates_of_excel_are_no_change(three_problems: Duban, exported: Path) -> None:
    same = writing(镇=" 甲 镇 ", 整改时限=date(2022, 8, 31), 具体内容="房屋漏雨1处\n", 申请销号="否")
    assert hand_back(three_problems, exported, same).json["rows"] == []


# --- what the cells mean ------------------------------------------------------------------------------------------


def test_a_preview_says_row_by_row_what_would_be_done_and_writes_nothing(three_problems: Duban, exported: Path) -> None:
    before = three_problems.store()
    said = three_problems("import-back", changed(exported, writing(**CLAIMED)), *HEAD)
    for words in ("预览，未办理", FIRST, "认领", "可办理", "没有改动 2", "--confirm"):
        assert words in said.out
    assert three_problems.store() == before


@pytest.mark.parametrize("also", [{}, {"认领情况": "认领"}])
def test_whoever_is_named_claims(three_problems: Duban, exported: Path, also: dict[str, str]) -> None:
    assert rows(hand_back(three_problems, exported, writing(**CLAIMED, **also))) == [(FIRST, "已办理")]
    line = three_problems("ledger", "--json").json["lines"][0]
    assert (line["stage"], line["leader"], line["person"]) == ("CLAIMED", "赵一", "周五")


def test_the_only_leader_of_the_unit_need_not_be_named(three_problems: Duban, exported: Path) -> None:
    hand_back(three_problems, exported, writing(认领情况="认领", 责任人="周五"))
    assert three_problems("ledger", "--json").json["lines"][0]["leader"] == "赵一"


@pytest.mark.parametrize(
    "cells",
    [
        {"认领情况": "不认领", "不认领理由": "不属本辖区：该户在乙镇"},
        {"认领情况": "不认领：不属本辖区，该户在乙镇"},
    ],
)
def test_the_head_refuses_to_claim_with_a_reason(
    three_problems: Duban, exported: Path, cells: dict[str, object]
) -> None:
    assert rows(hand_back(three_problems, exported, writing(**cells))) == [(FIRST, "已办理")]
    assert stages(three_problems)[0] == "REFUSED"


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("一是修缮屋面；二是加强巡查", 2),
        ("修缮屋面；加强巡查；每月走访", 3),
        ("修缮屋面\n加强巡查", 2),
        ("修缮屋面。", 1),
    ],
)
def test_measures_are_told_apart_as_they_are_written_or_as_a_table_joins_them(
    three_problems: Duban, exported: Path, written: str, count: int
) -> None:
    hand_back(three_problems, exported, writing(**CLAIMED, 整改措施=written))
    three_problems("do", "同意整改方案", "--case", FIRST, "--as", "孙三")
    assert len(three_problems("ledger", "--json").json["lines"][0]["measures"]) == count


def test_several_cells_of_a_row_are_several_acts_in_their_order(three_problems: Duban, exported: Path) -> None:
    """The third was dispatched 未定: its plan brings the date."""
    plan = writing(3, **CLAIMED, 整改措施="一是修缮屋面；二是加强巡查", 整改时限="2022-08-30")
    said = hand_back(three_problems, exported, plan)
    assert rows(said) == [(THIRD, "已办理")]
    assert "认领" in said.json["rows"][0]["acts"][0]
    assert "报送整改方案" in said.json["rows"][0]["acts"][1]
    line = three_problems("ledger", "--json").json["lines"][2]
    assert (line["stage"], line["due"]) == ("PLAN_REVIEW", "未定")
    three_problems("do", "同意整改方案", "--case", THIRD, "--as", "孙三")
    line = three_problems("ledger", "--json").json["lines"][2]
    assert (line["stage"], line["due"], len(line["measures"])) == ("RECTIFYING", "2022-08-30", 2)


def to_rectifying(duban: Duban, number: str) -> None:
    duban("do", "认领", "leader=赵一", "person=周五", "--case", number, *HEAD)
    duban("do", "报送整改方案", "measures=[修缮屋面]", "--case", number, "--as", "周五")
    assert duban("do", "同意整改方案", "--case", number, "--as", "孙三").code == 0


@pytest.mark.parametrize("cells", [{"整改成效": "整改中：屋面已修一半"}, {"整改进展": "屋面已修一半"}])
def test_what_is_written_of_the_work_is_its_progress(
    three_problems: Duban, tmp_path: Path, cells: dict[str, object]
) -> None:
    to_rectifying(three_problems, FIRST)
    out = export(three_problems.folder, tmp_path / "exported.xlsx")
    assert rows(hand_back(three_problems, out, writing(**cells), "--as", "周五", "--confirm")) == [(FIRST, "已办理")]
    assert three_problems("ledger", "--json").json["lines"][0]["result"] == "整改中：屋面已修一半"


def with_evidence(duban: Duban, number: str, folder: Path) -> None:
    photo = made(folder, "photo.jpg")
    assert duban("do", "补充佐证材料", f"evidence=[{photo}]", "--case", number, "--as", "周五").code == 0


def test_a_problem_is_handed_in_with_its_effect_and_both_signatures(three_problems: Duban, tmp_path: Path) -> None:
    to_rectifying(three_problems, FIRST)
    with_evidence(three_problems, FIRST, tmp_path)
    out = export(three_problems.folder, tmp_path / "exported.xlsx")
    alone = hand_back(three_problems, out, writing(申请销号="是", 整改成效="屋面不再漏雨"), "--as", "周五", "--confirm")
    assert rows(alone) == [(FIRST, "被拒绝")]
    assert "赵一" in told(alone)
    both = writing(申请销号="周五、赵一签字", 整改成效="屋面不再漏雨", 整改进展="已完工")
    said = hand_back(three_problems, out, both, "--as", "周五", "--confirm", name="both.xlsx")
    assert rows(said) == [(FIRST, "已办理")]
    assert stages(three_problems)[0] == "CHECK_1"


def test_without_evidence_nothing_is_handed_in_and_no_progress_either(three_problems: Duban, tmp_path: Path) -> None:
    """A row is done whole or not at all."""
    to_rectifying(three_problems, FIRST)
    out = export(three_problems.folder, tmp_path / "exported.xlsx")
    before = three_problems.store()
    row = writing(申请销号="周五、赵一", 整改成效="不再漏雨", 整改进展="已完工")
    said = hand_back(three_problems, out, row, "--as", "周五", "--confirm")
    assert rows(said) == [(FIRST, "被拒绝")]
    assert "evidence_missing" in told(said)
    assert three_problems.store() == before


# --- once ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-49")
def test_the_same_file_again_does_nothing_whatever_its_name(three_problems: Duban, exported: Path) -> None:
    plan = all_of(writing(3, **CLAIMED, 整改措施="修缮屋面", 整改时限="2022-08-30"), writing(**CLAIMED))
    hand_back(three_problems, exported, plan)
    filled = exported.with_name("filled.xlsx")
    copied = exported.with_name("copied.xlsx")
    copied.write_bytes(filled.read_bytes())
    before = three_problems.store()
    again = three_problems("import-back", copied, *HEAD, "--confirm", "--json")
    assert (again.code, rows(again)) == (0, [(FIRST, "已有"), (THIRD, "已有")])
    assert three_problems.store() == before


def test_a_row_that_was_broken_off_between_two_acts_goes_on(three_problems: Duban, exported: Path) -> None:
    plan = writing(3, **CLAIMED, 整改措施="修缮屋面", 整改时限="2022-08-30")
    file = changed(exported, plan)
    only_the_first_act(three_problems, file)
    assert stages(three_problems)[2] == "CLAIMED"
    assert rows(three_problems("import-back", file, *HEAD, "--confirm", "--json")) == [(THIRD, "已办理")]
    assert stages(three_problems)[2] == "PLAN_REVIEW"


def only_the_first_act(duban: Duban, file: Path) -> None:
    """As if the program had been killed after it."""
    with open_installation(Settings(data=duban.folder)) as opened:
        organisation = opened.casework.organisation
        desk = HandedBack(opened, read_filled(file), person_named(organisation, "钱二", opened.now()))
        row = desk.document.rows[2]
        known = desk.known(row)
        meaning = meaning_of(row, desk.before(known), organisation, desk.people)
        command_id, command = next(command_ids(row, meaning.commands))
        opened.casework.handle(command, opened.caller(desk.person, command_id, Channel.IMPORT), known.case_id)


# --- what others did meanwhile ------------------------------------------------------------------------------------


def test_a_row_that_others_went_on_with_is_told_and_not_written_over(three_problems: Duban, exported: Path) -> None:
    three_problems("do", "认领", "leader=赵一", "person=钱二", "--case", FIRST, *HEAD)
    before = three_problems.store()
    said = hand_back(three_problems, exported, all_of(writing(**CLAIMED), writing(2, **CLAIMED)))
    assert said.code == 1
    assert rows(said) == [(FIRST, "已变动"), (SECOND, "已办理")]
    assert "2022-08-10 认领（钱二）" in told(said)
    assert three_problems.store() != before
    assert three_problems("ledger", "--json").json["lines"][0]["person"] == "钱二"
    assert "导出以后已有变动" in "".join(
        three_problems("import-back", exported.with_name("filled.xlsx"), *HEAD).out.split()
    )


def test_a_row_that_others_went_on_with_but_in_which_nothing_is_filled_in_is_passed_over(
    three_problems: Duban, exported: Path
) -> None:
    three_problems("do", "认领", "leader=赵一", "person=钱二", "--case", FIRST, *HEAD)
    said = three_problems("import-back", exported, *HEAD, "--confirm", "--json")
    assert (said.code, said.json["rows"]) == (0, [])


@pytest.mark.parametrize("version", [1, 2])
def test_a_row_of_an_older_version_is_told_what_happened_since_and_that_it_is_older_than_the_file(
    three_problems: Duban, tmp_path: Path, version: int
) -> None:
    """What its cells then said is not held against whoever filled them in."""
    out = tmp_path / "out.xlsx"
    exported = ("export", "L1", "--out", out, "--campaign", "xiaoxian_2022", "--unit", "甲镇", "--round-trip")
    assert three_problems(*exported).code == 0
    before = three_problems.store()
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    titles = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=4) for cell in row if cell.value}
    for title, value in ({"版本": version} | CLAIMED).items():
        sheet.cell(5, titles[title], value)
    book.save(tmp_path / "filled.xlsx")
    said = three_problems("import-back", tmp_path / "filled.xlsx", *HEAD, "--confirm", "--json")
    assert (said.code, rows(said)) == (1, [(FIRST, "已变动")])
    assert "版本比文件导出时还旧" in told(said)
    assert "2022-08-10 交办（孙三）" in told(said)
    assert "不能在台账上改" not in told(said)
    assert three_problems.store() == before
    assert "在这一版本以后已有变动" in "".join(
        three_problems("import-back", tmp_path / "filled.xlsx", *HEAD).out.split()
    )


def test_what_others_did_comes_before_what_is_wrong_with_a_cell(three_problems: Duban, exported: Path) -> None:
    three_problems("do", "认领", "leader=赵一", "person=钱二", "--case", FIRST, *HEAD)
    said = hand_back(three_problems, exported, writing(责任单位="乙镇"))
    assert rows(said) == [(FIRST, "已变动")]
    assert "2022-08-10 认领（钱二）" in told(said)


def test_every_cell_that_is_not_for_them_is_named_at_once(three_problems: Duban, exported: Path) -> None:
    said = hand_back(three_problems, exported, writing(整改时限="2022-09-30", 具体内容="没有问题", 村="二村"))
    assert [words in told(said) for words in ("申请延期", "附件1-1!G6", "附件1-1!C6")] == [True] * 3


def test_a_text_that_begins_like_a_formula_is_a_text(three_problems: Duban, exported: Path) -> None:
    def as_text(book: openpyxl.Workbook) -> None:
        writing(**CLAIMED, 整改措施="=修缮屋面")(book)
        table(book).cell(row_of(table(book), 1), column_of(table(book), "整改措施")).data_type = "s"

    assert rows(hand_back(three_problems, exported, as_text)) == [(FIRST, "已办理")]
    three_problems("do", "同意整改方案", "--case", FIRST, "--as", "孙三")
    assert three_problems("ledger", "--json").json["lines"][0]["measures"] == ["=修缮屋面"]


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({"整改时限": "2022-09-30"}, "申请延期"),
        ({"责任单位": "乙镇"}, "改派"),
        ({"具体内容": "没有问题"}, "更正登记内容"),
        ({"问题类型": "安全饮水"}, "更正登记内容"),
        ({"户类型": "一般农户"}, "户类型"),
        ({"村": "二村"}, "更正登记内容"),
        ({"户主姓名": "别人"}, "户主姓名"),
        ({"整改成效": None}, "清空"),
        ({"责任人": "查无此人", "责任领导": "赵一"}, "名单里没有这个人"),
        ({"责任人": "=周五", "责任领导": "赵一"}, "formula"),
        ({"认领情况": "再说"}, "请写 认领 或 不认领"),
        ({"认领情况": "不认领", "不认领理由": "不想要"}, "不属本辖区"),
        ({"认领情况": "不认领", "不认领理由": "重复交办：见第2号", "整改进展": "已开会"}, "不填其他栏目"),
        ({"不认领理由": "重复交办"}, "请在“认领”一栏写明"),
        ({"认领情况": "认领", "责任领导": "赵一"}, "认领须写明责任人"),
        ({"申请销号": "是"}, "写明成效"),
        ({"整改措施": "修缮屋面"}, "wrong_stage"),
        ({"整改进展": "已开会"}, "wrong_stage"),
        ({"版本": 999}, "版本"),
        ({"版本": "一"}, "版本"),
        ({"问题编号": "XX2022-甲镇-9999"}, "没有这个编号"),
        ({"问题编号": None}, "没有问题编号"),
    ],
)
def test_a_cell_that_is_not_for_them_is_refused_with_its_address(
    three_problems: Duban, exported: Path, cells: dict[str, object], complaint: str
) -> None:
    before = three_problems.store()
    said = hand_back(three_problems, exported, writing(**cells))
    if complaint == "formula":
        assert (said.code, said.out) == (2, "")
        assert "公式" in said.err
        assert "附件1-1!" in said.err
    else:
        assert said.code == 1
        [row] = said.json["rows"]
        assert row["result"] == "被拒绝"
        assert complaint in told(said)
        assert "附件1-1!" in told(said)
    assert three_problems.store() == before


def test_a_stage_in_which_it_could_be_done_otherwise_is_not_named(three_problems: Duban, tmp_path: Path) -> None:
    """整改进展 before a plan is for 立行立改 alone: the stage that the problem is in is no way out."""
    three_problems("do", "认领", "leader=赵一", "person=周五", "--case", FIRST, *HEAD)
    out = export(three_problems.folder, tmp_path / "claimed.xlsx")
    said = hand_back(three_problems, out, writing(整改进展="已开工"))
    assert "目前处于“已认领待报方案”，不能报告整改进展；此操作只在“整改中”时可用" in told(said)


@pytest.mark.parametrize("title", ["复核意见", "销号意见"])
def test_verdicts_of_others_are_not_written_into_a_table(three_problems: Duban, exported: Path, title: str) -> None:
    def verdict(book: openpyxl.Workbook) -> None:
        sheet = table(book)
        column = sheet.max_column + 1
        sheet.cell(4, column, title)
        sheet.cell(row_of(sheet, 1), column, "通过")

    said = hand_back(three_problems, exported, verdict)
    assert rows(said) == [(FIRST, "被拒绝")]
    assert "不能在台账上填" in told(said)


def test_a_date_that_was_left_open_may_not_be_filled_in_without_a_plan(three_problems: Duban, exported: Path) -> None:
    said = hand_back(three_problems, exported, writing(3, 整改时限="2022-08-30"))
    assert rows(said) == [(THIRD, "被拒绝")]


def test_nothing_is_done_as_somebody_who_may_not(three_problems: Duban, exported: Path) -> None:
    said = hand_back(three_problems, exported, writing(**CLAIMED), "--as", "李四", "--confirm")
    assert rows(said) == [(FIRST, "被拒绝")]
    assert stages(three_problems) == ["DISPATCHED"] * 3


def test_rows_that_are_gone_close_nothing_and_columns_may_move(three_problems: Duban, exported: Path) -> None:
    def fewer(book: openpyxl.Workbook) -> None:
        sheet = table(book)
        sheet.delete_rows(row_of(sheet, 2), 2)

    assert hand_back(three_problems, exported, fewer).json == {
        "file": "filled.xlsx",
        "written": True,
        "rows": [],
        "unchanged": 1,
        "notes": [],
    }
    assert stages(three_problems) == ["DISPATCHED"] * 3


def test_a_table_without_rows_says_nothing(three_problems: Duban, exported: Path) -> None:
    def none(book: openpyxl.Workbook) -> None:
        sheet = table(book)
        sheet.delete_rows(row_of(sheet, 1), 3)

    said = hand_back(three_problems, exported, none)
    assert (said.code, said.json["rows"], said.json["unchanged"]) == (0, [], 0)


def test_a_ledger_that_was_exported_is_not_registered_anew(three_problems: Duban, exported: Path) -> None:
    said = three_problems("import", exported, "--campaign", "xiaoxian_2022", "--as", "孙三", "--confirm")
    assert said.code == 2
    assert "import-back" in said.err
    assert len(stages(three_problems)) == 3


def test_an_ordinary_ledger_is_not_taken_for_one_that_was_exported(three_problems: Duban, tmp_path: Path) -> None:
    said = three_problems("import-back", tmp_path / "ledger.xlsx", *HEAD, "--confirm")
    assert said.code == 2
    assert "--round-trip" in said.err


def test_a_household_stays_masked_wherever_a_file_that_came_back_is_shown(
    three_problems: Duban, exported: Path
) -> None:
    fill = all_of(writing(户主姓名="户主1", **CLAIMED), writing(2, 户主姓名="户主9"))
    for words in ((*HEAD,), (*HEAD, "--json"), (*HEAD, "--confirm", "--json")):
        said = three_problems("import-back", changed(exported, fill), *words)
        assert "户主1" not in said.out
        assert "户主9" not in said.out
