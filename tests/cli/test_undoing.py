"""`duban undo-import`: what a file brought is voided by two people, all or nothing; a file's silence closes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Duban, Said
from tests.evidence.files import made
from tests.importing.workbooks import area_ledger, area_row, household_ledger, household_row, people_list

LEDGER = ("--campaign", "xiaoxian_2022", "--as", "孙三")
FIRST = "XX2022-甲镇-0001"


@pytest.fixture
def imported(office: Duban, tmp_path: Path) -> Path:
    """Three problems from one file, one from another, and a second person in the office."""
    office("import-people", people_list(tmp_path / "more.xlsx", SECOND), "--confirm")
    rows = [household_row(number=n, unit="甲镇", household=f"户主{n}", due="2022年8月31日") for n in (1, 2, 3)]
    ledger = household_ledger(tmp_path / "ledger.xlsx", *rows)
    office("import", ledger, *LEDGER, "--confirm")
    office("import", area_ledger(tmp_path / "area.xlsx", area_row()), *LEDGER, "--confirm")
    return ledger


SECOND = ("县专项办", "甲县", "郑四", "副主任", "办公室", "", "")


def stages(duban: Duban) -> list[str]:
    return [line["stage"] for line in duban("ledger", "--json").json["lines"]]


def ask(duban: Duban, batch: object, folder: Path, *words: str) -> Said:
    paper = made(folder, "photo.jpg")
    asked = ("--as", "孙三", "--reason", "导错了文件", "--evidence", paper)
    return duban("undo-import", batch, *asked, *(words or ("--confirm", "--json")))


def second(duban: Duban, batch: object, person: str = "郑四") -> Said:
    return duban("undo-import", batch, "--as", person, "--second", "--confirm", "--json")


def results(said: Said) -> list[str]:
    return [line["result"] for line in said.json["lines"]]


def test_two_people_void_all_that_a_file_brought_and_nothing_else(
    office: Duban, imported: Path, tmp_path: Path
) -> None:
    assert results(ask(office, imported, tmp_path)) == ["已申请作废"] * 3
    assert stages(office) == ["DISPATCHED"] * 4
    assert results(second(office, imported)) == ["已作废"] * 3
    assert stages(office) == ["VOIDED"] * 3 + ["DISPATCHED"]
    assert "错误登记已作废" in office("case", FIRST).out


def test_a_preview_says_what_could_be_voided_and_writes_nothing(office: Duban, imported: Path, tmp_path: Path) -> None:
    before = office.store()
    said = ask(office, imported, tmp_path, "--json")
    assert results(said) == ["可申请作废"] * 3
    assert "仅为预览" in ask(office, imported, tmp_path, "--reason=再看看").out
    assert office.store() == before
    assert not any((office.folder / "evidence").rglob("*"))


def test_each_half_is_done_once(office: Duban, imported: Path, tmp_path: Path) -> None:
    ask(office, imported, tmp_path)
    before = office.store()
    assert results(ask(office, imported, tmp_path)) == ["早已办理"] * 3
    assert office.store() == before
    second(office, imported)
    before = office.store()
    assert results(second(office, imported)) == ["早已办理"] * 3
    assert office.store() == before


def test_a_run_that_was_broken_off_goes_on(office: Duban, imported: Path, tmp_path: Path) -> None:
    office(
        "do", "申请作废", "reason=导错", f"evidence=[{made(tmp_path, 'photo.jpg')}]", "--case", FIRST, "--as", "孙三"
    )
    assert results(ask(office, imported, tmp_path)) == ["早已办理", "已申请作废", "已申请作废"]
    office("do", "第二人确认", "--case", FIRST, "--as", "郑四")
    assert results(second(office, imported)) == ["早已办理", "已作废", "已作废"]


def test_what_was_asked_for_one_by_one_is_confirmed_with_the_rest(
    office: Duban, imported: Path, tmp_path: Path
) -> None:
    office(
        "do", "申请作废", "reason=导错", f"evidence=[{made(tmp_path, 'photo.jpg')}]", "--case", FIRST, "--as", "孙三"
    )
    ask(office, imported, tmp_path)
    assert results(second(office, imported)) == ["已作废"] * 3


def test_the_same_person_does_not_confirm(office: Duban, imported: Path, tmp_path: Path) -> None:
    ask(office, imported, tmp_path)
    said = second(office, imported, "孙三")
    assert said.code == 1
    assert results(said) == ["不能撤销"] * 3
    assert stages(office) == ["DISPATCHED"] * 4


@pytest.mark.parametrize("when", ["before it is asked for", "before it is confirmed"])
def test_if_one_has_moved_on_nothing_is_undone(office: Duban, imported: Path, tmp_path: Path, when: str) -> None:
    if when == "before it is confirmed":
        ask(office, imported, tmp_path)
    office("do", "认领", "leader=赵一", "person=周五", "--case", FIRST, "--as", "钱二")
    said = ask(office, imported, tmp_path) if when == "before it is asked for" else second(office, imported)
    assert said.code == 1
    assert results(said)[0] == "不能撤销"
    assert "2022-08-10 认领（钱二）" in said.json["lines"][0]["message"]
    assert said.json["written"] is False
    assert "VOIDED" not in stages(office)


def test_a_batch_is_named_by_its_number_and_told_when_it_is_imported(office: Duban, tmp_path: Path) -> None:
    file = area_ledger(tmp_path / "area.xlsx", area_row(content="另一个问题"))
    said = office("import", file, *LEDGER, "--confirm")
    batch = said.out.split("批次 ")[1].split()[0]
    assert results(ask(office, batch, tmp_path)) == ["已申请作废"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("undo-import", "0" * 16, "--as", "孙三", "--second"), "没有找到"),
        (("undo-import", "no-such-file.xlsx", "--as", "孙三", "--second"), "找不到这个文件"),
    ],
)
def test_what_was_never_imported_cannot_be_undone(office: Duban, words: tuple[str, ...], complaint: str) -> None:
    said = office(*words)
    assert said.code == 2
    assert complaint in said.err


def test_a_reason_and_evidence_are_needed(office: Duban, imported: Path) -> None:
    said = office("undo-import", imported, "--as", "孙三", "--reason", "导错了")
    assert said.code == 2
    assert "--evidence" in said.err


def test_what_was_voided_does_not_come_back_by_itself(office: Duban, imported: Path, tmp_path: Path) -> None:
    ask(office, imported, tmp_path)
    second(office, imported)
    for words in ((), ("--confirm",)):
        said = office("import", imported, *LEDGER, *words, "--json")
        assert {row["result"] for row in said.json["outcomes"]} == {"已有"}
        assert "已作废" in said.json["outcomes"][0]["message"]
        assert "已作废；确要重新登记" in "".join(office("import", imported, *LEDGER, *words).out.split())


def test_what_a_later_file_does_not_name_is_not_closed(office: Duban, imported: Path, tmp_path: Path) -> None:
    """The same ledger a week later, with one row less and one more."""
    rows = [household_row(number=n, unit="甲镇", household=f"户主{n}", due="2022年8月31日") for n in (2, 4)]
    later = household_ledger(tmp_path / "later.xlsx", *rows)
    assert office("import", later, *LEDGER, "--confirm").code == 0
    assert stages(office) == ["DISPATCHED"] * 6


# --- a list of people ---------------------------------------------------------------------------------------------

MORE = (
    ("甲镇", "甲县", "冯八", "会计", "责任人", "", ""),
    ("乙镇", "甲县", "陈九", "镇长", "主要负责同志", "", "2021.3-"),
)


@pytest.fixture
def people(office: Duban, tmp_path: Path) -> Path:
    listed = people_list(tmp_path / "people.xlsx", *MORE)
    assert office("import-people", listed, "--confirm").code == 0
    return listed


def test_the_posts_of_a_list_of_people_end_and_its_units_stay(office: Duban, people: Path) -> None:
    said = office("undo-import", people, "--confirm", "--json")
    assert (said.code, results(said)) == (0, ["已免职", "已免职"])
    assert said.json["lines"][0]["message"] == "任职到 2022-08-09 为止"
    assert said.json["units"] == ["乙镇"]
    asked = office("do", "认领", "leader=赵一", "person=周五", "--case", FIRST, "--as", "乙镇镇长")
    assert (asked.code, "名册里没有“乙镇镇长”" in asked.err) == (2, True)
    before = office.store()
    again = office("undo-import", people, "--confirm")
    assert again.out.count("早已办理") == 3  # each line, and their sum
    assert "乙镇" in again.out
    assert office.store() == before


def test_a_preview_of_it_writes_nothing_and_the_batch_is_told_when_it_is_imported(
    office: Duban, tmp_path: Path
) -> None:
    listed = people_list(tmp_path / "people.xlsx", *MORE)
    batch = office("import-people", listed, "--confirm").out.split("批次 ")[1].split()[0]
    before = office.store()
    assert results(office("undo-import", batch, "--json")) == ["可免职", "可免职"]
    assert office.store() == before


def test_who_has_something_in_hand_keeps_his_post_and_so_do_the_others(
    office: Duban, imported: Path, people: Path
) -> None:
    office("do", "认领", "leader=赵一", "person=冯八", "--case", FIRST, "--as", "钱二")
    before = office.store()
    said = office("undo-import", people, "--confirm", "--json")
    assert (said.code, results(said)) == (1, ["不能撤销", "可免职"])
    assert said.json["lines"][0]["message"] == "导入以后已有办理：2022-08-10 认领"
    assert said.json["written"] is False
    assert office.store() == before


def test_put_right_and_imported_again_the_list_gives_the_posts_anew(
    office: Duban, people: Path, tmp_path: Path
) -> None:
    office("undo-import", people, "--confirm")
    right = people_list(tmp_path / "right.xlsx", ("乙镇", "甲县", "冯八", "会计", "责任人", "", ""), MORE[1])
    said = office("import-people", right, "--confirm", "--json")
    assert [row["result"] for row in said.json["outcomes"]][-2:] == ["已导入", "已导入"]
