"""`duban import` and `duban import-people`: a preview first, whole rows or nothing, the same file only once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from adapters.cli.importing import office_of, read
from adapters.cli.people import person_named
from adapters.importing.intake import Entry
from adapters.installation import open_installation
from adapters.packs import packs_folder
from adapters.settings import Settings
from adapters.taking_in import TakingIn
from tests.cli.conftest import POSTS, Duban, Said
from tests.importing.workbooks import (
    AREA_ROW,
    area_ledger,
    area_row,
    fill_household_sheet,
    household_ledger,
    household_row,
    people_list,
    save,
)

SAMPLE = packs_folder() / "assessment_2020" / "sample_plan.txt"
LEDGER = ("--campaign", "xiaoxian_2022", "--as", "孙三")
CANARY = "金丝雀户主"


def results(said: Said) -> list[tuple[str, str]]:
    return [(row["place"], row["result"]) for row in said.json["outcomes"]]


def household(folder: Path, *rows: Any) -> Path:
    return household_ledger(folder / "ledger.xlsx", *rows)


def in_own_town(**changes: Any) -> Any:
    return household_row(**{"unit": "甲镇", "due": "2022年8月19日", **changes})


# --- preview and writing ------------------------------------------------------------------------------------------


def test_a_preview_writes_nothing_and_says_what_would_be_registered(office: Duban, tmp_path: Path) -> None:
    file = household(tmp_path, in_own_town())
    before = office.store()
    said = office("import", file, *LEDGER)
    assert said.code == 0
    for shown in ("导入预览（未写入）", "户内!第8行", "甲镇", "2022-08-19", "可导入 1", "--confirm"):
        assert shown in said.out
    assert office.store() == before
    assert office("ledger", "--json").json["lines"] == []


@pytest.mark.requirement("R002-49")
def test_with_confirm_it_is_registered_and_dispatched_and_the_same_file_again_adds_nothing(
    office: Duban, tmp_path: Path
) -> None:
    file = household(tmp_path, in_own_town())
    assert "XX2022-甲镇-0001" in office("import", file, *LEDGER, "--confirm").out
    before = office.store()
    copied = tmp_path / "another name.xlsx"
    copied.write_bytes(file.read_bytes())
    again = office("import", copied, *LEDGER, "--confirm", "--json")
    assert results(again) == [("户内!第8行", "已有")]
    assert office.store() == before
    [line] = office("ledger", "--json").json["lines"]
    assert (line["stage"], line["due_on"], line["household_kind"]) == ("DISPATCHED", "2022-08-19", "脱贫户")
    assert (line["town"], line["village"]) == ("甲镇", "一村")


def test_the_preview_of_an_imported_file_says_so(office: Duban, tmp_path: Path) -> None:
    file = household(tmp_path, in_own_town())
    office("import", file, *LEDGER, "--confirm")
    assert results(office("import", file, *LEDGER, "--json")) == [("户内!第8行", "已有")]


def test_a_row_imported_before_under_other_arguments_is_left_as_it_is(office: Duban, tmp_path: Path) -> None:
    file = household(tmp_path, in_own_town(due="**"))
    office("import", file, *LEDGER, "--confirm")
    before = office.store()
    said = office("import", file, *LEDGER, "--opening", "2022-08-01", "--confirm")
    assert office.store() != before  # an opening is another act on the same row
    said = office("import", file, *LEDGER, "--opening", "2022-08-02", "--confirm")
    assert said.code == 1
    assert "以前已经导入过" in "".join(said.out.split("│"))


def test_a_row_is_taken_in_whole_or_not_at_all(office: Duban, tmp_path: Path) -> None:
    """Its date has passed: it could be registered, but not dispatched."""
    file = household(tmp_path, in_own_town(due="2022年8月1日"), in_own_town(number=2))
    assert results(office("import", file, *LEDGER, "--json")) == [("户内!第8行", "被拒绝"), ("户内!第9行", "可导入")]
    said = office("import", file, *LEDGER, "--confirm", "--json")
    assert said.code == 1
    assert results(said) == [("户内!第8行", "被拒绝"), ("户内!第9行", "已导入")]
    [line] = office("ledger", "--json").json["lines"]
    assert line["stage"] == "DISPATCHED"


def test_whoever_may_register_but_not_dispatch_leaves_nothing_but_a_line_in_the_audit_log(
    office: Duban, tmp_path: Path
) -> None:
    file = household(tmp_path, in_own_town())
    as_inspector = ("--campaign", "xiaoxian_2022", "--as", "李四")
    said = office("import", file, *as_inspector, "--confirm")
    assert said.code == 1
    assert "无权交办" in said.out
    assert office("ledger", "--json").json["lines"] == []


# --- what a person has to decide ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "answer", "field"),
    [
        ({"due": 8.2}, "due=2022-08-20", ("due_on", "2022-08-20")),
        ({"due": "8月中旬"}, "due=2022-08-15", ("due_on", "2022-08-15")),
        ({"due": "长期坚持"}, "due=2022-12-30", ("due_on", "2022-12-30")),
        ({"category": "莫名其妙"}, "category=基础工作方面", ("category", "BASICS")),
        ({"category": "莫名其妙"}, "category=FUNDS", ("category", "FUNDS")),
        ({"type": "五保户"}, "household_type=一般农户", ("household_kind", "一般农户")),
        ({"unit": "乙镇"}, "unit=甲镇", ("unit", "甲镇")),
    ],
)
def test_a_row_with_a_question_waits_for_its_answer_and_comes_in_with_it(
    office: Duban, tmp_path: Path, changes: dict[str, Any], answer: str, field: tuple[str, str]
) -> None:
    file = household(tmp_path, in_own_town(**changes))
    asked = office("import", file, *LEDGER, "--confirm")
    assert asked.code == 0
    assert "待定 1" in asked.out
    assert f"--set '户内!第8行:{answer.partition('=')[0]}=" in asked.out
    assert office("ledger", "--json").json["lines"] == []

    answered = office("import", file, *LEDGER, "--set", f"户内!第8行:{answer}", "--confirm", "--json")
    assert results(answered) == [("户内!第8行", "已导入")]
    [line] = office("ledger", "--json").json["lines"]
    assert line[field[0]] == field[1]


def test_numbers_of_persons_in_a_text_that_others_read_are_asked_about(office: Duban, tmp_path: Path) -> None:
    phone = f"138{'0' * 8}"
    file = area_ledger(tmp_path / "area.xlsx", area_row(content=f"联系人电话{phone}"))
    asked = office("import", file, *LEDGER, "--confirm")
    assert "手机号" in asked.out
    assert office("ledger", "--json").json["lines"] == []
    kept = office("import", file, *LEDGER, "--set", "户内!第8行:personal_data=保留", "--confirm", "--json")
    assert results(kept) == [("户内!第8行", "已导入")]


def test_rows_that_share_one_cell_wait_until_somebody_says_that_they_are_two_problems(
    office: Duban, tmp_path: Path
) -> None:
    def fill(sheet: Worksheet) -> None:
        second = in_own_town(number=None, household=None, content=None)
        fill_household_sheet(sheet, [in_own_town(), second])
        for column in "ADG":
            sheet.merge_cells(f"{column}8:{column}9")

    file = save(tmp_path / "merged.xlsx", fill)
    assert results(office("import", file, *LEDGER, "--json")) == [("户内!第8行", "可导入"), ("户内!第9行", "待定")]
    two = office("import", file, *LEDGER, "--set", "户内!第9行:same_problem=分别登记", "--confirm", "--json")
    assert [result for _, result in results(two)] == ["已导入", "已导入"]


@pytest.mark.parametrize("answer", ["due=下周", "due=2022-02-30"])
def test_an_answer_that_is_no_date_is_asked_again(office: Duban, tmp_path: Path, answer: str) -> None:
    file = household(tmp_path, in_own_town(due=8.2))
    said = office("import", file, *LEDGER, "--set", f"户内!第8行:{answer}", "--confirm", "--json")
    assert results(said) == [("户内!第8行", "待定")]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ("第8行:due=2022-08-20", "不是文件里的一行"),
        ("户内!第8行:date=2022-08-20", "不是可以决定的内容"),
        ("户内!第8行", "无法识别"),
    ],
)
def test_an_answer_that_belongs_nowhere_is_refused(office: Duban, tmp_path: Path, answer: str, complaint: str) -> None:
    said = office("import", household(tmp_path, in_own_town(due=8.2)), *LEDGER, "--set", answer)
    assert said.code == 2
    assert complaint in said.err


def test_who_is_named_but_not_known_is_listed_and_does_not_hold_up_a_dispatch(office: Duban, tmp_path: Path) -> None:
    said = office("import", household(tmp_path, in_own_town(person="各村第一书记")), *LEDGER, "--confirm", "--json")
    assert results(said) == [("户内!第8行", "已导入")]
    assert [aside["text"] for aside in said.json["asides"]] == ["各村第一书记"]


def test_who_takes_part_in_an_issued_plan_must_be_known(office: Duban, tmp_path: Path) -> None:
    issued = (*LEDGER, "--issued", "甲镇发〔2022〕1号")
    unknown = office("import", household(tmp_path, in_own_town(person="查无此人")), *issued, "--json")
    assert results(unknown) == [("户内!第8行", "待定")]
    known = office("import", household(tmp_path, in_own_town(due="8月31日上午下班前")), *issued, "--confirm", "--json")
    assert results(known) == [("户内!第8行", "已导入")]
    [line] = office("ledger", "--json").json["lines"]
    assert (line["stage"], line["leader"], line["person"]) == ("RECTIFYING", "赵一", "周五")
    assert line["due"] == "2022-08-31 12:00"


# --- kinds of ledgers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "unit", "number", "printed"),
    [
        ("村级层面（甲镇 一村）", "甲镇", "XX2022-甲镇-0001", "村级层面（甲镇一村）"),
        ("村级层面（甲镇九村）", "甲镇", "XX2022-甲镇-0001", "村级层面（甲镇九村）"),
        ("镇级层面（甲镇）", "甲镇", "XX2022-甲镇-0001", "镇级层面（甲镇）"),
        ("县级层面（县专项办）", "县专项办", "XX2022-甲县-0001", "县级层面（县专项办）"),
    ],
)
def test_an_area_problem_lies_where_its_level_says(
    office: Duban, tmp_path: Path, level: str, unit: str, number: str, printed: str
) -> None:
    file = area_ledger(tmp_path / "area.xlsx", area_row(level=level, unit=unit))
    assert number in office("import", file, *LEDGER, "--confirm").out
    [section] = office("ledger", "--form", "L2", "--json").json["sections"]
    assert section["rows"][0][1] == printed


def test_a_ledger_taken_over_is_an_opening_and_in_no_rate(office: Duban, tmp_path: Path) -> None:
    file = area_ledger(tmp_path / "area.xlsx", area_row(effect="已整改到位"), area_row(number=2))
    said = office("import", file, *LEDGER, "--opening", "2022-08-01", "--confirm", "--json")
    assert [result for _, result in results(said)] == ["已导入"] * 2
    total = office("summary", "--campaign", "xiaoxian_2022", "--json").json["total"]
    assert (total["opening"]["count"], total["opening_claimed_done"]["count"]) == (2, 1)
    assert (total["found"]["count"], total["rate"]) == (0, "-")
    assert "未经本系统核验" in office("summary", "--campaign", "xiaoxian_2022").out


def test_a_unit_that_finds_a_problem_itself_registers_claims_and_plans_it(office: Duban, tmp_path: Path) -> None:
    file = household(tmp_path, in_own_town())
    own = ("--campaign", "xiaoxian_2022", "--as", "钱二", "--self-found", "--confirm", "--json")
    assert results(office("import", file, *own)) == [("户内!第8行", "已导入")]
    [line] = office("ledger", "--json").json["lines"]
    assert (line["stage"], line["person"]) == ("PLAN_REVIEW", "周五")


@pytest.mark.requirement("R004-01")
def test_an_issued_plan_comes_in_as_one_signed_act_an_item(duban: Duban, tmp_path: Path) -> None:
    names = [("赵一", "责任领导"), ("钱二", "责任领导"), ("孙三", "责任领导"), ("李四", "责任领导")]
    names += [("周五", "责任人"), ("吴六", "责任人"), ("郑七", "责任人"), ("冯八", "责任人"), ("陈九", "责任人")]
    people = [("甲县", "", "", "", "", "", ""), ("甲乡", "甲县", "王十", "乡长", "主要负责同志", "", "")]
    people += [("甲乡", "甲县", name, "干部", role, "", "") for name, role in names]
    duban("import-people", people_list(tmp_path / "people.xlsx", *people), "--confirm")
    plan = ("import", SAMPLE, "--campaign", "assessment_2020", "--unit", "甲乡")
    said = duban(*plan, "--issued", "甲乡发〔2020〕1号", "--signed-by", "乡长", "--confirm", "--json")
    assert [result for _, result in results(said)] == ["已导入"] * 5
    lines = duban("ledger", "--json").json["lines"]
    assert [len(line["measures"]) for line in lines] == [2, 1, 4, 1, 2]
    assert [(line["stage"], line["due"]) for line in lines] == [
        ("RECTIFYING", "2020-05-20"),
        ("CLAIMED", "未定"),
        ("RECTIFYING", "2020-05-25"),
        ("RECTIFYING", "2020-05-30"),
        ("RECTIFYING", "2020-05-30"),
    ]


@pytest.mark.parametrize("content", ["1.档案不齐。\n责任人:周五\n完成时限:8月20日\n"])
def test_an_issued_item_without_measures_is_asked_about(office: Duban, tmp_path: Path, content: str) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(f"整改方案\n二、问题\n{content}责任领导:赵一\n", encoding="utf-8")
    plan = ("import", file, "--campaign", "xiaoxian_2022", "--unit", "甲镇", "--issued", "甲镇发〔2022〕1号")
    plan = (*plan, "--signed-by", "孙三", "--set", "第3行:category=BASICS")
    assert results(office(*plan, "--json")) == [("第3行", "待定")]
    only = office(*plan, "--set", "第3行:measures=只登记", "--confirm", "--json")
    assert results(only) == [("第3行", "已导入")]
    assert [line["stage"] for line in office("ledger", "--json").json["lines"]] == ["REGISTERED"]


# --- people -------------------------------------------------------------------------------------------------------


def test_people_are_previewed_with_their_units_and_entered_once(duban: Duban, tmp_path: Path) -> None:
    file = people_list(tmp_path / "people.xlsx", *POSTS)
    said = duban("import-people", file)
    for shown in ("乡镇核查人员", "单位 甲镇（乡镇、街道）", "可导入"):
        assert shown in said.out
    assert "00000000001" not in said.out
    assert duban("do", "设立单位", "code=甲县", "kind=县", "--as", "谁也不是").code == 2  # nobody was entered
    assert duban("import-people", file, "--confirm").code == 0
    before = duban.store()
    again = duban("import-people", file, "--confirm", "--json")
    assert {row["result"] for row in again.json["outcomes"]} == {"已有"}
    assert duban.store() == before


def test_a_child_may_stand_above_its_parent(duban: Duban, tmp_path: Path) -> None:
    file = people_list(tmp_path / "people.xlsx", *reversed(POSTS))
    said = duban("import-people", file, "--confirm", "--json")
    assert {row["result"] for row in said.json["outcomes"]} == {"已导入"}


def test_villages_of_one_name_are_never_taken_for_one_another(office: Duban, tmp_path: Path) -> None:
    rows = [("乙镇", "甲县", "", "", "", "", "")]
    rows += [(name, town, person, "村书记", "村干部", "", "") for name, town, person in VILLAGES]
    said = office("import-people", people_list(tmp_path / "villages.xlsx", *rows), "--confirm", "--json")
    assert {row["label"]: row["result"] for row in said.json["outcomes"]} == {
        "单位 乙镇（乡镇、街道）": "已导入",
        "单位 二村（村、社区）": "待定",
        "单位 甲镇一村（村、社区）": "待定",
        "二村村书记 冯八": "待定",
        "二村村书记 陈九": "待定",
        "甲镇一村村书记 褚一": "待定",
    }
    assert "请写全称，如 乙镇二村" in {question["question"].split("，", 1)[1] for question in decisions(said)}


VILLAGES = (("二村", "甲镇", "冯八"), ("二村", "乙镇", "陈九"), ("甲镇一村", "乙镇", "褚一"))


def decisions(said: Said) -> list[dict[str, str]]:
    found: list[dict[str, str]] = said.json["preview"]["decisions"]
    return found


def test_a_row_of_people_with_a_question_is_left_out(office: Duban, tmp_path: Path) -> None:
    rows = [
        ("甲镇", "甲县", "冯八", "干事", "打酱油的", "", ""),
        ("甲镇", "甲县", "陈九", "干事", "责任人", "00000000002", ""),
        ("甲镇", "甲县", "陈九", "会计", "责任人", "00000000003", ""),
    ]
    said = office("import-people", people_list(tmp_path / "more.xlsx", *rows), "--confirm", "--json")
    assert [row["result"] for row in said.json["outcomes"]] == ["已有", "待定", "已导入", "待定"]
    assert "00000000003" not in said.out


def test_somebody_with_two_posts_is_one_person(office: Duban, tmp_path: Path) -> None:
    second = people_list(tmp_path / "second.xlsx", ("甲镇", "甲县", "周五", "扶贫站站长", "责任人", "", ""))
    office("import-people", second, "--confirm")
    issued = (*LEDGER, "--issued", "甲镇发〔2022〕1号", "--json")
    assert results(office("import", household(tmp_path, in_own_town()), *issued)) == [("户内!第8行", "可导入")]


@pytest.mark.requirement("X-06")
def test_a_campaign_under_a_code_of_its_own_is_imported_into(office: Duban, tmp_path: Path) -> None:
    """Its numbers name it: what another campaign by the same pack has registered is called otherwise."""
    opening = ("campaign=甲县2022秋", "pack=xiaoxian_2022", "unit=甲县", "--as", "孙三")
    assert office("do", "开展专项行动", *opening).code == 0
    autumn = household(tmp_path, in_own_town())
    for file, campaign in ((autumn, "甲县2022秋"), (area_ledger(tmp_path / "area.xlsx", AREA_ROW), "xiaoxian_2022")):
        said = office("import", file, "--campaign", campaign, "--as", "孙三", "--confirm", "--json")
        assert [row["result"] for row in said.json["outcomes"]] == ["已导入"]
    lines = office("ledger", "--json").json["lines"]
    assert [(line["problem_no"], line["campaign"]) for line in lines] == [
        ("XX2022-甲县2022秋-甲镇-0001", "甲县2022秋"),
        ("XX2022-甲镇-0001", "xiaoxian_2022"),
    ]
    back = tmp_path / "back.xlsx"
    assert office("export", "L1", "--campaign", "甲县2022秋", "--round-trip", "--out", back).code == 0
    assert office("import-back", back, "--as", "钱二", "--json").json["unchanged"] == 1


def test_a_preview_says_what_a_problem_was_taken_for(office: Duban, tmp_path: Path) -> None:
    """As the pack calls it, whatever the file does; people know no codes."""
    said = office("import", household(tmp_path, in_own_town(category="就业稳岗")), *LEDGER).out
    assert "脱贫人口就业稳岗方面" in "".join(said.split()).replace("│", "")
    assert "JOBS" not in said


def test_what_somebody_else_registers_meanwhile_hinders_no_row(office: Duban, tmp_path: Path) -> None:
    """Rows are written many at a time; another file at the same place takes the next number before they are."""
    file = household(tmp_path, *(in_own_town(number=n, household=f"户主{n}") for n in (1, 2, 3)))
    other = area_ledger(tmp_path / "area.xlsx", AREA_ROW)
    with open_installation(Settings(data=office.folder)) as opened:
        organisation = opened.casework.organisation
        desk = TakingIn(opened, person_named(organisation, "孙三", opened.now()), confirm=True)
        _, entries = read(file, office_of(opened, "xiaoxian_2022", "", ()), {}, None, None, "", False)

        def one_after_the_other() -> Iterator[Entry]:
            yield from entries[:2]
            assert office("import", other, *LEDGER, "--confirm").code == 0
            yield entries[2]

        told = desk.outcomes(one_after_the_other())
    assert [(row.result, row.problem_no[-4:]) for row in told] == [
        ("已导入", "0002"),
        ("已导入", "0003"),
        ("已导入", "0004"),
    ]
    assert len(office("ledger", "--json").json["lines"]) == 4


def test_a_row_that_is_refused_between_others_leaves_nothing_and_takes_nothing_away(
    office: Duban, tmp_path: Path
) -> None:
    """Its date is over: it is registered, tried to be dispatched, and refused as a whole."""
    rows = [
        in_own_town(number=n, household=f"户主{n}", due="2022年8月9日" if n == 2 else "2022年8月31日")
        for n in (1, 2, 3)
    ]
    said = office("import", household(tmp_path, *rows), *LEDGER, "--confirm", "--json")
    assert [row["result"] for row in said.json["outcomes"]] == ["已导入", "被拒绝", "已导入"]
    assert [line["problem_no"][-4:] for line in office("ledger", "--json").json["lines"]] == ["0001", "0002"]


# --- privacy, and files that are refused --------------------------------------------------------------------------


def test_a_household_is_masked_wherever_an_import_shows_it(office: Duban, tmp_path: Path) -> None:
    row = in_own_town(household=CANARY, content=f"{CANARY}家房屋漏雨", type="五保户")
    file = household(tmp_path, row)
    answer = ("--set", "户内!第8行:household_type=一般农户")
    for words in ((), ("--json",), (*answer, "--confirm"), (*answer, "--confirm", "--json")):
        said = office("import", file, *LEDGER, *words)
        assert CANARY not in said.out + said.err
        assert "金**家房屋漏雨" in "".join(said.out.split())
    for file in office.folder.iterdir():
        assert file.is_dir() or CANARY.encode() not in file.read_bytes()


def test_a_file_that_cannot_be_read_is_refused_in_chinese(office: Duban, tmp_path: Path) -> None:
    said = office("import", tmp_path / "none.xlsx", *LEDGER, "--confirm")
    assert (said.code, said.out) == (2, "")
    assert "找不到这个文件" in said.err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--campaign", "xiaoxian_2021", "--as", "孙三"), "没有专项行动“xiaoxian_2021”"),
        (("--campaign", "xiaoxian_2022"), "--as"),
        (("--campaign", "xiaoxian_2022", "--as", "查无此人"), "名册里没有“查无此人”"),
        ((*LEDGER, "--opening", "八月一日"), "日期“八月一日”无法识别"),
    ],
)
def test_a_slip_of_the_pen_is_told_in_chinese(
    office: Duban, tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    said = office("import", area_ledger(tmp_path / "area.xlsx", AREA_ROW), *words)
    assert said.code == 2
    assert complaint in said.err
