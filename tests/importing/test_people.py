"""The list of units and people."""

from datetime import date
from pathlib import Path

import pytest

from adapters.importing import ImportRefused, PeopleDocument, read_people
from tests.importing.workbooks import Filling, Row, people_list

COUNTY: Row = ("甲县", "", "赵一", "县长", "组长", "", "")
TOWN: Row = ("甲镇", "甲县", "钱二", "镇长", "主要负责同志", "00000000001", "2021.3-")
MAYOR: Row = ("甲镇", "", *TOWN[2:])
VILLAGE: Row = ("一村", "甲镇", "孙三", "支书", "村、责任人", "", "")


def read(folder: Path, *rows: Row) -> PeopleDocument:
    return read_people(people_list(folder / "people.xlsx", *rows))


def test_rows_become_units_and_posts(tmp_path: Path) -> None:
    document = read(tmp_path, COUNTY, TOWN, VILLAGE)
    assert [(unit.name, unit.parent) for unit in document.units] == [("甲县", ""), ("甲镇", "甲县"), ("一村", "甲镇")]
    town = document.people[1]
    assert (town.unit, town.name, town.post, town.roles, town.phone) == (
        "甲镇",
        "钱二",
        "镇长",
        ("HEAD",),
        "00000000001",
    )
    assert (town.since, town.until, town.place.cell) == (date(2021, 3, 1), None, "C4")
    assert (document.unread, document.decisions) == ((), ())


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2021.3-", date(2021, 3, 1), None),
        ("2021年3月至今", date(2021, 3, 1), None),
        ("2021年3月起", date(2021, 3, 1), None),
        ("2021.3-2022.5", date(2021, 3, 1), date(2022, 5, 31)),
        ("2021年3月5日-2022年5月10日", date(2021, 3, 5), date(2022, 5, 10)),
        ("2021-03-05至2022-05-10", date(2021, 3, 5), date(2022, 5, 10)),
        ("2021/3/5～2022/5/10", date(2021, 3, 5), date(2022, 5, 10)),
        ("２０２１．３－２０２２．５", date(2021, 3, 1), date(2022, 5, 31)),
        ("202103-202205", date(2021, 3, 1), date(2022, 5, 31)),
        (date(2021, 3, 5), date(2021, 3, 5), None),
        ("", None, None),
    ],
)
def test_terms_of_office_in_one_column(tmp_path: Path, text: Filling, since: date | None, until: date | None) -> None:
    person = read(tmp_path, (*TOWN[:1], "", *TOWN[2:6], text)).people[0]
    assert (person.since, person.until) == (since, until)


def test_terms_of_office_in_two_columns(tmp_path: Path) -> None:
    headings = ("单位", "上级单位", "姓名", "职务", "角色", "起始日期", "截止日期")
    row = ("甲镇", "", "钱二", "镇长", "主要负责同志", date(2021, 3, 5), "2022年5月")
    person = read_people(people_list(tmp_path / "people.xlsx", row, headings=headings)).people[0]
    assert (person.since, person.until) == (date(2021, 3, 5), date(2022, 5, 31))


@pytest.mark.parametrize("text", ["去年起", 2021.1, "2021-2022"])
def test_a_term_that_cannot_be_read_is_asked_about(tmp_path: Path, text: Filling) -> None:
    assert [each.kind for each in read(tmp_path, (*TOWN[:1], "", *TOWN[2:6], text)).decisions] == ["period"]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("办公室", ("OFFICE",)),
        ("责任领导", ("RESP_LEADER",)),
        ("责任人,联络员", ("RESP_PERSON", "LIAISON")),
        ("驻村工作队/帮扶联系人", ("RESIDENT_TEAM", "HELP_CONTACT")),
        ("resp_person、GRID_WORKER", ("RESP_PERSON", "GRID_WORKER")),
        (" 纪 检 ", ("DISCIPLINE",)),
    ],
)
def test_roles_go_by_label_or_identifier(tmp_path: Path, text: str, roles: tuple[str, ...]) -> None:
    assert read(tmp_path, ("甲镇", "", "钱二", "镇长", text, "", "")).people[0].roles == roles


def test_an_unknown_role_an_unknown_parent_and_a_strange_phone_are_asked_about(tmp_path: Path) -> None:
    document = read(tmp_path, ("一村", "乙镇", "孙三", "支书", "村、大管家", "内线", ""))
    assert [(each.kind, each.place.cell) for each in document.decisions] == [
        ("role", "E3"),
        ("phone", "F3"),
        ("unit", "B3"),
    ]
    assert document.people[0].roles == ("VILLAGE",)


def test_a_row_without_unit_or_name_and_a_doubled_row_are_listed(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        MAYOR,
        ("", "", "李四", "干事", "村"),
        ("二村", "甲镇"),
        MAYOR,
    )
    assert [(each.place.cell, each.why) for each in document.unread] == [
        ("A4", "没有单位"),
        ("C5", "没有姓名，只登记单位"),
        ("C6", "与 户内!C3 重复"),
    ]
    assert [unit.name for unit in document.units] == ["甲镇", "二村"]


def test_units_that_stand_above_themselves_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as error:
        read(tmp_path, ("甲镇", "一村", "钱二", "镇长", "乡镇"), ("一村", "甲镇", "孙三", "支书", "村"))
    assert error.value.code == "unit_cycle"


def test_villages_of_one_name_in_two_towns_are_two_units(tmp_path: Path) -> None:
    document = read(tmp_path, COUNTY, TOWN, VILLAGE, ("乙镇", "甲县"), ("一村", "乙镇", "周五", "支书", "村"))
    assert [unit.parent for unit in document.units if unit.name == "一村"] == ["甲镇", "乙镇"]


@pytest.mark.parametrize("order", [1, -1])
def test_a_unit_written_without_its_parent_has_the_one_of_its_other_rows(tmp_path: Path, order: int) -> None:
    document = read(tmp_path, COUNTY, *(TOWN, ("甲镇", "", "李四", "副镇长", "责任领导"))[::order])
    assert [(unit.name, unit.parent) for unit in document.units] == [("甲县", ""), ("甲镇", "甲县")]
    assert {person.parent for person in document.people if person.unit == "甲镇"} == {"甲县"}


def test_which_of_two_units_of_one_name_is_asked_when_the_parent_is_not_written(tmp_path: Path) -> None:
    rows = (
        ("甲镇", ""),
        ("乙镇", ""),
        VILLAGE,
        ("一村", "乙镇", "周五", "支书", "村"),
        ("一村", "", "吴六", "会计", "村"),
    )
    document = read(tmp_path, *rows)
    assert [(each.kind, each.candidates) for each in document.decisions] == [("unit", ("乙镇", "甲镇"))]


def test_wrong_terms_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as error:
        read(tmp_path, (*TOWN[:6], "2022.5-2021.3"), (*VILLAGE[:6], "2021.13-"))
    assert [each.code for each in error.value.refusals] == ["range_reversed", "impossible_date"]


def test_keys_come_from_file_sheet_and_row(tmp_path: Path) -> None:
    document = read(tmp_path, COUNTY, TOWN)
    assert [person.key for person in document.people] == [f"people:{document.sha256}:户内:{row}" for row in (3, 4)]
